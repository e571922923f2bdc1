"""*Download CSV* below a comparison: made and sent by the outbox to whoever asked."""

from dataclasses import dataclass

from handlers.answers import Answer, Say
from handlers.compare import ReadTwo
from handlers.long_file import joined
from handlers.lookup import Lookup
from mip.changes import Action, AuditEntry, Delivery, Tell
from mip.people import Person, Right
from mip.ports import Attachment, Clock, Ledger, Workspaces
from views import comparison_file
from views.interaction import Press

OTHER = "other"


@dataclass(frozen=True)
class AskComparisonFile:
    lookup: Lookup
    read: ReadTwo
    ledger: Ledger
    clock: Clock

    async def press(self, press: Press) -> Answer:
        """On record before anything leaves; and it counts: each file makes calls to Slack."""
        person, now = press.person, self.clock.wire()
        await self.lookup.access.require(Right.READ, person, "compare")
        two = await self.read.accounts(person, press.about.account, press.about.detail)
        await self.lookup.access.budget.spend(person.workspace, now)
        first, second = two.first.id, two.second.id
        key = f"comparison_file:{first}:{second}:{person.user}:{now.timestamp()}"
        # Slack takes a person for a channel: it is their direct messages with the bot.
        told = Delivery(
            Tell.COMPARISON_FILE, person.workspace, first, person.user, key, details={OTHER: second}
        )
        details = {OTHER: two.second.name.shown}
        entry = AuditEntry(person.workspace, person.user, Action.COMPARISON_EXPORTED, first, details)
        await self.ledger.tell(told, entry)
        return Say(comparison_file.on_its_way(two))


@dataclass(frozen=True)
class SendComparisonFile:
    lookup: Lookup
    read: ReadTwo
    workspaces: Workspaces
    clock: Clock

    async def send(self, delivery: Delivery, *, repeat: bool) -> None:
        """Raises NotFound where the person may not read any more, or an account is gone: it may have waited."""
        person = Person(delivery.workspace, delivery.channel)
        await self.lookup.access.require_still(Right.READ, person, "compare")
        two = await self.read.accounts(person, delivery.account, delivery.details[OTHER])
        told = comparison_file.rows(two, await self.read.compared(two))
        content, count = await joined(comparison_file.head(two), told, comparison_file.as_csv)
        file = Attachment(comparison_file.name(two, self.clock.wire()), content)
        await self.workspaces.of(delivery.workspace).send_file(
            delivery.channel, comparison_file.words(two, count, repeat=repeat), file
        )
