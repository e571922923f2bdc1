"""One row of the audit trail as a sentence."""

from collections.abc import Mapping
from datetime import timedelta

from mip.changes import Action
from mip.reasons import Reason
from mip.trail import Recorded
from views.text import bold, code, person, place, safe, span

# {account} and the details by name; a detail that a row lacks reads as nothing.
_DID = {
    Action.ACCOUNT_ADDED: "added {account}",
    Action.ACCOUNT_EDITED: "edited {account}",
    Action.ACCOUNT_RESCHEDULED: "set the scan interval of {account} to {every}",
    Action.ACCOUNT_REMOVED: "removed {account}",
    Action.ACCOUNT_ABANDONED: "removed {account}, which nobody had connected",
    Action.ACCOUNT_RESTORED: "restored {account}",
    Action.ACCOUNT_TAKEN_OVER: "took over {account} from {user}",
    Action.ADDER_LEFT: "noticed that {user}, who added {account}, has left",
    Action.ACCOUNT_ACTIVATED: "set {account} active",
    Action.ACCOUNT_DEACTIVATED: "set {account} inactive",
    Action.VALIDATION_ASKED: "asked to validate {account}",
    Action.VALIDATION_PASSED: "validated {account}: it works",
    Action.VALIDATION_FAILED: "validated {account}: it does not work",
    Action.CONSENT_ACCEPTED: "approved {account} in Microsoft",
    Action.CONSENT_DECLINED: "declined {account} in Microsoft",
    Action.CREDENTIAL_CHANGED: "changed the credential of {account}",
    Action.CREDENTIAL_GIVEN: "gave a new credential for {account}, to be tried first",
    Action.CREDENTIAL_REFUSED: "dropped the new credential of {account}, which was refused",
    Action.CREDENTIAL_UNPROVEN: "dropped the new credential of {account}, which was never proven",
    Action.CERTIFICATE_MADE: "made the certificate {thumbprint} for {account}",
    Action.CREDENTIAL_DATED: "corrected the day on which the credential of {account} expires",
    Action.EXPIRY_TOLD: "warned that the credential of {account} expires, {days} days before",
    Action.EXPIRY_SNOOZED: "snoozed the warnings about the credential of {account}",
    Action.OWN_EXPIRY_TOLD: "warned {user} that this bot's own credential expires",
    Action.SCAN_ASKED: "asked to scan {account}",
    Action.SCAN_CHANGED: "scanned {account}: {changes} changes",
    Action.SCAN_HELD: "held a scan of {account} that lost {lost} labels and found {found}",
    Action.SCAN_SUSPICIOUS: "refused a suspicious answer from Microsoft about {account}",
    Action.HOLD_APPLIED: "applied what was held of {account}",
    Action.HOLD_KEPT: "kept the labels of {account} against what was held",
    Action.LINK_MADE: "made a link for {account}",
    Action.LINK_REFUSED: "refused a link for {account}",
    Action.LINK_REUSED: "refused a link for {account} that was used before",
    Action.LINK_STOLEN: "was protected: another person opened the link for {account}",
    Action.HANDOVER_ASKED: "asked {user} to approve {account} in their place",
    Action.HANDOVER_TAKEN_BACK: "no longer asks {user} to approve {account}",
    Action.HANDOVER_DECLINED: "declined to approve {account}",
    Action.HANDOVER_DONE: "ended the request to {user}: {account} is approved",
    Action.HANDOVER_EXPIRED: "ended the request to {user} to approve {account}, which ran out",
    Action.ADMIN_ADDED: "named {user} as an admin",
    Action.ADMIN_REMOVED: "no longer names {user} as an admin",
    Action.SETTINGS_CHANGED: "changed the settings: {chosen}",
    Action.AUDIT_EXPORTED: "exported the audit trail{about}",
    Action.SUBSCRIBED: "subscribed {place} to {events} of {subject}",
    Action.UNSUBSCRIBED: "ended that {place} is told {events} of {subject}",
    Action.SUBSCRIPTION_PAUSED: "paused what {place} is told",
    Action.SUBSCRIPTION_RESUMED: "resumed what {place} is told",
    Action.INSTALLED: "installed the bot",
    Action.UNINSTALLED: "noticed that this workspace no longer has the bot: everything but this trail is deleted",
    Action.SUSPENDED: "noticed that Slack refuses the token of this workspace ({why})",
    Action.LABELS_EXPORTED: "exported the labels of {account}",
    Action.COMPARISON_EXPORTED: "exported the labels of {account} beside those of {other}",
    Action.DENIED: "was refused {doing}",
    Action.REPLAY: "refused a request from Slack that was sent twice",
    Action.TAMPERED: "refused a stored secret of {account} that was altered",
}
_ROOM = 70
LONG = 8


def sentence(row: Recorded, names: Mapping[str, str]) -> str:
    """`names` are the accounts' by id. In mrkdwn, escaped; at most about 500 characters."""
    who = person(row.actor)
    did = _did(row, _named(row, names))
    return f"{who[:1].upper()}{who[1:]} {did}{_was(row)}{_why(row)}."


def _did(row: Recorded, account: str) -> str:
    """An action of another version is told by its own word."""
    known = {action.value: words for action, words in _DID.items()}.get(row.action)
    if known is None:
        return f"did {code(row.action)}" + (f" to {account}" if row.account else "")
    shown = ("changes", "lost", "found", "thumbprint", "days", "events", "other", "why")
    details = {key: safe(row.details.get(key, ""), _ROOM) for key in shown}
    doing = code(row.details.get("doing", ""), _ROOM)
    about = f" of {account}" if row.account else ""
    subject = safe(row.details.get("scope", ""), _ROOM) or account
    where = place(row.details.get("channel", ""))
    return known.format(
        about=about,
        subject=subject,
        place=where,
        account=account,
        user=person(row.details.get("user", "")),
        doing=doing,
        chosen=_chosen(row.details),
        every=_every(row),
        **details,
    )


def _every(row: Recorded) -> str:
    minutes = str(row.details.get("minutes", ""))
    return (
        span(timedelta(minutes=int(minutes)))
        if minutes.isdecimal() and len(minutes) < LONG
        else code(minutes)
    )


def _chosen(details: Mapping[str, str]) -> str:
    """Of a workspace's settings, those that were changed."""
    channel, interval = details.get("default_channel", ""), details.get("default_interval", "")
    where = place(channel) if channel != "none" else "none"
    often = span(timedelta(seconds=int(interval))) if interval.isdecimal() else "the operator's"
    return ", ".join(
        [
            *([f"default notification channel {where}"] if channel else []),
            *([f"default scan interval {often}"] if interval else []),
        ]
    )


def _named(row: Recorded, names: Mapping[str, str]) -> str:
    name = names.get(row.account) or row.details.get("name")
    return bold(name, _ROOM) if name else "an account"


def _was(row: Recorded) -> str:
    was = row.details.get("was")
    return f", which was named {bold(was, _ROOM)}" if was and was != row.details.get("name") else ""


def _why(row: Recorded) -> str:
    """Reasons of Microsoft's have words of their own; the others are told as they are."""
    reason = row.details.get("reason")
    if not reason:
        return ""
    words = Reason(reason).words.rstrip(".") if reason in set(Reason) else reason
    return f" ({safe(words, _ROOM * 2)})"
