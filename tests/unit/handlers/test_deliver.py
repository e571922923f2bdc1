"""What becomes of a delivery, by what Slack says to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from handlers.deliver import FAULTS, Deliver
from mip.accounts import Card, Held
from mip.changes import Delivery, Tell
from mip.errors import NotFound, TryLater
from mip.holding import Decided, Fate, redrawn
from mip.overview import HOME
from mip.ports import Message, Posting, SlackRefused, SlackUnclear
from mip.reasons import Reason
from tests.unit.bot.fakes import NOW, HandClock

HELLO = Message("hello", ({"type": "section"},))


def posting(tries: int = 0, **more: Any) -> Posting:
    values = {"tell": Tell.UNCHANGED, "workspace": "T1", "account": "A1", "channel": "C1", "key": "k"}
    return Posting(1, Delivery(**{**values, **more}), tries, repeat=False, token="token")


@dataclass
class Table:
    """The outbox of one channel. `ends` is what was settled: how, and until when or why."""

    waiting: list[Posting]
    ends: list[tuple[str, Any]] = field(default_factory=list)
    told_at: datetime | None = None
    stands: dict[str, Sequence[Card]] = field(default_factory=dict)

    async def standing(self, workspace: str, key: str) -> Sequence[Card]:
        return self.stands.get(key, ())

    async def was_told_since(self, channel: str, wire: datetime) -> bool:
        return self.told_at is not None and self.told_at > wire

    async def places(self, wire: datetime, limit: int) -> Sequence[str]:
        raise NotImplementedError

    async def take(self, place: str, wire: datetime) -> Posting | None:
        return self.waiting.pop(0) if self.waiting else None

    async def sent(self, posting: Posting, then: Delivery | None = None, stands: Sequence[Card] = ()) -> None:
        self.ends.append(("sent", posting.delivery.key))
        self.stands[posting.delivery.key] = stands
        if then is not None:
            self.waiting.append(Posting(2, then, 0, repeat=False, token="token"))

    async def postpone(self, posting: Posting, until: datetime, *, ambiguous: bool) -> None:
        self.ends.append(("maybe sent" if ambiguous else "not sent", until - NOW))

    async def drop(self, posting: Posting, why: str, then: Delivery | None = None) -> None:
        self.ends.append(("dropped", why))
        if then is not None:
            self.waiting.append(Posting(2, then, 0, repeat=False, token="token"))


@dataclass
class Mail:
    """Slack, the cards and what is told. `answers` are raised in turn, None lets a message through."""

    answers: list[Exception | None]
    drawn: Exception | None = None
    below: str = ""
    unwanted: bool = False
    lost_ones: list[tuple[str, str]] = field(default_factory=list)
    said: list[tuple[str, str, bool]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    firsts: list[bool] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    def of(self, workspace: str) -> Any:
        return self

    async def thread(self, delivery: Delivery) -> str:
        return self.below

    async def post(self, channel: str, message: Message, thread: str = "") -> Card:
        self._say(channel, message)
        return Card(channel, "7.7")

    async def edit_all(self, delivery: Delivery, stands: Sequence[Card], message: Message) -> None:
        for each in stands:
            self._say(f"{each.channel} at {each.ts}", message)

    async def whisper(self, channel: str, user: str, message: Message) -> None:
        self._say(f"{channel}/{user}", message)

    def _say(self, where: str, message: Message) -> None:
        self.said.append((where, message.text, bool(message.blocks)))
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer

    async def draw(self, delivery: Delivery, *, repeat: bool, first: bool = True) -> Message:
        self.firsts.append(first)
        if self.drawn is not None:
            raise self.drawn
        return HELLO

    async def publish(self, delivery: Delivery) -> None:
        self._say(f"home of {delivery.user}", HELLO)

    async def forget(self, delivery: Delivery) -> None:
        self.forgotten.append(delivery.user)

    async def instead(self, delivery: Delivery) -> Sequence[str]:
        return [delivery.user or "UADDER"]

    async def require_wanted(self, delivery: Delivery) -> None:
        if self.unwanted:
            raise NotFound

    async def lost(self, delivery: Delivery, why: str) -> None:
        self.lost_ones.append((delivery.channel, why))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def delivered(mail: Any, *postings: Posting, channel: str = "C1") -> list[tuple[str, Any]]:
    table = Table(list(postings))
    with capture_logs():
        await Deliver(table, mail, mail, mail, {}, mail, HandClock(), mail.sleep, mail).run(f"T1/{channel}")
    return table.ends


async def asked(mail: Any) -> Sequence[Card]:
    """Where the message stands that asks about a held scan."""
    table = Table([posting(tell=Tell.HELD, details={"digest": "d"})])
    await Deliver(table, mail, mail, mail, {}, mail, HandClock(), mail.sleep, mail).run("T1/C1")
    return table.stands["k"]


@pytest.mark.asyncio
async def test_where_a_question_stands_is_noted_also_where_people_were_asked_instead() -> None:
    assert await asked(Mail([])) == (Card("C1", "7.7"),)
    assert await asked(Mail([], below="5.5")) == (Card("C1", "7.7"),)
    assert await asked(Mail([SlackRefused("not_in_channel")])) == (Card("UADDER", "7.7"),)


@pytest.mark.asyncio
async def test_a_question_that_was_decided_is_edited_wherever_it_stands() -> None:
    mail: Any = Mail([])
    held = Held(NOW, 3, 9, "d", accepted=True, answered_by="UADMIN", answered_at=NOW)
    decision = Decided("A1", "Contoso", 12, held, Fate.APPLIED, NOW)
    over = redrawn(posting(tell=Tell.HELD).delivery, decision)
    table = Table([Posting(2, over, 0, repeat=False, token="token")], stands={"k": (Card("C1", "7.7"),)})
    await Deliver(table, mail, mail, mail, {}, mail, HandClock(), mail.sleep, mail).run("T1/C1")
    ((where, text, _),) = mail.said
    assert where == "C1 at 7.7"
    assert "<@UADMIN> pressed Apply" in text
    assert (table.ends, mail.slept) == ([("sent", over.key)], [])


@pytest.mark.asyncio
async def test_in_order_and_paced() -> None:
    mail = Mail([])
    ends = await delivered(mail, posting(key="first"), posting(key="second"))
    assert ends == [("sent", "first"), ("sent", "second")]
    assert mail.slept == [1.0, 1.0]


@pytest.mark.asyncio
async def test_where_another_one_told_less_than_a_second_ago_it_is_left_to_them() -> None:
    for ago, waiting in ((timedelta(seconds=0.5), 1), (timedelta(seconds=1), 0)):
        mail: Any = Mail([])
        table = Table([posting()], told_at=NOW - ago)
        await Deliver(table, mail, mail, mail, {}, mail, HandClock(), mail.sleep, mail).run("C1")
        assert len(table.waiting) == waiting


@pytest.mark.asyncio
async def test_where_slack_refuses_the_channel_people_are_told_in_their_own_messages() -> None:
    mail = Mail([SlackRefused("not_in_channel")])
    assert await delivered(mail, posting()) == [("sent", "k")]
    assert [where for where, _, _ in mail.said] == ["C1", "UADDER"]
    mail = Mail([SlackRefused("user_not_in_channel")])
    assert await delivered(mail, posting(user="U1")) == [("sent", "k")]
    assert [where for where, _, _ in mail.said] == ["C1/U1", "U1"]


@pytest.mark.asyncio
async def test_a_message_that_is_too_much_goes_as_its_text() -> None:
    mail = Mail([SlackRefused("invalid_blocks")])
    assert await delivered(mail, posting()) == [("sent", "k")]
    assert mail.said == [("C1", "hello", True), ("C1", "hello", False)]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (SlackUnclear(), ("maybe sent", timedelta(seconds=2))),
        (SlackRefused("internal_error"), ("maybe sent", timedelta(seconds=2))),
        (SlackRefused("ratelimited", timedelta(seconds=30)), ("not sent", timedelta(seconds=30))),
        (SlackRefused("ratelimited"), ("not sent", timedelta(seconds=2))),
        (SlackRefused("unreachable"), ("not sent", timedelta(seconds=2))),
        (SlackRefused("token_revoked"), ("not sent", timedelta(seconds=2))),
    ],
)
async def test_what_passes_is_waited_for_and_only_what_may_have_arrived_is_marked(
    answer: Exception, end: tuple[str, timedelta]
) -> None:
    mail = Mail([answer])
    assert await delivered(mail, posting()) == [end]
    assert len(mail.said) == 1


@pytest.mark.asyncio
async def test_what_is_refused_everywhere_is_given_up_with_the_reason() -> None:
    mail = Mail([SlackRefused("is_archived"), SlackRefused("user_disabled")])
    assert await delivered(mail, posting()) == [("dropped", "user_disabled")]


@pytest.mark.asyncio
async def test_whoever_asked_somebody_to_approve_hears_that_slack_refuses_the_message() -> None:
    details = {"person": "U1", "by": "UADMIN", "in": "C9", "until": NOW.isoformat()}
    request = posting(tell=Tell.APPROVAL_ASKED, channel="U1", details=details)
    mail = Mail([SlackRefused("user_disabled"), None])
    assert await delivered(mail, request, channel="U1") == [
        ("dropped", "user_disabled"),
        ("sent", "approval_not_told:k"),
    ]
    assert [where for where, _, _ in mail.said] == ["U1", "C9/UADMIN"]


@pytest.mark.asyncio
async def test_each_wait_is_at_least_as_long_as_the_one_before() -> None:
    waits = [(await delivered(Mail([SlackUnclear()]), posting(tries)))[0][1] for tries in range(12)]
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2]


@pytest.mark.asyncio
async def test_what_was_tried_before_is_not_drawn_as_the_first_time() -> None:
    mail = Mail([])
    tried, unclear = posting(1), replace(posting(), repeat=True)
    await delivered(mail, posting(), tried, unclear)
    assert mail.firsts == [True, False, False]


@pytest.mark.asyncio
async def test_what_it_was_about_may_be_gone_or_have_to_wait() -> None:
    assert await delivered(Mail([], drawn=NotFound()), posting()) == [("dropped", "gone")]
    later = TryLater(Reason.NETWORK, after=timedelta(minutes=3))
    assert await delivered(Mail([], drawn=later), posting()) == [("not sent", timedelta(minutes=3))]


@pytest.mark.asyncio
async def test_one_that_cannot_be_told_does_not_keep_the_next_from_being_told() -> None:
    mail = Mail([SlackRefused("is_archived"), SlackRefused("user_disabled"), None])
    ends = await delivered(mail, posting(key="bad"), posting(key="good"))
    assert [how for how, _ in ends] == ["dropped", "sent"]


@pytest.mark.asyncio
async def test_our_own_fault_is_tried_again_a_few_times_and_then_lets_the_next_one_pass() -> None:
    """Or one message that cannot be drawn would keep its channel silent for ever."""
    broken = Mail([], drawn=KeyError("hush"))
    assert await delivered(broken, posting()) == [("maybe sent", timedelta(seconds=2))]
    assert await delivered(broken, posting(tries=FAULTS)) == [("dropped", "our own fault")]


@pytest.mark.asyncio
async def test_a_home_is_published_once_what_comes_with_a_change_is_gathered() -> None:
    mail, pages = Mail([]), [posting(tell=Tell.HOME, key=user, user=user) for user in ("U1", "U2")]
    assert await delivered(mail, *pages, channel=HOME) == [("sent", "U1"), ("sent", "U2")]
    assert [where for where, _, _ in mail.said] == ["home of U1", "home of U2"]
    assert mail.slept == [1.0], "people are no channel, which takes one message a second"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "end", "forgotten"),
    [
        (SlackRefused("user_not_found"), ("dropped", "user_not_found"), ["U1"]),
        (SlackRefused("not_enabled"), ("dropped", "not_enabled"), ["U1"]),
        (SlackRefused("ratelimited"), None, []),
        (SlackUnclear(), None, []),
    ],
)
async def test_whoever_slack_shows_no_home_any_more_is_forgotten(
    answer: Exception, end: tuple[str, str] | None, forgotten: list[str]
) -> None:
    mail = Mail([answer])
    ends = await delivered(mail, posting(tell=Tell.HOME, key="U1", user="U1"), channel=HOME)
    assert mail.forgotten == forgotten
    assert [each for each in ends if each[0] == "dropped"] == ([end] if end else [])


@pytest.mark.asyncio
@pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "not_in_channel", "restricted_action"])
async def test_a_subscribed_channel_that_is_lost_is_told_of_and_nobody_else_is_told_instead(
    code: str,
) -> None:
    mail = Mail([SlackRefused(code)])
    wanted = posting(tell=Tell.CHANGES, details={"events": "changes"})
    assert await delivered(mail, wanted) == [("dropped", "gone")]
    assert mail.lost_ones == [("C1", code)]
    assert [where for where, _, _ in mail.said] == ["C1"]


@pytest.mark.asyncio
async def test_what_passes_pauses_no_subscription() -> None:
    mail = Mail([SlackRefused("ratelimited"), SlackRefused("invalid_arguments")])
    wanted = posting(tell=Tell.CHANGES, details={"events": "changes"})
    ends = await delivered(mail, wanted, wanted)
    assert ends == [("not sent", timedelta(seconds=2)), ("dropped", "invalid_arguments")]
    assert (mail.lost_ones, [where for where, _, _ in mail.said]) == ([], ["C1", "C1"])


MANY = {"scan": "s1", "many": "yes"}


@dataclass
class Files:
    """What is sent beside a message. `answers` like those of the mail."""

    answers: list[Exception | None]
    sent: list[tuple[str, bool]] = field(default_factory=list)

    async def send(self, delivery: Delivery, *, repeat: bool) -> None:
        self.sent.append((delivery.details["thread"], repeat))
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer


async def delivered_with(files: Files, mail: Any, *postings: Posting) -> list[tuple[str, Any]]:
    table = Table(list(postings))
    senders = {Tell.CHANGES_FILE: files}
    with capture_logs():
        await Deliver(table, mail, mail, mail, senders, mail, HandClock(), mail.sleep, mail).run("C1")
    return table.ends


@pytest.mark.asyncio
async def test_the_file_of_many_changes_follows_into_the_thread_of_its_summary() -> None:
    files, mail = Files([]), Mail([])
    ends = await delivered_with(files, mail, posting(tell=Tell.CHANGES, details=MANY))
    assert ends == [("sent", "k"), ("sent", "changes_file:k")]
    assert files.sent == [("7.7", False)]
    mail.below = "5.5"
    await delivered_with(files, mail, posting(tell=Tell.CHANGES, details=MANY))
    assert files.sent[-1] == ("5.5", False)


@pytest.mark.asyncio
async def test_no_file_follows_what_was_told_in_somebodys_own_messages() -> None:
    files = Files([])
    mail = Mail([SlackRefused("not_in_channel")])
    ends = await delivered_with(files, mail, posting(tell=Tell.CHANGES, details=MANY))
    assert (ends, files.sent) == ([("sent", "k")], [])


def file_posting(tries: int = 0, *, repeat: bool = False) -> Posting:
    details = {"scan": "s1", "place": "C1", "thread": "7.7"}
    return replace(posting(tries, tell=Tell.CHANGES_FILE, details=details), repeat=repeat)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("tries", "repeat", "answer", "end"),
    [
        (0, False, SlackRefused("missing_scope"), ("dropped", "missing_scope")),
        (0, False, SlackRefused("not_in_channel"), ("dropped", "not_in_channel")),
        (0, False, SlackRefused("unreachable"), ("not sent", timedelta(seconds=2))),
        (3, False, SlackRefused("unreachable"), ("dropped", "unreachable")),
        (0, False, SlackUnclear(), ("maybe sent", timedelta(seconds=2))),
        (1, True, SlackUnclear(), ("dropped", "unclear")),
        (1, True, SlackRefused("internal_error"), ("dropped", "unclear")),
    ],
)
async def test_a_file_holds_its_channel_up_for_a_minute_and_is_repeated_once(
    tries: int, repeat: bool, answer: Exception, end: tuple[str, Any]
) -> None:
    assert await delivered_with(Files([answer]), Mail([]), file_posting(tries, repeat=repeat)) == [end]


@pytest.mark.asyncio
async def test_what_nobody_wants_any_more_is_not_said() -> None:
    mail = Mail([], unwanted=True)
    assert await delivered(mail, posting(details={"events": "changes"})) == [("dropped", "gone")]
    assert mail.said == []


@pytest.mark.asyncio
@pytest.mark.parametrize("tell", [Tell.AUDIT_EXPORT, Tell.LABELS_EXPORT, Tell.COMPARISON_FILE])
async def test_whoever_asked_for_a_file_hears_at_once_that_the_app_lacks_the_scope(tell: Tell) -> None:
    files, mail = Files([SlackRefused("missing_scope")]), Mail([])
    asked = posting(tell=tell, channel="U1", details={"thread": ""})
    table = Table([asked])
    slack: Any = mail
    with capture_logs() as lines:
        await Deliver(table, slack, slack, slack, {tell: files}, slack, HandClock(), mail.sleep, slack).run(
            "T1/U1"
        )
    assert table.ends == [("sent", "k")], "and waits no day for what waiting does not mend"
    ((where, text, _),) = mail.said
    assert where == "U1"
    assert "`files:write`" in text
    assert "install the app again" in text
    assert [line["event"] for line in lines] == ["delivery.lacks_scope"]
