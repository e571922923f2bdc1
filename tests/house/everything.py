"""Everything that anybody can do to the bot in Slack, made from its own table, so that nothing is forgotten."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bot.listeners import Table
from mip.accounts import Account, Cloud, Connector, Held, Registration
from mip.changes import Change, Task, Work
from mip.commands import Verb
from mip.labels import Label, mark
from mip.names import read_name
from mip.people import Right
from mip.status import Facts, Retrieval, Validation
from sandbox.slack_cast import MEMBER
from sandbox.slack_room import Room
from sandbox.slack_workspace import APP, TEAM, Message
from tests.world import World
from views import reference
from views.origin import drawn_in

CHANNEL = "C0SECURITY"
GUID = "11111111-2222-4333-8444-555555555555"
NAME = "Contoso Prod"

# Written down here once more, by hand: what members may do. Everything else is for admins.
FOR_MEMBERS = frozenset(
    {
        *("command list", "command show", "command status", "command labels", "command label"),
        *("command diff", "command history", "command compare", "command export"),
        *("command subscriptions", "command watch", "command help", "command"),
        *("press labels", "press labels_previous", "press labels_next"),
        *("press labels_first", "press labels_last"),
        *("press diff_details", "press diff_previous", "press diff_next", "press what_changed"),
        *("press compare_previous", "press compare_next", "press compare_different"),
        *("press compare_only_first", "press compare_only_second", "press compare_export"),
        *("press history_previous", "press history_next"),
        *("press held_all", "press held_previous", "press held_next"),
        *("press label_details", "press labels_export", "press find_label", "menu find_label"),
        *("press found_labels_previous", "press found_labels_next"),
        *("press accounts_previous", "press accounts_next"),
        "press home_show",
        *("press subscriptions_previous", "press subscriptions_next", "press watch", "press watch_stop"),
    }
)
# What a member may press who was asked to approve in an admin's place; of no use to any other member.
FOR_THE_ASKED = frozenset({"press approve", "press decline"})
# Slack itself opens the address behind these; the bot only hears of it.
FOR_NOBODY = frozenset(
    {
        *("press continue", "press enter_secret", "press open_card"),
        *("press open_certificate", "press open_registration"),
    }
)

# Verbs that can be asked for all accounts at once; for admins, like the verbs themselves.
FOR_ALL = ("scan all", "validate all", "activate all", "deactivate all")

FILLED_IN = {
    "name": "Another name",
    "channel": CHANNEL,
    "connector": Connector.CUSTOM.value,
    "client_id": GUID,
    "tenant": GUID,
    "cloud": Cloud.GLOBAL.value,
    "credential": "client_secret",
    "client_secret": "a-client-secret~of-forty-characters.here",
}
# A form of its own, with fields that no other has.
SETTINGS = {"default_channel": CHANNEL, "default_interval": "21600", "admins": MEMBER}


@dataclass(frozen=True)
class Someone:
    """`team` is where the request says it comes from, `home` the team of the person, where it says so. `organisation`:
    it installed the bot in all of its workspaces, and Slack names no team for a form.
    """

    user: str
    team: str = TEAM
    home: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Deed:
    """One entry of the bot's table. `kind` is command, press, menu or form; `id` the verb, action or callback."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}".strip()

    @property
    def right(self) -> Right | None:
        """None where nothing is asked of the bot."""
        if str(self) in FOR_NOBODY:
            return None
        return Right.READ if str(self) in FOR_MEMBERS | FOR_THE_ASKED else Right.MANAGE


def deeds(table: Table) -> list[Deed]:
    """Every verb, nothing typed, every button, every menu that suggests, and every form."""
    verbs = [Deed("command", verb.value) for verb in Verb]
    presses = [Deed("press", action) for action in table.presses()]
    forms = [Deed("form", callback) for callback in table.forms()]
    menus = [Deed("menu", action) for action in table.menus()]
    for_all = [Deed("command", words) for words in FOR_ALL]
    return [*verbs, *for_all, Deed("command", ""), *presses, *menus, *forms]


