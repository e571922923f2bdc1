"""The bot's own place in Slack: what needs somebody first, then all accounts; for each reader what they may do."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View as SlackView

from mip.accounts import Account
from mip.people import Right
from mip.ports import View
from mip.status import Button, buttons, shown
from views import accounts as lists
from views import actions, card, expiry
from views.pieces import button, marked, row, say, small, title
from views.text import bold, code, counted, moment

# Slack takes 100 blocks (https://docs.slack.dev/surfaces/app-home): six of them are not accounts.
MOST = 90
NO_RIGHT = (
    "You do not have permission to see the MIP accounts of this workspace. Ask a workspace owner or admin."
)
WHAT_IT_IS = (
    "MIP bot watches the sensitivity labels of Microsoft tenants and tells a channel what changes. "
    "It reads the list of labels and nothing else."
)
FIRST_STEP = "No MIP accounts yet. *Add MIP account* connects a Microsoft tenant; it takes a minute and an admin's yes."
ASK_AN_ADMIN = "No MIP accounts yet. A workspace owner or admin can add one here."

# What a manager may press here: everything of it answers in a modal or in their direct messages.
_MAIN = (Button.AUTHORIZE, Button.REAUTHORIZE, Button.ACTIVATE, Button.SCAN)


def build(accounts: Sequence[Account], may: Collection[Right], now: datetime) -> View:
    """`may` is what the reader has a right to; `now` the calendar's."""
    if Right.READ not in may:
        return _home([say(NO_RIGHT)])
    manages = Right.MANAGE in may
    add = [row(button("Add MIP account", actions.HOME_ADD, ":0", style="primary"))] if manages else []
    if not accounts:
        first = FIRST_STEP if manages else ASK_AN_ADMIN
        return _home([title("MIP accounts"), say(WHAT_IT_IS), say(first), *add])
    summary = say(lists.head(accounts, now))
    return _home([title("MIP accounts"), summary, *add, *_accounts(accounts, now, manages=manages)])


def _accounts(accounts: Sequence[Account], now: datetime, *, manages: bool) -> list[Block]:
    """Those that need somebody stand first, and only there."""
    needy = lists.needy(accounts, now)
    known = {account.id for account in needy}
    others = [account for account in accounts if account.id not in known]
    first, then = needy[:MOST], others[: max(0, MOST - len(needy))]
    left = len(accounts) - len(first) - len(then)
    return [
        *([title("What needs attention")] if first else []),
        *(_block(account, lists.need(account, now, how=""), now, manages=manages) for account in first),
        *([title("All is well with")] if then else []),
        *(_block(account, _fine(account), now, manages=manages) for account in then),
        *([small(f"and {left} more: {code('/mip list')}")] if left else []),
    ]


def _fine(account: Account) -> str:
    return f"{bold(account.name.shown, lists.NAME_ROOM)}: {shown(account.facts)}"


def _block(account: Account, text: str, now: datetime, *, manages: bool) -> SectionBlock:
    at = account.reading.succeeded_at
    when = f"last success {moment(at)}" if at else "never retrieved"
    known = " \u00b7 ".join([counted(account.reading.labels, "label"), when, expiry.fact(account)])
    return SectionBlock(text=marked(f"{text}\n{known}"), accessory=_main(account, now) if manages else None)


def _main(account: Account, now: datetime) -> ButtonElement | None:
    offered = buttons(account.facts)
    main = next((kind for kind in _MAIN if kind in offered), None)
    if main in {Button.SCAN, None} and expiry.needs_renewal(account, now):
        return expiry.renew(account)
    return card.press(main, account) if main else None


def _home(blocks: Sequence[Block]) -> View:
    made: dict[str, Any] = SlackView(type="home", blocks=blocks).to_dict()
    return made
