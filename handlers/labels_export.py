"""*Export* and `/mip export`: an account's labels as a file, made and sent by the outbox to whoever asked."""

import asyncio
from dataclasses import dataclass
from functools import partial

from handlers.answers import Answer, Say
from handlers.long_file import joined
from handlers.lookup import Lookup
from mip.accounts import Account
from mip.changes import Action, AuditEntry, Delivery, Tell
from mip.errors import NotFound
from mip.people import Person, Right
from mip.ports import Attachment, Clock, Labels, Ledger, Workspaces
from views import labels_file, refusals, results
from views.interaction import Press, Typed
from views.labels_file import CSV, JSON


@dataclass(frozen=True)
class AskLabelsExport:
    lookup: Lookup
    ledger: Ledger
    clock: Clock

    async def typed(self, typed: Typed, rest: str) -> Answer:
        """The last word may name the form."""
        try:
            account, words = await self.lookup.named(typed, rest, Right.READ, "export", _is_form)
        except NotFound as unknown:
            if unknown.none_yet or not _is_form(rest):
                raise
            return Say(refusals.which_account(f"/mip export ACCOUNT {rest}"))
        if words and not _is_form(words):
            return Say(labels_file.which_form(words))
        return await self._ask(typed.person, account, JSON if _is_json(words) else CSV)

    async def press(self, press: Press) -> Answer:
        account = await self.lookup.recalled(press, Right.READ, "export")
        return await self._ask(press.person, account, CSV)

    async def _ask(self, person: Person, account: Account, form: str) -> Answer:
        """On record before anything leaves; and it counts: each file makes calls to Slack."""
        if account.reading.succeeded_at is None:
            return Say(results.never_read(account))
        now = self.clock.wire()
        await self.lookup.access.budget.spend(person.workspace, now)
        key = f"labels_export:{account.id}:{person.user}:{now.timestamp()}"
        details = {"form": form}
        # Slack takes a person for a channel: it is their direct messages with the bot.
        told = Delivery(Tell.LABELS_EXPORT, person.workspace, account.id, person.user, key, details=details)
        entry = AuditEntry(person.workspace, person.user, Action.LABELS_EXPORTED, account.id, details)
        await self.ledger.tell(told, entry)
        return Say(labels_file.on_its_way(account))


def _is_form(words: str) -> bool:
    return words.casefold() in {CSV, JSON}


def _is_json(words: str) -> bool:
    return words.casefold() == JSON


@dataclass(frozen=True)
class SendLabelsExport:
    lookup: Lookup
    labels: Labels
    workspaces: Workspaces
    clock: Clock

    async def send(self, delivery: Delivery, *, repeat: bool) -> None:
        """Raises NotFound where the person may not read any more, or the account is gone: it may have waited."""
        person = Person(delivery.workspace, delivery.channel)
        await self.lookup.access.require_still(Right.READ, person, "export")
        account = await self.lookup.accounts.get(delivery.workspace, delivery.account)
        form = delivery.details["form"]
        content, count = await self._content(account, form)
        file = Attachment(labels_file.name(account.name.shown, self.clock.wire(), form), content)
        await self.workspaces.of(delivery.workspace).send_file(
            delivery.channel, labels_file.words(account, count, repeat=repeat), file
        )

    async def _content(self, account: Account, form: str) -> tuple[bytes, int]:
        """And how many labels it has."""
        kept = await self.labels.kept(account.id)
        told = labels_file.rows(kept, account.reading.succeeded_at)
        if form == JSON:
            return await asyncio.to_thread(lambda: labels_file.as_json(list(told))), len(kept)
        return await joined(labels_file.as_csv((), head=True), told, partial(labels_file.as_csv, head=False))