@dataclass(frozen=True)
class Told:
    """The answer to one request: to Slack in the HTTP body, to the person by a response_url."""

    status: int
    body: str
    whispered: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join([self.body, *self.whispered])


@dataclass(frozen=True)
class Asking:
    """Sends deeds as Slack would, correctly signed. `account` and `version` are what buttons are about."""

    w: World
    account: str
    version: int = 1
    name: str = NAME

    async def do(self, deed: Deed, who: Someone) -> Told:
        return await self._send(self._body(deed, who), who)

    async def press(self, action: str, value: str, who: Someone) -> Told:
        """A button with any value whatever."""
        pressed = self._press(action, who)
        pressed["actions"][0]["value"] = value
        return await self._send(urlencode({"payload": json.dumps(pressed)}), who)

    async def _send(self, body: str, who: Someone) -> Told:
        workspace = self._room(who).workspace
        before = workspace.n
        answer = await self.w.ask("POST", "/slack/raw", {"body": body})
        whispered = [m for m in workspace.messages if m.n > before and m.only_for == who.user]
        return Told(answer["status"], answer["body"], tuple(map(_shown, whispered)))

    def _body(self, deed: Deed, who: Someone) -> str:
        if deed.kind == "command":
            return urlencode(self._command(deed.id, who))
        make = {"press": self._press, "menu": self._menu, "form": self._form}[deed.kind]
        return urlencode({"payload": json.dumps(make(deed.id, who))})

    def _command(self, verb: str, who: Someone) -> dict[str, str]:
        return {
            "command": "/mip",
            "text": verb if verb in {"", *FOR_ALL} else f'{verb} "{self.name}"',
            "team_id": who.team,
            "user_id": who.user,
            "channel_id": self._channel(who),
            "api_app_id": APP,
            "trigger_id": self._trigger(who),
            "response_url": self._reply("commands", who),
            **({"enterprise_id": who.organisation} if who.organisation else {}),
            "is_enterprise_install": str(bool(who.organisation)).lower(),
        }

    def _press(self, action: str, who: Someone) -> dict[str, Any]:
        pressed = {"action_id": action, "block_id": self._about, **self._chosen(action)}
        return {
            **self._interaction("block_actions", who),
            "container": {"type": "message", "channel_id": self._channel(who), "message_ts": "1.000001"},
            "channel": {"id": self._channel(who), "name": "security"},
            "response_url": self._reply("actions", who),
            "actions": [pressed],
        }

    def _menu(self, action: str, who: Someone) -> dict[str, Any]:
        """Nothing is typed yet, in the menu of a message."""
        typing = {"action_id": action, "block_id": self._about, "value": ""}
        place = {"type": "message", "channel_id": self._channel(who), "message_ts": "1.000001"}
        return {**self._interaction("block_suggestion", who), **typing, "container": place}

    def _chosen(self, action: str) -> dict[str, str]:
        """A menu of people says who was chosen, and nothing else."""
        if action == "send_link_to":
            return {"type": "users_select", "selected_user": MEMBER}
        searched = action in {"found_labels_previous", "found_labels_next"}
        details = {"take_back": MEMBER, "watch": mark("g1"), "watch_stop": mark("g1"), "go_on": "scan"}
        detail = f"|{details[action]}" if action in details else ""
        detail = f"|{self.account}" if action.startswith("compare_") else detail
        detail = f"|{reference.write_words(self.name)}" if searched else detail
        return {"type": "button", "value": f"{self._about}{detail}"}

    def _form(self, callback: str, who: Someone) -> dict[str, Any]:
        filled_in = SETTINGS if callback == "settings" else FILLED_IN
        values = {key: {key: _typed(key, value)} for key, value in filled_in.items()}
        view = {
            "id": "V0FORGED01",
            "hash": "1.a",
            "type": "modal",
            "callback_id": callback,
            "private_metadata": self._about,
            "state": {"values": values},
        }
        sent = self._interaction("view_submission", who)
        if who.organisation:
            view = {**drawn_in(who.team, view), "app_installed_team_id": who.organisation}
            return {**sent, "team": None, "view": view}
        return {**sent, "view": view}

    def _interaction(self, kind: str, who: Someone) -> dict[str, Any]:
        user = {"id": who.user, "username": "somebody", **({"team_id": who.home} if who.home else {})}
        return {
            "type": kind,
            "team": {"id": who.team, "domain": "somewhere"},
            "user": user,
            "api_app_id": APP,
            "trigger_id": self._trigger(who),
            "enterprise": {"id": who.organisation} if who.organisation else None,
            "is_enterprise_install": bool(who.organisation),
        }

    @property
    def _about(self) -> str:
        return f"{self.account}:{self.version}"

    def _trigger(self, who: Someone) -> str:
        return self._room(who).triggers.issue(who.user, self._channel(who))

    def _reply(self, kind: str, who: Someone) -> str:
        return self._room(who).replies.issue(kind, who.user, self._channel(who))

    def _channel(self, who: Someone) -> str:
        channels = self._room(who).workspace.channels.values()
        return next(each.id for each in channels if each.name == "security")

    def _room(self, who: Someone) -> Room:
        """Of a workspace that the pretend Slack does not have, people are seen in the first."""
        slack = self.w.sandbox.slack
        teams = {each.team.id for each in slack.workspaces()}
        return slack.room(who.team if who.team in teams else None)


