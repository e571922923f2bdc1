"""The accounts in the App Home: those that need somebody first, and only there; each with what a reader may press."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement

from mip.accounts import Account
from mip.overview import Overview
from mip.status import Button, buttons, shown
from views import accounts as lists
from views import actions, card, expiry, hold, reference
from views.pieces import button, row, say, small, title
from views.text import bold, code, counted, moment, person, place

# Two blocks each, of the 100 that Slack takes (https://docs.slack.dev/surfaces/app-home).
MOST = 40
CHANNELS = 10
# What leads on, the first that an account offers: all of it answers in a modal or in direct messages.
_MAIN = (Button.AUTHORIZE, Button.REAUTHORIZE, Button.ACTIVATE, Button.SCAN)


def build(overview: Overview, now: datetime, *, manages: bool) -> list[Block]:
    needy = lists.needy(overview.accounts, now)
    known = {account.id for account in needy}
    others = [account for account in overview.accounts if account.id not in known]
    first, then = needy[:MOST], others[: max(0, MOST - len(needy))]
    left = len(overview.accounts) - len(first) - len(then)
    paused = [say(_paused(overview.paused))] if overview.paused else []
    return [
        *([title("What needs attention")] if first or paused else []),
        *(block for each in first for block in _needy(overview, each, now, manages=manages)),
        *paused,
        *([title("All is well with")] if then else []),
        *(block for each in then for block in _well(each, now, manages=manages)),
        *([small(f"and {left} more: {code('/mip list')}")] if left else []),
    ]


def _needy(overview: Overview, account: Account, now: datetime, *, manages: bool) -> list[Block]:
    need = lists.need(account, now, how="")
    asked = overview.asked.get(account.id, ())
    return [say("\n".join([need, *_awaited(asked), _known(account)])), _row(account, now, manages=manages)]


def _well(account: Account, now: datetime, *, manages: bool) -> list[Block]:
    name = bold(account.name.shown, lists.NAME_ROOM)
    return [
        say(f"{name}: {shown(account.facts)}\n{_known(account)}"),
        _row(account, now, manages=manages),
    ]


def _known(account: Account) -> str:
    at, following = account.reading.succeeded_at, account.next_scan_at
    said = [
        *([counted(account.reading.labels, "label"), f"last success {moment(at)}"] if at else []),
        *([] if at else ["never retrieved"]),
        *([f"next scan {moment(following)}"] if following else []),
        expiry.fact(account),
    ]
    return " \u00b7 ".join(said)


def _awaited(people: Sequence[str]) -> list[str]:
    return [f"Waiting for {', '.join(person(user) for user in people[:10])} to approve."] if people else []


def _paused(channels: Sequence[str]) -> str:
    more = f" and {len(channels) - CHANNELS} more" if len(channels) > CHANNELS else ""
    where = ", ".join(place(channel) for channel in channels[:CHANNELS])
    return f"Paused, because Slack refuses the channel: {where}{more}. See {code('/mip subscriptions')}."


def _row(account: Account, now: datetime, *, manages: bool) -> Block:
    offered = buttons(account.facts)
    return row(
        *(_leading(account, now) if manages else []),
        *([card.press(Button.LABELS, account)] if Button.LABELS in offered else []),
        *([card.press(Button.EDIT, account)] if manages else []),
        _show(account),
    )


def _leading(account: Account, now: datetime) -> Sequence[ButtonElement]:
    """Both answers where something is held; otherwise the one button that leads on."""
    if hold.is_open(account.held):
        return hold.answers(account)
    main = next((kind for kind in _MAIN if kind in buttons(account.facts)), None)
    if main in {Button.SCAN, None} and expiry.needs_renewal(account, now):
        return [expiry.renew(account)]
    return [card.press(main, account)] if main else []


def _show(account: Account) -> ButtonElement:
    value = reference.write(account.id, account.version)
    return button("Show", actions.HOME_SHOW, value, about=account.name.shown)
