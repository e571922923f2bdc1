"""What is told: in order, at least once, and the card as it is at last."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mip.accounts import Account, Card, Held
from mip.changes import Change, Delivery, Tell, card
from mip.managing import settle_hold
from mip.people import Person
from mip.ports import Posting
from storage import Storage, models
from storage.outbox import CLAIM, GIVE_UP_AFTER, State
from storage.transactions import atomic
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import NOW, WORKSPACE, account, added, given, later, removed, told

pytestmark = pytest.mark.asyncio


async def queued(storage: Storage, *deliveries: Delivery) -> None:
    if not await storage.accounts.all(WORKSPACE):
        await added(storage)
    await given(storage, await storage.accounts.get(WORKSPACE, "a1"), deliveries=deliveries)


async def taken(storage: Storage, wire: datetime = NOW, channel: str = "C1") -> Posting:
    posting = await storage.outbox.take(f"T1/{channel}", wire)
    assert posting is not None
    return posting


async def keys_left(storage: Storage, wire: datetime) -> list[str]:
    keys = []
    while posting := await storage.outbox.take("T1/C1", wire):
        keys.append(posting.delivery.key)
        await storage.outbox.sent(posting)
    return keys


async def test_a_delivery_comes_back_as_it_was_queued(storage: Storage) -> None:
    delivery = told("k1", Tell.LINK, user="U7", details={"ticket": "t"})
    await queued(storage, delivery)
    assert (await taken(storage)).delivery == delivery


async def test_a_channel_is_told_in_order(storage: Storage) -> None:
    await queued(storage, told("k1"), told("k2"))
    await queued(storage, told("k3"), told("other", channel="C2"))
    assert await storage.outbox.places(NOW, 10) == ["T1/C1", "T1/C2"]
    assert await storage.outbox.places(NOW, 1) == ["T1/C1"]
    assert await keys_left(storage, NOW) == ["k1", "k2", "k3"]
    assert await storage.outbox.places(NOW, 10) == ["T1/C2"]


async def test_a_waiting_head_blocks_its_channel_but_not_what_one_person_sees(storage: Storage) -> None:
    await queued(storage, told("k1"), told("k2"), told("mine", user="U7"))
    mine, head = await taken(storage), await taken(storage)
    assert (mine.delivery.key, head.delivery.key) == ("mine", "k1")
    await storage.outbox.sent(mine)
    assert await storage.outbox.take("T1/C1", NOW) is None
    await storage.outbox.postpone(head, later(minutes=5), ambiguous=False)
    assert await storage.outbox.places(NOW, 10) == []
    assert await storage.outbox.take("T1/C1", NOW) is None
    again = await taken(storage, later(minutes=5))
    assert (again.delivery.key, again.tries, again.repeat) == ("k1", 1, False)


async def test_the_same_event_is_one_row_even_after_it_was_sent(storage: Storage) -> None:
    await queued(storage, told("k1"), told("k1"))
    await queued(storage, told("k1"))
    assert await keys_left(storage, NOW) == ["k1"]
    await queued(storage, told("k1"))
    assert await keys_left(storage, NOW) == []


async def test_of_twenty_senders_one_gets_it(storage: Storage) -> None:
    await queued(storage, told("k1"), told("k2"))
    takes = await asyncio.gather(*(storage.outbox.take("T1/C1", NOW) for _ in range(20)))
    assert [posting.delivery.key for posting in takes if posting] == ["k1"]


async def test_a_sender_that_died_is_replaced_and_the_message_may_repeat(storage: Storage) -> None:
    await queued(storage, told("k1"))
    dead = await taken(storage)
    assert not dead.repeat
    assert await storage.outbox.take("T1/C1", NOW + CLAIM - timedelta(seconds=1)) is None
    assert await storage.outbox.places(NOW + CLAIM, 10) == ["T1/C1"]
    again = await taken(storage, NOW + CLAIM)
    assert again.repeat
    await storage.outbox.sent(dead)
    await storage.outbox.drop(dead, "late")
    await storage.outbox.postpone(dead, NOW, ambiguous=False)
    assert (await models.Delivery.get(id=again.id)).state == State.SENDING
    await storage.outbox.sent(again)
    assert (await models.Delivery.get(id=again.id)).state == State.SENT


async def test_an_unclear_answer_is_remembered(storage: Storage) -> None:
    await queued(storage, told("k1"))
    await storage.outbox.postpone(await taken(storage), NOW, ambiguous=True)
    second = await taken(storage)
    assert (second.repeat, second.tries) == (True, 1)
    await storage.outbox.postpone(second, NOW, ambiguous=False)
    assert (await taken(storage)).repeat


async def test_after_a_day_of_trying_it_is_given_up(storage: Storage, clock: HandClock) -> None:
    await queued(storage, told("k1"), told("k2"))
    clock.pass_(timedelta(days=3))  # waiting while nobody ran is not trying
    first = await taken(storage, clock.wire())
    clock.pass_(GIVE_UP_AFTER)
    await storage.outbox.postpone(first, clock.wire(), ambiguous=False)
    row = await models.Delivery.get(id=first.id)
    assert (row.state, row.why) == (State.DEAD, "gave up after a day")
    assert await keys_left(storage, clock.wire()) == ["k2"]


async def test_a_dropped_one_says_why(storage: Storage) -> None:
    await queued(storage, told("k1"))
    posting = await taken(storage)
    await storage.outbox.drop(posting, "channel_not_found")
    row = await models.Delivery.get(id=posting.id)
    assert (row.state, row.why) == (State.DEAD, "channel_not_found")


async def test_any_number_of_waiting_cards_are_one(storage: Storage) -> None:
    await queued(storage, card(account()), card(account()))
    await queued(storage, card(account()))
    assert await keys_left(storage, NOW) == ["card:a1"]


async def test_a_card_asked_for_while_one_is_drawn_is_drawn_again(storage: Storage) -> None:
    await queued(storage, card(account()))
    drawing = await taken(storage)
    await queued(storage, card(account()))
    await queued(storage, card(account()))
    await storage.outbox.sent(drawing)
    assert await keys_left(storage, NOW) == ["card:a1"]


async def test_a_card_put_back_stands_for_the_one_behind_it(storage: Storage) -> None:
    await queued(storage, card(account()))
    drawing = await taken(storage)
    await queued(storage, card(account()))
    await storage.outbox.postpone(drawing, later(minutes=1), ambiguous=False)
    await queued(storage, card(account()))
    assert await storage.outbox.take("T1/C1", NOW) is None
    assert await keys_left(storage, later(minutes=1)) == ["card:a1"]


async def test_a_waiting_card_goes_to_the_channel_named_last(storage: Storage) -> None:
    await queued(storage, card(account()))
    await queued(storage, card(account(channel="C2")))
    assert (await taken(storage, channel="C2")).delivery.channel == "C2"


async def test_a_card_taken_while_its_change_is_open_is_drawn_with_it(storage: Storage) -> None:
    """The sender waits for the transaction that asked for the card again, or finds a further one after it."""
    await queued(storage, card(account()))
    before = await storage.accounts.get(WORKSPACE, "a1")
    drawn: list[str] = []

    async def send() -> None:
        posting = await taken(storage)
        drawn.append((await storage.accounts.get(WORKSPACE, "a1")).channel)
        await storage.outbox.sent(posting)

    async def change() -> None:
        after = replace(before, channel="C9")
        change = Change(WORKSPACE, before, after, deliveries=(card(before),))
        await storage.ledger._commit(change)
        started.set()
        await asyncio.sleep(0.2)

    started = asyncio.Event()
    writing = asyncio.create_task(atomic(change))
    await started.wait()
    await send()
    await writing
    while posting := await storage.outbox.take("T1/C1", NOW):
        drawn.append((await storage.accounts.get(WORKSPACE, "a1")).channel)
        await storage.outbox.sent(posting)
    assert drawn[-1] == "C9"


async def test_what_follows_is_queued_with_the_end_of_what_it_follows_and_once(storage: Storage) -> None:
    await queued(storage, told("k1"))
    posting = await taken(storage)
    file = told("file:k1", Tell.CHANGES_FILE)
    await storage.outbox.sent(replace(posting, token="of somebody else"), file)
    assert not await models.Delivery.filter(tell=file.tell.value).exists()
    await storage.outbox.sent(posting, file)
    await storage.outbox.sent(posting, file)
    assert await keys_left(storage, NOW) == ["file:k1"]


async def test_a_card_sent_too_late_is_drawn_once_more(storage: Storage) -> None:
    """Its sender was frozen with an old drawing in hand, and put it over the one that somebody else drew since."""
    await queued(storage, card(await _account(storage)))
    frozen = await taken(storage)
    follower = await taken(storage, NOW + CLAIM)
    await storage.outbox.sent(follower)
    assert await storage.outbox.take("C1", NOW + CLAIM) is None
    await storage.outbox.sent(frozen)
    again = await taken(storage, NOW + CLAIM)
    assert again.delivery.tell is Tell.CARD
    await storage.outbox.sent(again)
    assert await storage.outbox.take("C1", NOW + CLAIM) is None


async def _account(storage: Storage) -> Account:
    await added(storage)
    return await storage.accounts.get(WORKSPACE, "a1")


async def test_a_clock_that_was_set_back_keeps_no_channel_silent(storage: Storage, clock: HandClock) -> None:
    await queued(storage, told("k1"))
    clock.wire_now = later(minutes=5)
    await storage.outbox.sent(await taken(storage, later(minutes=5)))
    assert await storage.outbox.was_told_since("T1/C1", later(minutes=4))
    clock.wire_now = NOW
    assert not await storage.outbox.was_told_since("T1/C1", later(seconds=-1))


async def test_a_question_still_on_its_way_is_edited_after_it_stands_with_what_was_decided(
    storage: Storage,
) -> None:
    before = await added(storage, account(held=HELD))
    questions = [
        told(f"held:{channel}", Tell.HELD, channel=channel, details=ABOUT) for channel in ("C1", "C2")
    ]
    await given(
        storage, before, deliveries=(*questions, told("held:old", Tell.HELD, details={"digest": "x"}))
    )
    sending = await taken(storage)
    await storage.ledger.commit(settle_hold(before, Person(WORKSPACE, "U7"), NOW, apply=False))
    assert await storage.outbox.take("T1/C1", NOW) is None, "what changes it waits behind it"
    await storage.outbox.sent(sending, None, (Card("C1", "1.1"), Card("D7", "2.2")))
    assert await storage.outbox.standing(WORKSPACE, "held:C1") == [Card("C1", "1.1"), Card("D7", "2.2")]
    over = [each for each in await everything(storage, NOW) if each.tell is Tell.HELD_OVER]
    assert sorted((each.channel, each.details["of"]) for each in over) == [
        ("C1", "held:C1"),
        ("C2", "held:C2"),
    ]
    assert {each.details["answered_by"] for each in over} == {"U7"}


async def test_a_removed_account_still_says_where_it_asked_that_nothing_is_left_to_decide(
    storage: Storage,
) -> None:
    before = await added(storage, account(held=HELD))
    before = await given(storage, before, deliveries=(told("held:C1", Tell.HELD, details=ABOUT),))
    await storage.outbox.sent(await taken(storage), None, (Card("C1", "1.1"),))
    await removed(storage, before)
    (over,) = await everything(storage, NOW)
    assert (over.tell, over.details["fate"]) == (Tell.HELD_OVER, "removed")


async def test_where_a_question_stands_is_remembered_for_a_season(storage: Storage, clock: HandClock) -> None:
    await queued(storage, told("held:C1", Tell.HELD, details=ABOUT), told("k1"))
    for _ in range(2):
        await storage.outbox.sent(await taken(storage), None, (Card("C1", "1.1"),))
    for days, known in ((30, 1), (70, 0)):
        clock.pass_(timedelta(days=days))
        await storage.purge()
        assert len(await storage.outbox.standing(WORKSPACE, "held:C1")) == known
        assert not await storage.outbox.standing(WORKSPACE, "k1")


async def everything(storage: Storage, wire: datetime) -> list[Delivery]:
    found = []
    for place in await storage.outbox.places(wire, 10):
        while posting := await storage.outbox.take(place, wire):
            found.append(posting.delivery)
            await storage.outbox.sent(posting)
    return found


HELD = Held(NOW, 3, 9, "d" * 64)
ABOUT = {"scan": "s1", "digest": HELD.digest}
