"""Why Microsoft did not give us labels: the cause in plain words, and what to do about it."""

from enum import StrEnum


class Reason(StrEnum):
    """The values are stored; `words` and `next_step` are what people read."""

    NO_CONSENT = "no_consent"
    CONSENT_DECLINED = "consent_declined"
    SECRET_INVALID = "secret_invalid"  # noqa: S105 - a reason, not a secret
    SECRET_EXPIRED = "secret_expired"  # noqa: S105 - a reason, not a secret
    CERTIFICATE_INVALID = "certificate_invalid"
    CERTIFICATE_NOT_UPLOADED = "certificate_not_uploaded"
    APP_NOT_FOUND = "app_not_found"
    APP_DISABLED = "app_disabled"
    PERMISSION_MISSING = "permission_missing"
    TENANT_NOT_FOUND = "tenant_not_found"
    WRONG_TENANT = "wrong_tenant"
    WRONG_CLOUD = "wrong_cloud"
    CLOUD_UNSUPPORTED = "cloud_unsupported"
    BLOCKED_BY_POLICY = "blocked_by_policy"
    THROTTLED = "throttled"
    PROVIDER_ERROR = "provider_error"
    PROVIDER_DOWN = "provider_down"
    NETWORK = "network"
    SLACK_SILENT = "slack_silent"
    TOO_MANY_ACTIONS = "too_many_actions"
    TOO_MANY_LABELS = "too_many_labels"
    CREDENTIAL_MISSING = "credential_missing"
    CREDENTIAL_UNREADABLE = "credential_unreadable"
    KEY_LACKING = "key_lacking"
    OWN_CREDENTIAL = "own_credential"
    CREDENTIAL_WIPED = "credential_wiped"
    RESTORED = "restored"

    @property
    def words(self) -> str:
        return _TEXTS[self][0]

    @property
    def next_step(self) -> str:
        return _TEXTS[self][1]


_TEXTS = {
    Reason.NO_CONSENT: (
        "Consent is missing or was withdrawn.",
        "An admin has to approve the app in Microsoft.",
    ),
    Reason.CONSENT_DECLINED: (
        "The request was declined in Microsoft.",
        "Start again and press Accept.",
    ),
    Reason.SECRET_INVALID: (
        "Microsoft does not accept the client secret.",
        "Press Reauthorize and paste the secret's Value, not its Secret ID.",
    ),
    Reason.SECRET_EXPIRED: (
        "The client secret has expired.",
        "Make a new secret in Microsoft Entra, then press Reauthorize.",
    ),
    Reason.CERTIFICATE_INVALID: (
        "Microsoft does not accept the certificate.",
        "Upload the certificate to the app registration again, or press Reauthorize for a new one.",
    ),
    Reason.CERTIFICATE_NOT_UPLOADED: (
        "Microsoft does not know the certificate yet.",
        "Upload it to the app registration.",
    ),
    Reason.APP_NOT_FOUND: (
        "The app is not present in the tenant.",
        "Check Client ID and Tenant ID, or approve the app in Microsoft.",
    ),
    Reason.APP_DISABLED: (
        "The app is switched off in the tenant.",
        "Enable the enterprise application in Microsoft Entra. We look again by ourselves.",
    ),
    Reason.PERMISSION_MISSING: (
        "The permission SensitivityLabel.Read is missing.",
        "Add the application permission SensitivityLabel.Read and grant admin consent.",
    ),
    Reason.TENANT_NOT_FOUND: (
        "Microsoft does not know the tenant.",
        "Check Tenant ID and Cloud. If one is wrong, remove the account and add it again.",
    ),
    Reason.WRONG_TENANT: (
        "That approval was for another tenant.",
        "Start again and sign in to the tenant this account belongs to.",
    ),
    Reason.WRONG_CLOUD: (
        "The tenant belongs to another of Microsoft's clouds.",
        "Remove the account and add it again with the right Cloud: Global, GCC High, DoD or China.",
    ),
    Reason.CLOUD_UNSUPPORTED: (
        "This cloud does not offer the label API.",
        "Use a tenant of the Global cloud.",
    ),
    Reason.BLOCKED_BY_POLICY: (
        "A Conditional Access policy blocks the app.",
        "Ask your Entra admin to exclude the app from the policy, then press Reauthorize.",
    ),
    Reason.THROTTLED: (
        "Microsoft asked us to slow down.",
        "Nothing to do: we try again by ourselves.",
    ),
    Reason.PROVIDER_ERROR: (
        "Microsoft sent an answer we could not use.",
        "Nothing to do: we try again by ourselves.",
    ),
    Reason.PROVIDER_DOWN: (
        "Microsoft's service is down or overloaded just now.",
        "Nothing to do: we try again by ourselves. See Service health in the Microsoft 365 admin center if it lasts.",
    ),
    Reason.NETWORK: (
        "Microsoft could not be reached.",
        "Nothing to do: we try again by ourselves.",
    ),
    Reason.SLACK_SILENT: (
        "Slack did not tell who you are, so nothing was done.",
        "Try again in a minute.",
    ),
    Reason.TOO_MANY_ACTIONS: (
        "This workspace asked for too much at once.",
        "Try again in a minute.",
    ),
    Reason.TOO_MANY_LABELS: (
        "The tenant has more labels than we read.",
        "Tell the operator of this bot.",
    ),
    Reason.CREDENTIAL_MISSING: (
        "The client secret has not been given yet.",
        "Ask for the private page again and enter it there.",
    ),
    Reason.CREDENTIAL_UNREADABLE: (
        "The stored credential could not be opened.",
        "Press Reauthorize and give it again; tell the operator of this bot.",
    ),
    Reason.KEY_LACKING: (
        "One of the bot's servers lacks an encryption key.",
        "Nothing to do: we try again by ourselves. If it lasts, tell the operator of this bot.",
    ),
    Reason.OWN_CREDENTIAL: (
        "The trouble is on our side: Microsoft does not accept this bot's own credential.",
        "Nothing is wrong with the account. Tell the operator of this bot.",
    ),
    Reason.CREDENTIAL_WIPED: (
        "The account was restored; its credential was wiped when it was removed.",
        "Press Reauthorize and give it a credential.",
    ),
    Reason.RESTORED: (
        "The account was restored; whether its approval still stands is being asked.",
        "Nothing to do for now. If this stays, press Reauthorize.",
    ),
}

# What is wrong with a credential itself: another one is needed.
CREDENTIAL_REFUSED = frozenset(
    {
        Reason.SECRET_INVALID,
        Reason.SECRET_EXPIRED,
        Reason.CERTIFICATE_INVALID,
        Reason.CREDENTIAL_UNREADABLE,
    }
)

# What an admin's approval mends.
CONSENT_MISSING = frozenset({Reason.NO_CONSENT, Reason.APP_NOT_FOUND, Reason.PERMISSION_MISSING})

# What a private link brings: the approval, or the secret.
LINK_HELPS = CONSENT_MISSING | {Reason.CREDENTIAL_MISSING}

# All this can still arrive, and an app be switched on: a never-connected account stays pending.
ACCESS_MISSING = LINK_HELPS | {Reason.CERTIFICATE_NOT_UPLOADED, Reason.APP_DISABLED}
