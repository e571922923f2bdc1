"""Activate, set inactive, scan, validate, apply, keep: one use case each, pressed on a card or typed."""

from dataclasses import dataclass

from handlers.accounts import ReadAccounts
from handlers.answers import Answer, Done, Replace, Say
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.changes import Task
from mip.errors import Stale
from mip.managing import ask_scan, ask_validation, deactivate, settle_hold
from mip.people import Person, Right
from mip.ports import Clock, Ledger, Message, Tasks
from mip.schedule import too_soon
from mip.status import Button, buttons
from views import refusals, results
from views.interaction import Press, Typed

ACTIVATING = "Checking the connection before it is switched to Active"
SCANNING = "Retrieving the labels"
ASKING = "Asking Microsoft whether it knows the certificate"


@dataclass(frozen=True)
class ManageAccount:
    lookup: Lookup
    ledger: Ledger
    tasks: Tasks
    clock: Clock

    async def activate(self, account: Account, person: Person, channel: str) -> Answer:
        """Validates afresh first: the card shows the result, not the wish."""
        if Button.ACTIVATE not in buttons(account.facts):
            return Say(refusals.not_now(account, Button.ACTIVATE))
        if Task.VALIDATE in await self.tasks.waiting(account.id):
            return Say(refusals.already_running(account))
        now = self.clock.wire()
        await self.ledger.commit(ask_validation(account, person, channel, now, activate=True))
        return Done()

    async def deactivate(self, account: Account, person: Person, _channel: str) -> Answer:
        if Button.DEACTIVATE not in buttons(account.facts):
            return Say(refusals.not_now(account, Button.DEACTIVATE))
        await self.ledger.commit(deactivate(account, person, self.clock.calendar(), self.clock.wire()))
        return Done()

    async def scan(self, account: Account, person: Person, channel: str) -> Answer:
        """Joins a running scan. Otherwise one may start ten seconds after the last ended."""
        if Button.SCAN not in buttons(account.facts):
            return Say(refusals.not_now(account, Button.SCAN))
        now = self.clock.calendar()
        if Task.SCAN in await self.tasks.waiting(account.id):
            return Say(refusals.already_running(account))
        wait = too_soon(account.reading.attempted_at, now)
        if wait is not None:
            return Say(refusals.too_soon(wait))
        attempt = await self.tasks.attempt(account.id, Task.SCAN)
        await self.ledger.commit(ask_scan(account, person, channel, now, attempt))
        return Done()

    async def validate(self, account: Account, person: Person, channel: str) -> Answer:
        if Task.VALIDATE in await self.tasks.waiting(account.id):
            return Say(refusals.already_running(account))
        await self.ledger.commit(ask_validation(account, person, channel, self.clock.wire()))
        return Done()

    async def settle(self, press: Press, *, apply: bool) -> None:
        """A held scan is answered once; the button may stand on an older message than the card."""
        await self.lookup.access.require(Right.MANAGE, press.person, "apply" if apply else "keep")
        account = await self.lookup.accounts.get(press.person.workspace, press.about.account)
        held = account.held
        if held is None or held.kept or held.accepted or press.about.detail not in {"", held.digest[:16]}:
            raise Stale
        change = settle_hold(account, press.person, self.clock.calendar(), apply=apply)
        await self.ledger.commit(change)


@dataclass(frozen=True)
class ManageButtons:
    """The buttons on the card. A copy of the card that only one person sees is drawn again in its place."""

    manage: ManageAccount
    read: ReadAccounts

    async def activate(self, press: Press) -> Answer:
        account = await self.manage.lookup.pressed(press, Right.MANAGE, "activate")
        answer = await self.manage.activate(account, press.person, press.channel)
        return await self._begun(press, answer, account, ACTIVATING)

    async def deactivate(self, press: Press) -> Answer:
        account = await self.manage.lookup.pressed(press, Right.MANAGE, "deactivate")
        answer = await self.manage.deactivate(account, press.person, press.channel)
        return await self._redrawn(press, answer)

    async def scan(self, press: Press) -> Answer:
        account = await self.manage.lookup.pressed(press, Right.MANAGE, "scan")
        answer = await self.manage.scan(account, press.person, press.channel)
        return await self._begun(press, answer, account, SCANNING)

    async def uploaded(self, press: Press) -> Answer:
        """Of a certificate. Stands on a message that may be older than the card, and does no more than ask."""
        await self.manage.lookup.access.require(Right.MANAGE, press.person, "validate")
        account = await self.manage.lookup.accounts.get(press.person.workspace, press.about.account)
        answer = await self.manage.validate(account, press.person, press.channel)
        return _said(answer, results.started(account, ASKING))

    async def apply(self, press: Press) -> Answer:
        await self.manage.settle(press, apply=True)
        return await self._settled(press)

    async def keep(self, press: Press) -> Answer:
        await self.manage.settle(press, apply=False)
        return await self._settled(press)

    async def _settled(self, press: Press) -> Answer:
        """The card draws itself; a message that asked says what was decided, without its buttons."""
        account = await self.manage.lookup.accounts.get(press.person.workspace, press.about.account)
        if press.is_ephemeral:
            return Replace(await self.read.copy(account))
        if account.card is not None and account.card.ts == press.message_ts:
            return Done()
        return Replace(results.held(account))

    async def _begun(self, press: Press, answer: Answer, account: Account, what: str) -> Answer:
        """A copy or the Home cannot follow what happens from here on: they say where to look instead."""
        if press.is_home and isinstance(answer, Done):
            return Say(results.started(account, what, link_to=await self.read.address(account)))
        if not press.is_ephemeral or not isinstance(answer, Done):
            return answer
        return Replace(results.started(account, what, link_to=await self.read.address(account)))

    async def _redrawn(self, press: Press, answer: Answer) -> Answer:
        if not press.is_ephemeral or not isinstance(answer, Done):
            return answer
        account = await self.manage.lookup.accounts.get(press.person.workspace, press.about.account)
        return Replace(await self.read.copy(account))


@dataclass(frozen=True)
class ManageCommands:
    """The same by `/mip` and a verb. Whoever types is told that it has begun: the card may be far away."""

    manage: ManageAccount

    async def activate(self, typed: Typed, rest: str) -> Answer:
        account, _ = await self.manage.lookup.named(typed, rest, Right.MANAGE, "activate")
        answer = await self.manage.activate(account, typed.person, typed.channel)
        return _said(answer, results.started(account, ACTIVATING))

    async def deactivate(self, typed: Typed, rest: str) -> Answer:
        account, _ = await self.manage.lookup.named(typed, rest, Right.MANAGE, "deactivate")
        answer = await self.manage.deactivate(account, typed.person, typed.channel)
        return _said(answer, results.started(account, "Set to Tenant Inactive"))

    async def scan(self, typed: Typed, rest: str) -> Answer:
        account, _ = await self.manage.lookup.named(typed, rest, Right.MANAGE, "scan")
        answer = await self.manage.scan(account, typed.person, typed.channel)
        return _said(answer, results.started(account, SCANNING))

    async def validate(self, typed: Typed, rest: str) -> Answer:
        account, _ = await self.manage.lookup.named(typed, rest, Right.MANAGE, "validate")
        answer = await self.manage.validate(account, typed.person, typed.channel)
        return _said(answer, results.started(account, "Checking the connection"))


def _said(answer: Answer, begun: Message) -> Answer:
    return Say(begun) if isinstance(answer, Done) else answer
