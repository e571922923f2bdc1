"""Asking somebody else to approve: how an admin chooses them, and what the two are told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock, UserSelectElement

from mip.accounts import Account
from mip.handing_over import LASTS
from mip.ports import Message
from mip.status import Button, buttons, shown
from views import actions, card, reference
from views.consent_words import ONE_PERMISSION, WHO
from views.pieces import button, marked, message, row, say, small, words
from views.reference import Malformed
from views.text import bold, is_person, moment, person, span

CLOSED = (
    "This request is not open any more: it was done, taken back or is over. Nothing is left for you to do."
)


def offer(account: Account) -> list[Block]:
    """Below a private link: who is asked already, and a menu of everybody."""
    return [*_waiting(account), _menu(account)]


def _menu(account: Account) -> SectionBlock:
    text = (
        "*Send the link to...*\nAnother member can approve in your place. They get a message with a link of their "
        f"own, for {span(LASTS)}, and may do nothing else with this account. You are told when it is done."
    )
    menu = UserSelectElement(action_id=actions.SEND_LINK_TO, placeholder=words("Choose a person"))
    return SectionBlock(
        block_id=reference.write(account.id, account.version), text=marked(text), accessory=menu
    )


def _take_back(account: Account, user: str) -> ButtonElement:
    return button("Take back", actions.TAKE_BACK, reference.write(account.id, account.version, user))


def _waiting(account: Account) -> Sequence[SectionBlock]:
    return [
        SectionBlock(
            text=marked(
                f"Waiting for {person(each.person)} since {moment(each.since)}, until {moment(each.until)}."
            ),
            accessory=_take_back(account, each.person),
        )
        for each in account.handovers
    ]


def read_person(value: str) -> str:
    """Raises Malformed for what is no person's id."""
    if not is_person(value):
        raise Malformed("person")
    return value


def sent(account: Account, user: str) -> Message:
    name = bold(account.name.shown)
    text = f"{person(user)} is asked to approve {name} in your place. You are told what comes of it."
    return message(text, say(text), *_waiting(account))


def refused(why: str) -> Message:
    return message(f"{why} Nobody was asked.")


def yourself() -> Message:
    return message("That is you. To approve yourself, press Continue to Microsoft.")


def taken_back(account: Account, user: str) -> Message:
    return message(f"{person(user)} is no longer asked to approve {bold(account.name.shown)}.")


def closed() -> Message:
    return message(CLOSED)


def not_yet(account: Account) -> Message:
    name = bold(account.name.shown)
    return message(f"{name} cannot be approved yet: its client secret is missing. Tell whoever asked you.")


def withdrawn(by: str) -> Message:
    return message(f"{person(by)} may no longer ask for this. Another admin can ask you again.")


def you_declined(account: Account) -> Message:
    return message(f"You declined to approve {bold(account.name.shown)}. Whoever asked you is told.")


def asked(account: Account, details: Mapping[str, str], *, repeat: bool = False) -> Message:
    """For the one who is asked. It carries no link: pressing makes one, for the presser."""
    name, about = bold(account.name.shown), reference.write(account.id, account.version)
    until = datetime.fromisoformat(details["until"])
    text = f"{person(details['by'])} asks you to approve {name} with Microsoft in their place. {ONE_PERMISSION} {WHO}"
    return message(
        text,
        say(text),
        row(
            button(
                "Approve with Microsoft", actions.APPROVE, about, style="primary", about=account.name.shown
            ),
            button("Decline", actions.DECLINE, about, about=account.name.shown),
        ),
        small(f"Nothing happens until you approve. Open until {moment(until)}."),
        repeat=repeat,
    )


def done_for_person(account: Account, details: Mapping[str, str], *, repeat: bool = False) -> Message:
    name, by = bold(account.name.shown), person(details["by"])
    return message(f"{name} is connected with Microsoft. {by} needs nothing more from you.", repeat=repeat)


def done(account: Account, details: Mapping[str, str], *, repeat: bool = False) -> Message:
    """For the admin, with the step that comes next."""
    text = (
        f"{bold(account.name.shown)} is approved: {shown(account.facts)}. "
        f"You had asked {person(details['person'])}, who is told as well."
    )
    return _with(account, text, Button.ACTIVATE, repeat=repeat)


def taken_back_for_person(account: Account, details: Mapping[str, str], *, repeat: bool = False) -> Message:
    by = person(details["by"])
    return message(
        f"You no longer need to approve {bold(account.name.shown)}: the request of {by} was taken back.",
        repeat=repeat,
    )


def declined(account: Account, details: Mapping[str, str], *, repeat: bool = False) -> Message:
    who, name = person(details["person"]), bold(account.name.shown)
    text = f"{who} declined to approve {name}. Ask somebody else, or approve yourself."
    return _with(account, text, *_LINKS, repeat=repeat)


def over(account: Account, details: Mapping[str, str], *, repeat: bool = False) -> Message:
    by = person(details["by"])
    text = f"The request of {by} to approve {bold(account.name.shown)} is over: {span(LASTS)} have passed."
    return message(f"{text} If it is still wanted, they can ask you again.", repeat=repeat)


def unanswered(account: Account, details: Mapping[str, str], *, repeat: bool = False) -> Message:
    text = (
        f"{person(details['person'])} has not approved {bold(account.name.shown)} in {span(LASTS)}, so they are no "
        "longer asked. Ask again, ask somebody else, or approve yourself."
    )
    return _with(account, text, *_LINKS, repeat=repeat)


def not_told(account: Account, details: Mapping[str, str], *, repeat: bool = False) -> Message:
    """For the admin: Slack refused the message to whoever is asked, for good."""
    who = person(details["person"])
    text = (
        f"Slack does not let me write to {who}, so they do not know that you ask them to approve "
        f"{bold(account.name.shown)}. Take it back and ask somebody else, or approve yourself."
    )
    steps = [card.press(kind, account) for kind in buttons(account.facts) if kind in _LINKS]
    return message(text, say(text), row(_take_back(account, details["person"]), *steps), repeat=repeat)


_LINKS = (Button.AUTHORIZE, Button.REAUTHORIZE)


def _with(account: Account, text: str, *helpful: Button, repeat: bool) -> Message:
    steps = [card.press(kind, account) for kind in buttons(account.facts) if kind in helpful]
    return message(text, say(text), *([row(*steps)] if steps else []), repeat=repeat)
