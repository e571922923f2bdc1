"""Activate, set inactive, scan, validate, apply, keep: one use case each, pressed on a card or typed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.accounts import ReadAccounts
from handlers.answers import Answer, Done, Replace, Say
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.changes import Change, Task
from mip.commands import means_all
from mip.doing import Doing, Fate, Outcome, decide, joins
from mip.errors import Stale
from mip.managing import ask_scan, ask_validation, deactivate, settle_hold
from mip.people import Person, Right
from mip.ports import Clock, Ledger, Message, Tasks
from views import refusals, results
from views.interaction import Press, Typed

ForAll = Callable[[Doing, Typed], Awaitable[Answer]]
Begin = Callable[[str], Awaitable[None]]
ACTIVATING = "Checking the connection before it is switched to Active"
SCANNING = "Retrieving the labels"
ASKING = "Asking Microsoft whether it knows the certificate"


@dataclass(frozen=True)
class ManageAccount:
    lookup: Lookup
    ledger: Ledger
    tasks: Tasks
    clock: Clock

    async def do(
        self,
        doing: Doing,
        account: Account,
        person: Person,
        channel: str,
        *,
        begin: Begin | None = None,
    ) -> Outcome:
        """Activating validates afresh first: the card shows the result, not the wish. `channel` "": only the card,
        and what is told in channels, answer. `begin` hears the workspace before anything is done, and may raise."""
        waiting = await self.tasks.waiting(account.id) if joins(doing) else ()
        outcome = decide(doing, account, waiting, self.clock.calendar())
        if outcome.fate is Fate.DONE:
            if begin is not None:
                await begin(account.workspace)
            await self.ledger.commit(await self._change(doing, account, person, channel))
        return outcome

    async def _change(self, doing: Doing, account: Account, person: Person, channel: str) -> Change:
        wire, calendar = self.clock.wire(), self.clock.calendar()
        if doing is Doing.DEACTIVATE:
            return deactivate(account, person, calendar, wire)
        if doing is Doing.SCAN:
            attempt = await self.tasks.attempt(account.id, Task.SCAN)
            return ask_scan(account, person, channel, calendar, attempt)
        return ask_validation(account, person, channel, wire, activate=doing is Doing.ACTIVATE)

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
        answer = await self._do(Doing.ACTIVATE, account, press)
        return await self._begun(press, answer, account, ACTIVATING)

    async def deactivate(self, press: Press) -> Answer:
        account = await self.manage.lookup.pressed(press, Right.MANAGE, "deactivate")
        answer = await self._do(Doing.DEACTIVATE, account, press)
        return await self._redrawn(press, answer)

    async def scan(self, press: Press) -> Answer:
        account = await self.manage.lookup.pressed(press, Right.MANAGE, "scan")
        answer = await self._do(Doing.SCAN, account, press)
        return await self._begun(press, answer, account, SCANNING)

    async def uploaded(self, press: Press) -> Answer:
        """Of a certificate. Stands on a message that may be older than the card, and does no more than ask."""
        await self.manage.lookup.access.require(Right.MANAGE, press.person, "validate")
        account = await self.manage.lookup.accounts.get(press.person.workspace, press.about.account)
        answer = await self._do(Doing.VALIDATE, account, press)
        return _said(answer, results.started(account, ASKING))

    async def _do(self, doing: Doing, account: Account, press: Press) -> Answer:
        return _answer(await self.manage.do(doing, account, press.person, press.channel))

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
        """A copy, the Home or a modal cannot follow what happens from here on: they say where to look instead."""
        if (press.is_home or press.form is not None) and isinstance(answer, Done):
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
    for_all: ForAll

    async def activate(self, typed: Typed, rest: str) -> Answer:
        return await self._do(Doing.ACTIVATE, typed, rest, ACTIVATING)

    async def deactivate(self, typed: Typed, rest: str) -> Answer:
        return await self._do(Doing.DEACTIVATE, typed, rest, "Set to Tenant Inactive")

    async def scan(self, typed: Typed, rest: str) -> Answer:
        return await self._do(Doing.SCAN, typed, rest, SCANNING)

    async def validate(self, typed: Typed, rest: str) -> Answer:
        return await self._do(Doing.VALIDATE, typed, rest, "Checking the connection")

    async def _do(self, doing: Doing, typed: Typed, rest: str, begun: str) -> Answer:
        if means_all(rest):
            return await self.for_all(doing, typed)
        account, _ = await self.manage.lookup.named(typed, rest, Right.MANAGE, doing)
        outcome = await self.manage.do(doing, account, typed.person, typed.channel)
        return _said(_answer(outcome), results.started(account, begun))


def _answer(outcome: Outcome) -> Answer:
    return Done() if outcome.fate is Fate.DONE else Say(refusals.not_done(outcome))


def _said(answer: Answer, begun: Message) -> Answer:
    return Say(begun) if isinstance(answer, Done) else answer
