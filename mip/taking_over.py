"""An account belongs to the workspace: when whoever added it leaves, somebody else is asked to look after it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from mip.accounts import Account
from mip.changes import SYSTEM, Action, AuditEntry, Change, Delivery, Tell, card
from mip.people import Person


def adder_left(account: Account, admins: Collection[str], calendar: datetime) -> Change:
    """Told once for all accounts of a person: to the named `admins`, or where there are none, in the channel.

    Nothing else changes: what is scheduled goes on.
    """
    gone, day = account.added_by, calendar.date().isoformat()
    places = sorted(set(admins) - {gone}) or [account.channel]
    return Change(
        account.workspace,
        account,
        replace(account, adder_gone_at=calendar),
        audit=(AuditEntry(account.workspace, SYSTEM, Action.ADDER_LEFT, account.id, {"user": gone}),),
        deliveries=(card(account), *(_asked(account, place, day) for place in places)),
    )


def _asked(account: Account, place: str, day: str) -> Delivery:
    gone = account.added_by
    key = f"{Tell.ADDER_LEFT}:{gone}:{place}:{day}"
    return Delivery(Tell.ADDER_LEFT, account.workspace, account.id, place, key, details={"person": gone})


def take_over(account: Account, person: Person, now: datetime) -> Change:
    """From now on notices that went to the one who left go to them."""
    changed = replace(
        account, added_by=person.user, adder_gone_at=None, changed_by=person.user, changed_at=now
    )
    entry = AuditEntry(
        account.workspace,
        person.user,
        Action.ACCOUNT_TAKEN_OVER,
        account.id,
        {"user": account.added_by, "name": account.name.shown},
    )
    return Change(account.workspace, account, changed, audit=(entry,), deliveries=(card(changed),))


def left_by(accounts: Collection[Account], gone: str) -> list[Account]:
    """Those of somebody who was seen to have left, and that nobody has taken over yet."""
    return [each for each in accounts if each.added_by == gone and each.adder_gone_at is not None]
