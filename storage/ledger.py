"""The only way anything about an account changes: one transaction, or nothing.

Every transaction writes the account's row first. SQLite then never has to turn a read lock into a write lock,
which fails at once when somebody else writes; and on PostgreSQL changes of one account queue up there.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.queryset import QuerySet

from mip import expiry
from mip.accounts import Account, Card
from mip.changes import SYSTEM, AuditEntry, Change, Delivery, Task, Work, numbered
from mip.credentials import Certificate
from mip.errors import Rejected, Stale
from mip.holding import fate_of
from mip.names import TAKEN
from mip.overview import is_seen
from mip.ports import Clock
from mip.restoring import KEPT_FOR
from storage import (
    accounts,
    attempts,
    held_messages,
    home_readers,
    labels,
    models,
    outbox,
    rows,
    subscriptions,
    tasks,
)
from storage.audit import Audit
from storage.statements import update
from storage.transactions import atomic, serialise
from storage.vault import Vault

ID_BYTES = 16
UNCHANGED_ONE = "id = $1 AND workspace = $2 AND version = $3 AND removed_at IS NULL"


class Ledger:
    def __init__(self, vault: Vault, audit: Audit, clock: Clock, chance: Callable[[int], str]) -> None:
        self._vault = vault
        self._audit = audit
        self._clock = clock
        self._chance = chance

    async def commit(self, change: Change) -> Account | None:
        """Raises Stale, Rejected; whatever else is raised, nothing was changed either."""
        try:
            return await atomic(lambda: self._commit(change))
        except IntegrityError as error:
            # A new account's id is the one of its form: sent twice, either of the two may be noticed first.
            if "name_key" in str(error) or (change.before is None and "mip_account" in str(error)):
                raise Rejected({"name": TAKEN}) from None
            raise

    async def tell(self, delivery: Delivery, entry: AuditEntry) -> None:
        await atomic(lambda: self._tell(delivery, entry))

    async def _tell(self, delivery: Delivery, entry: AuditEntry) -> None:
        """Of two replicas that tell the same thing at once, one does: it is on record once, too."""
        await serialise(f"telling:{delivery.workspace}:{delivery.key}")
        if await outbox.is_known(delivery):
            return
        await outbox.queue([delivery], self._clock.wire())
        await self._audit.append(entry)

    async def place_card(self, account: Account, card: Card) -> None:
        await _living(account).update(**rows.of_card(card))

    async def _commit(self, change: Change) -> Account | None:
        subject = change.after or change.before
        if subject is None or subject.workspace != change.workspace:
            raise ValueError("A change is about an account of its own workspace.")
        await self._write_account(change)
        if change.lease and not await tasks.is_ended(change.lease, _following(change)):
            raise Stale
        if change.after is None:
            await _wipe(subject)
        else:
            await self._write_belongings(change, change.after)
        await outbox.queue(change.deliveries, self._clock.wire())
        # Here, and nowhere else: so nobody who decides on a held scan can forget who was asked.
        await held_messages.follow(change, self._clock)
        if is_seen(change):
            await home_readers.republish(change.workspace, self._clock)
        # Here, and nowhere else: so whatever tells a channel cannot forget those that are subscribed.
        await subscriptions.tell(change, self._clock)
        await self._audit.append(*_numbered(change))
        # A job looks at nothing more.
        return await _stored(change.after) if change.after and not change.lease else None

    async def _write_account(self, change: Change) -> None:
        if change.after is None:
            await _remove(change, self._clock.calendar())
            return
        after = _with_credential(change, change.after)
        if change.restores:
            await _restore(change.before, after, self._clock.calendar())
            return
        if change.before is None:
            await models.Account.create(id=after.id, workspace=after.workspace, **rows.columns(after))
        else:
            await _update(
                change.before, numbered(change.before, replace(after, version=change.before.version))
            )

    async def _write_belongings(self, change: Change, account: Account) -> None:
        if change.credential is not None:
            await accounts.keep(self._chance(ID_BYTES), account, change.credential, self._vault)
        await self._write_renewal(change, account)
        before = change.before.handovers if change.before else ()
        await accounts.ask(lambda: self._chance(ID_BYTES), account, before)
        if change.burn_attempts:
            await attempts.burn(account.id)
        if change.labels is not None:
            await labels.keep(account.id, change.labels, self._time(change))
        if change.scan is not None:
            await labels.record(change.scan)
        await tasks.cancel(account.id, change.cancel)
        following = _following(change)
        await tasks.put([each for each in change.work if each is not following])
        await tasks.move(change.replan, self._clock.wire(), self._clock.calendar())
        await self._plan_warnings(change, account)

    async def _plan_warnings(self, change: Change, account: Account) -> None:
        """Here, and nowhere else: so whatever gives a credential or a date cannot forget it."""
        after = _with_credential(change, account)
        planned = expiry.planned(change.before, after, self._clock.calendar())
        if planned is not None:
            await tasks.cancel(account.id, (Task.REMIND,))
            await tasks.put(planned)

    async def _write_renewal(self, change: Change, account: Account) -> None:
        was = change.before.renewal if change.before else None
        if change.renewal is not None:
            await accounts.put_aside(self._chance(ID_BYTES), account, change.renewal, self._vault)
        elif was and account.renewal is None:
            await accounts.forget_renewal(account)
        elif was and account.renewal and was.trouble is not account.renewal.trouble:
            await accounts.note_trouble(account, account.renewal.trouble)

    def _time(self, change: Change) -> datetime:
        return change.scan.at if change.scan else self._clock.calendar()


def _following(change: Change) -> Work | None:
    """What takes the place of the work that the change ends, as every scan plans the next one."""
    if change.lease is None or change.lease.work.task in change.cancel:
        return None
    ended = change.lease.work
    return next(
        (each for each in change.work if (each.account, each.task) == (ended.account, ended.task)), None
    )


def _numbered(change: Change) -> list[AuditEntry]:
    """With the version that the account got by it, so that whoever saw an older one can be told what happened."""
    before = change.before
    if before is None:
        return list(change.audit)
    version = before.version + 1
    if change.after is not None and not change.restores:
        version = numbered(
            before, replace(_with_credential(change, change.after), version=before.version)
        ).version
    if version == before.version and fate_of(change) is None:
        return list(change.audit)
    # What was held is decided without a new version: the other buttons of a card are as good as before.
    version = max(version, before.version + 1)
    return [replace(entry, details={**entry.details, "version": str(version)}) for entry in change.audit]


def _with_credential(change: Change, after: Account) -> Account:
    """A new credential always has a new number, whether or not the change thought of it; and says what it is."""
    credential = change.credential
    if credential is None:
        return after
    before = change.before.credential_version if change.before else 0
    return replace(
        after,
        has_credential=True,
        credential_version=max(after.credential_version, before + 1),
        by_certificate=isinstance(credential, Certificate),
        expires_at=credential.expires_at,
    )


async def _update(before: Account, after: Account) -> None:
    """Only what the change is about: a card that moved meanwhile stays where it is."""
    was, now = rows.columns(before), rows.columns(after)
    changed = {name: value for name, value in now.items() if value != was[name]}
    await _write_over(before, {**changed, "version": after.version})


async def _remove(change: Change, now: datetime) -> None:
    """Who did it stands in the row, for as long as the account may be restored."""
    before = change.before
    if before is None:
        raise ValueError("A change needs an account before or after it.")
    gone = {
        "removed_at": now,
        "name_key": None,
        "has_credential": False,
        "changed_by": change.audit[0].actor if change.audit else SYSTEM,
        "changed_at": now,
        "version": before.version + 1,
    }
    await _write_over(before, gone)


async def _write_over(before: Account, values: Mapping[str, Any]) -> None:
    """Raises Stale where it is not as it was."""
    known = (before.id, before.workspace, before.version)
    if not await update(models.Account, values, UNCHANGED_ONE, *known):
        raise Stale


async def _restore(before: Account | None, after: Account, now: datetime) -> None:
    """Of two who do it at once, one finds the row removed as they saw it; and nobody finds it too late."""
    if before is None:
        raise ValueError("What is restored was there before.")
    mine = models.Account.filter(id=before.id, workspace=before.workspace, version=before.version)
    lives = {**rows.columns(after), "removed_at": None, "version": before.version + 1}
    if not await mine.filter(removed_at__gt=now - KEPT_FOR).update(**lives):
        raise Stale


async def _wipe(account: Account) -> None:
    """The row stays for the history's sake; what could still act for it goes at once."""
    await models.Credential.filter(account_id=account.id).delete()
    await accounts.forget_renewal(account)
    await models.Handover.filter(account_id=account.id).delete()
    await models.Attempt.filter(account_id=account.id).delete()
    await models.Work.filter(account_id=account.id).delete()
    await outbox.forget(account.id)
    await subscriptions.forget(account.id)


def _living(account: Account) -> QuerySet[models.Account]:
    return models.Account.filter(id=account.id, workspace=account.workspace, **rows.LIVING)


async def _stored(account: Account) -> Account:
    return rows.account(await models.Account.get(id=account.id).prefetch_related(*rows.belongings()))
