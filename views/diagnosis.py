"""What a validation found, check by check: with signs for the eye, and in words for the ear."""

from collections.abc import Mapping

from slack_sdk.models.blocks import Block

from mip.accounts import Account
from mip.checks import Check, Diagnosis, Mark
from mip.portals import mending_page
from mip.reasons import Reason
from views.pieces import say, small
from views.text import code, escape, safe

_SIGNS: Mapping[Mark, str] = {Mark.PASSED: "\u2713", Mark.FAILED: "\u2717", Mark.UNREACHED: "\u2013"}
_SAID: Mapping[Mark, str] = {Mark.PASSED: "yes", Mark.FAILED: "no", Mark.UNREACHED: "not reached"}


def checklist(found: Diagnosis) -> str:
    """One line for each check: a tick, a cross, or a dash for what was not reached."""
    return "\n".join(f"{_SIGNS[found.of(check)]} {_named(check, found)}" for check in Check)


def _named(check: Check, found: Diagnosis) -> str:
    return f"{check.words}: {code(found.permission)}" if check is Check.PERMISSION else check.words


def spoken(found: Diagnosis) -> str:
    """The same without signs, for a screen reader and a notification."""
    said = [f"{check.words}: {_SAID[found.of(check)]}" for check in Check]
    return f"{'. '.join(said)}."


def too_much(found: Diagnosis) -> str:
    """Empty where the app may do no more than it has to."""
    if not found.extra:
        return ""
    return f"More than needed: {', '.join(safe(role) for role in found.extra)}. You may remove them."


def for_support(found: Diagnosis) -> str:
    """The ids that Microsoft's support asks for; empty where there are none."""
    ids = (("request", found.request), ("correlation", found.correlation))
    known = [f"{word} {code(value)}" for word, value in ids if value]
    return f"For Microsoft's support: {', '.join(known)}" if known else ""


def where(account: Account, reason: Reason | None) -> str:
    """A link to the page of Microsoft's portal where it is mended; empty where there is none."""
    page = mending_page(account.registration, reason)
    if page is None:
        return ""
    return f"Mend it in Microsoft's portal: <{escape(page.address)}|{escape(page.words)}>"


def blocks(account: Account, reason: Reason | None = None) -> list[Block]:
    """The list and what belongs to it; nothing where nothing was found out yet."""
    found = account.diagnosis
    if found is None:
        return []
    lines = [line for line in (too_much(found), where(account, reason), for_support(found)) if line]
    return [say(checklist(found)), *([small("\n".join(lines))] if lines else [])]


def heard(account: Account, reason: Reason | None = None) -> str:
    """The same for the top-level text."""
    found = account.diagnosis
    if found is None:
        return ""
    said = (spoken(found), too_much(found), where(account, reason), for_support(found))
    return " ".join(part for part in said if part)


def remark(account: Account) -> str:
    """What is worth saying of an account that works; mostly nothing."""
    return too_much(account.diagnosis) if account.diagnosis else ""
