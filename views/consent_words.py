"""What Microsoft will ask for, and whom: the same words wherever somebody is about to approve."""

ONE_PERMISSION = (
    "Microsoft will ask for one permission: to read sensitivity labels (SensitivityLabel.Read). "
    "It opens no files and no mail."
)
WHO = "Who may approve: a Global Administrator or a Privileged Role Administrator of the tenant."
