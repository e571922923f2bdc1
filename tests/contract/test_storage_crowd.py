"""One workspace has thousands of messages to tell; others, and whoever waits for an answer, do not wait for them."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from bot.prompt_ledger import DELIVER
from bot.sweeper import EVERY, Sweeper
from handlers.deliver import AT_A_TIME, PACE, Deliver
from mip.changes import Delivery, Tell
from mip.ports import Engine
from storage import Storage, outbox
from storage.transactions import atomic
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import NOW
from tests.unit.handlers.test_deliver import Mail

pytestmark = pytest.mark.asyncio

CHANNELS, EACH = 20, 100
AT_MOST = int(AT_A_TIME / PACE)


@dataclass
class OneSender:
    """Sends alone what the sweeper queues, one channel after the other, with a clock that only sleeping moves."""

    storage: Storage
    clock: HandClock
    mail: Any = field(default_factory=lambda: Mail([]))
    queue: list[str] = field(default_factory=list)

    async def enqueue(self, kind: str, keys: list[str], *, urgent: bool = False) -> None:
        if kind == DELIVER:
            self.queue.extend(key for key in keys if key not in self.queue)

    async def sleep(self, seconds: float) -> None:
        self.clock.pass_(PACE * seconds)

    async def sweep(self) -> None:
        await Sweeper(
            self.storage.tasks, self.storage.outbox, cast("Engine", self), self.clock, began=self.clock.wire()
        ).sweep()

    async def sends(self, place: str) -> None:
        table, mail = self.storage.outbox, self.mail
        deliver = Deliver(table, mail, mail, mail, {}, mail, self.clock, self.sleep, mail)
        await deliver.run(place)


async def waiting(storage: Storage, *deliveries: Delivery) -> None:
    async def work() -> None:
        await outbox.queue(deliveries, NOW)

    await atomic(work)


def told(workspace: str, channel: str, number: int, user: str = "") -> Delivery:
    key = f"{channel} {number} {user}"
    return Delivery(Tell.CHANGES, workspace, "A1", channel, key, user=user)


async def test_thousands_of_messages_of_one_workspace_keep_no_other_waiting(
    storage: Storage, clock: HandClock
) -> None:
    big = [told("BIG", f"C{n}", i) for i in range(EACH) for n in range(CHANNELS)]
    await waiting(storage, *big, *(told("SMALL", f"S{n}", i) for n in range(3) for i in range(2)))
    sender = OneSender(storage, clock)
    await sender.sweep()
    for place in sender.queue[:6]:
        await sender.sends(place)
    told_to = [where for where, _, _ in sender.mail.said]
    assert [where for where in told_to if where[0] == "S"] == ["S0", "S0", "S1", "S1", "S2", "S2"]
    assert len(told_to) == 6 + 3 * AT_MOST


async def test_whoever_waits_for_an_answer_does_not_wait_for_what_their_channel_is_told(
    storage: Storage, clock: HandClock
) -> None:
    await waiting(storage, *(told("BIG", "C0", i) for i in range(EACH)), told("BIG", "C0", 0, "U7"))
    sender = OneSender(storage, clock)
    await sender.sends("BIG/C0")
    assert [where for where, _, _ in sender.mail.said] == ["C0/U7", *["C0"] * AT_MOST]


async def test_all_of_them_are_told_in_the_end_and_each_once(storage: Storage, clock: HandClock) -> None:
    await waiting(storage, *(told("BIG", f"C{n}", i) for i in range(25) for n in range(3)))
    sender = OneSender(storage, clock)
    while not sender.mail.said or sender.queue:
        sender.queue.clear()
        await sender.sweep()
        for place in list(sender.queue):
            await sender.sends(place)
        clock.pass_(EVERY)
    assert len(sender.mail.said) == 75