def _shown(message: Message) -> str:
    """Without the ids that Slack gives to blocks."""
    return json.dumps([message.text, [{**block, "block_id": ""} for block in message.blocks]])


def _typed(key: str, value: str) -> Mapping[str, Any]:
    if key == "admins":
        return {"type": "multi_users_select", "selected_users": [value]}
    if key in {"channel", "default_channel"}:
        return {"type": "conversations_select", "selected_conversation": value}
    if key in {"cloud", "default_interval"}:
        return {"type": "static_select", "selected_option": {"value": value}}
    if key in {"connector", "credential"}:
        return {"type": "radio_buttons", "selected_option": {"value": value}}
    return {"type": "plain_text_input", "value": value}


async def an_account(
    w: World, id_: str = "a-known-account", workspace: str = TEAM, name: str = NAME
) -> Account:
    """Active, with labels, a hold to decide, and nothing due: it stays as it is unless somebody changes it."""
    made = Account(
        id=id_,
        workspace=workspace,
        name=read_name(name),
        registration=Registration(Connector.CUSTOM, client_id=GUID, tenant=GUID),
        channel=CHANNEL,
        added_by="U0OWNER001",
        added_at=datetime.now(UTC),
        facts=Facts(Validation.OK, retrieval=Retrieval.ON, first_retrieved=True),
        held=Held(datetime.now(UTC), 1, 9, "d" * 64),
    )
    labels = tuple(Label(f"g{number}", f"Label {number}") for number in range(10))
    # Planned already, or the bot would plan it while somebody compares the tables.
    planned = (Work(id_, Task.CHECK, datetime.now(UTC) + timedelta(days=1)),)
    change = Change(workspace, None, made, labels=labels, work=planned)
    stored = await w.bot.shared.storage.ledger.commit(change)
    assert stored is not None
    return stored


def rows(folder: Path) -> dict[str, list[Any]]:
    """Everything that is stored but the audit trail, which also tells of what was refused."""
    with sqlite3.connect(f"file:{folder / 'mipbot.sqlite3'}?mode=ro", uri=True) as database:
        named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'mip_%'")
        tables = sorted(name for (name,) in named if name != "mip_audit")
        found = {table: sorted(map(repr, database.execute(f"SELECT * FROM {table}"))) for table in tables}
    database.close()
    return found


def denials(folder: Path) -> list[tuple[str, str]]:
    """Who was refused what, as the audit trail has it."""
    with sqlite3.connect(f"file:{folder / 'mipbot.sqlite3'}?mode=ro", uri=True) as database:
        found = database.execute(
            "SELECT actor, json_extract(details, '$.doing') FROM mip_audit"
            " WHERE action = 'authz.denied' ORDER BY id"
        ).fetchall()
    database.close()
    return found
