"""The bot's own place in Slack, for each reader what they may see and do. From top to bottom: what needs somebody,
the accounts, what the workspace chose, and the labels that the reader watches."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SlackView

from mip.overview import Overview
from mip.people import Right
from mip.ports import View
from mip.status import shown
from views import accounts as lists
from views import actions, home_accounts, home_below
from views.pieces import button, row, say, small, title
from views.refusals import not_allowed_words
from views.text import code, person

HEADING = "MIP accounts"
WHAT_IT_IS = (
    "MIP bot watches the sensitivity labels of Microsoft tenants and tells a channel what changes. "
    "It reads the list of labels and nothing else: no files, no mail, no people."
)
FIRST_STEPS = (
    "*No MIP accounts yet.* An account is a Microsoft tenant. Connecting one takes a minute and an admin's yes:\n"
    "1. Press *Add MIP account*, choose how to connect, and name it.\n"
    "2. Approve it in Microsoft, or send the link to somebody who can.\n"
    "3. Press *Activate*. The first labels come at once, and every change is told in the channel you chose."
)
NOTHING_YET = "*No MIP accounts yet.*"
HELP = f"{code('/mip help')} lists everything you can type."


def build(overview: Overview, may: Collection[Right], now: datetime, usual: timedelta) -> View:
    """`now` is the calendar's; `usual` how often accounts are scanned where the workspace chose nothing."""
    manages = Right.MANAGE in may
    return _home(
        [
            title(HEADING),
            *_top(overview, now, manages=manages),
            *home_accounts.build(overview, now, manages=manages),
            *(home_below.settings(overview.settings, usual) if manages else []),
            *home_below.watched(overview.watched),
            *([] if manages else [small(_who_manages(sorted(overview.settings.admins)))]),
            small(HELP),
        ]
    )


def for_nobody(ask: Sequence[str]) -> View:
    """For guests and people of other companies: what this is, and whom to ask. Nothing of what there is."""
    return _home([title(HEADING), say(WHAT_IT_IS), say(not_allowed_words(ask))])


def _top(overview: Overview, now: datetime, *, manages: bool) -> list[Block]:
    add = [row(button("Add MIP account", actions.HOME_ADD, ":0", style="primary"))] if manages else []
    if overview.accounts:
        return [say(_in_all(overview, now)), *add]
    return [say(WHAT_IT_IS), say(FIRST_STEPS if manages else NOTHING_YET), *add]


def _in_all(overview: Overview, now: datetime) -> str:
    totals = Counter(shown(account.facts) for account in overview.accounts)
    return lists.head(len(lists.needy(overview.accounts, now)), totals)


def _who_manages(named: Sequence[str]) -> str:
    people = ", ".join(person(user) for user in named[:10])
    also = f", and {people}" if people else ""
    return f"You may look at everything here. Workspace owners and admins{also} add and change accounts: ask them."


def _home(blocks: Sequence[Block]) -> View:
    made: dict[str, Any] = SlackView(type="home", blocks=blocks).to_dict()
    return made
