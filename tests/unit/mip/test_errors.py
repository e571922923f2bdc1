from datetime import timedelta

import pytest

from mip.errors import NotAllowed, NotFound, Rejected, SignInAgain, Stale, Trouble, TryLater
from mip.ports import Message, SlackRefused, SlackUnclear
from mip.reasons import Reason

EVERY = [
    Rejected({"name": "Give the account a name.", "channel": "Choose one."}),
    NotAllowed(("U1",)),
    NotFound("Contosso", "Contoso"),
    Stale(),
    SignInAgain(Reason.NO_CONSENT, code=65001, request_id="R1"),
    TryLater(Reason.THROTTLED, after=timedelta(seconds=7), request_id="R1"),
]


@pytest.mark.parametrize("trouble", EVERY)
def test_every_trouble_is_one_that_people_may_be_told(trouble: Exception) -> None:
    assert isinstance(trouble, Trouble)


@pytest.mark.parametrize("trouble", EVERY)
def test_a_log_line_gets_no_names_and_no_sentences_from_it(trouble: Exception) -> None:
    assert not [word for word in ("Contos", "U1", "R1", "Choose", "65001") if word in str(trouble)]


def test_a_rejection_names_its_fields_in_the_log_and_keeps_the_sentences_for_the_form() -> None:
    rejected = Rejected({"name": "Too long.", "channel": "Choose one."})
    assert str(rejected) == "rejected: channel, name"
    assert rejected.fields == {"name": "Too long.", "channel": "Choose one."}


def test_what_was_not_asked_for_stays_empty() -> None:
    assert NotAllowed().ask == ()
    assert (NotFound().name, NotFound().nearest) == (None, None)
    assert (SignInAgain(Reason.NO_CONSENT).code, SignInAgain(Reason.NO_CONSENT).request_id) == (None, "")
    assert (TryLater(Reason.NETWORK).after, TryLater(Reason.NETWORK).request_id) == (None, "")


def test_slacks_no_carries_its_word_and_what_it_asks() -> None:
    refused = SlackRefused("ratelimited", timedelta(seconds=30))
    assert (refused.code, refused.retry_after) == ("ratelimited", timedelta(seconds=30))
    assert SlackRefused("channel_not_found").retry_after is None


def test_slacks_no_and_slacks_silence_are_no_trouble_of_peoples() -> None:
    assert not issubclass(SlackRefused, Trouble)
    assert not issubclass(SlackUnclear, Trouble)


def test_a_message_may_be_text_alone() -> None:
    assert Message("Hello").blocks == ()
