"""The ids of everything that can be pressed, and of every form: for the button and for its listener."""

from mip.status import Button

AUTHORIZE = "authorize"
REAUTHORIZE = "reauthorize"
ACTIVATE = "activate"
DEACTIVATE = "deactivate"
SCAN = "scan"
LABELS = "labels"
EDIT = "edit"
REMOVE = "remove"

LABELS_PREVIOUS = "labels_previous"
LABELS_NEXT = "labels_next"
LABELS_FIRST = "labels_first"
LABELS_LAST = "labels_last"
# One label, and a menu that suggests labels while somebody types.
LABEL_DETAILS = "label_details"
FIND_LABEL = "find_label"
LABELS_EXPORT = "labels_export"
FOUND_PREVIOUS = "found_labels_previous"
FOUND_NEXT = "found_labels_next"
ACCOUNTS_PREVIOUS = "accounts_previous"
ACCOUNTS_NEXT = "accounts_next"
DIFF_DETAILS = "diff_details"
DIFF_PREVIOUS = "diff_previous"
DIFF_NEXT = "diff_next"
# Two accounts side by side: other pages, the first page of a part, and all of it as a file.
COMPARE_PREVIOUS = "compare_previous"
COMPARE_NEXT = "compare_next"
COMPARE_DIFFERENT = "compare_different"
COMPARE_FIRST = "compare_only_first"
COMPARE_SECOND = "compare_only_second"
COMPARE_EXPORT = "compare_export"
HISTORY_PREVIOUS = "history_previous"
HISTORY_NEXT = "history_next"
WHAT_CHANGED = "what_changed"
# What a held scan would take away, all of it.
HELD_ALL = "held_all"
HELD_PREVIOUS = "held_previous"
HELD_NEXT = "held_next"
AUDIT_PREVIOUS = "audit_previous"
AUDIT_NEXT = "audit_next"
AUDIT_EXPORT = "audit_export"
CERTIFICATE_UPLOADED = "certificate_uploaded"
SNOOZE = "snooze_expiry"
RENEW = "renew_credential"
HOME_ADD = "home_add"
HOME_SHOW = "home_show"
SETTINGS = "change_settings"
# Asking somebody else to approve: a menu and a button for admins, two buttons for whoever is asked.
SEND_LINK_TO = "send_link_to"
TAKE_BACK = "take_back"
APPROVE = "approve"
DECLINE = "decline"
TAKE_OVER = "take_over"
RESTORE = "restore"
# One thing for all accounts.
DEACTIVATE_ALL = "deactivate_all"
GO_ON = "go_on"
# Who is told: ending subscriptions, one, a channel's or an account's; a channel that was paused; and watching.
UNSUBSCRIBE = "unsubscribe"
UNSUBSCRIBE_CHANNEL = "unsubscribe_channel"
UNSUBSCRIBE_ACCOUNT = "unsubscribe_account"
SUBSCRIPTIONS_PREVIOUS = "subscriptions_previous"
SUBSCRIPTIONS_NEXT = "subscriptions_next"
RESUME = "resume_subscriptions"
WATCH = "watch"
WATCH_STOP = "watch_stop"
APPLY = "apply"
KEEP = "keep"

# Slack itself opens the address; we get the press as well, and it wants no more than an acknowledgement.
CONTINUE = "continue"
ENTER_SECRET = "enter_secret"  # noqa: S105 - the id of a button
OPEN_CARD = "open_card"
OPEN_CERTIFICATE = "open_certificate"
OPEN_REGISTRATION = "open_registration"
# In the form Reauthorize: the private page for a new client secret.
SECRET_PAGE = "secret_page"  # noqa: S105 - the id of a button

# Radio buttons in a form that draw it again.
CONNECTOR = "connector"
CREDENTIAL = "credential"

FORM_ADD = "add_account"
FORM_EDIT = "edit_account"
FORM_REMOVE = "remove_account"
FORM_SETTINGS = "settings"
FORM_REAUTHORIZE = "reauthorize_account"
FORM_SUBSCRIBE = "subscribe"

ON_CARD: dict[Button, str] = {
    Button.AUTHORIZE: AUTHORIZE,
    Button.REAUTHORIZE: REAUTHORIZE,
    Button.ACTIVATE: ACTIVATE,
    Button.DEACTIVATE: DEACTIVATE,
    Button.SCAN: SCAN,
    Button.LABELS: LABELS,
    Button.EDIT: EDIT,
    Button.REMOVE: REMOVE,
}
