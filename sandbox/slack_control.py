"""Control routes for what people do and see: /slack/state, /slack/command, /slack/press, /slack/fill...

A person is named by id or name, a channel by id or #name. Every act answers with `n`, the number of the last
change before it, so that the caller can tell in /slack/state what is new.
"""

from dataclasses import dataclass
from typing import Any

from sandbox.slack_asks import Acts, Ask
from sandbox.slack_commands import Commands
from sandbox.slack_directory import as_conversation, as_user
from sandbox.slack_events import Events
from sandbox.slack_forms import Forms
from sandbox.slack_modals import Modals, OpenView
from sandbox.slack_payloads import as_view
from sandbox.slack_presses import Presses, Wanted
from sandbox.slack_sight import state_of_person
from sandbox.slack_workspace import Channel, Message, Person, Workspace


@dataclass(frozen=True)
class PeopleControl:
    workspace: Workspace
    modals: Modals
    commands: Commands
    presses: Presses
    forms: Forms
    events: Events

    def acts(self) -> Acts:
        return {
            ("GET", "people"): self.show_people,
            ("GET", "channels"): self.show_channels,
            ("GET", "state"): self.show_state,
            ("POST", "say"): self.say,
            ("POST", "command"): self.command,
            ("POST", "press"): self.press,
            ("POST", "fill"): self.fill,
            ("POST", "suggest"): self.suggest,
            ("POST", "submit"): self.submit,
            ("POST", "close"): self.close,
            ("POST", "home"): self.open_home,
        }

    async def show_people(self, _ask: Ask) -> Any:
        return [as_user(each, self.workspace.team) for each in self.workspace.people.values()]

    async def show_channels(self, _ask: Ask) -> Any:
        return [
            {**as_conversation(each, self.workspace.team), "members": sorted(each.members)}
            for each in self.workspace.channels.values()
        ]

    async def show_state(self, ask: Ask) -> Any:
        """?user=: the channels with their messages, the open modals, the App Home and Slack's own words."""
        return state_of_person(self._person(ask), self.workspace, self.modals)

    async def say(self, ask: Ask) -> Any:
        """{"user", "channel", "text"}: an ordinary message of a person; answers {"ts"}."""
        person = self._person(ask)
        posted = self.workspace.post(self._place(person, ask), ask["text"], [], user=person.id)
        return {"ts": posted.ts, "n": posted.n - 1}

    async def command(self, ask: Ask) -> Any:
        """{"user", "channel": "#security" or "dm", "text"}; answers when the app has, 3 s at most."""
        person = self._person(ask)
        return await self.commands.type(person, self._place(person, ask), ask.get("text", ""))

    async def press(self, ask: Ask) -> Any:
        """{"user", "text" or "action_id" (and "block_id"), "value"?, and "channel" + "ts", or "view_id"}.

        Without a place: in the modal on top if one is open, else in the App Home, if it has such a thing.
        """
        person = self._person(ask)
        wanted = Wanted(ask.get("action_id"), ask.get("text"), ask.get("value"), ask.get("block_id"))
        if ask.get("ts"):
            return await self.presses.in_message(person, self._message(person, ask), wanted)
        return await self.presses.in_view(person, self._view(person, ask), wanted)

    async def fill(self, ask: Ask) -> Any:
        """{"user", "values": {label or block_id: text, option, #channel, list of options...}, "view_id"?}

        In the modal on top, unless a view is named. "quietly": typed and not yet confirmed, so that the app hears
        of it with the next press or submit only.
        """
        before, person = self.workspace.n, self._person(ask)
        shown = self._view(person, ask) if ask.get("view_id") else self.forms.top(person)
        for name, value in ask["values"].items():
            await self.forms.fill(person, shown, name, value, quietly=bool(ask.get("quietly")))
        return {"n": before}

    async def suggest(self, ask: Ask) -> Any:
        """{"user", "action_id", "block_id"?, "typed", and a place as for `press`}: what the app offers for an
        external select.
        """
        person, typed = self._person(ask), ask.get("typed", "")
        place = self._message(person, ask) if ask.get("ts") else self._view(person, ask)
        answer = await self.forms.suggest(person, place, ask["action_id"], typed, ask.get("block_id"))
        return answer.as_json()

    async def submit(self, ask: Ask) -> Any:
        return await self.forms.submit(self._person(ask))

    async def close(self, ask: Ask) -> Any:
        """{"user", "all": true for the X, which closes the whole stack}"""
        await self.forms.close(self._person(ask), everything=bool(ask.get("all")))
        return {"n": self.workspace.n}

    async def open_home(self, ask: Ask) -> Any:
        person, before = self._person(ask), self.workspace.n
        home = self.modals.home(person.id)
        answer = await self.events.home_opened(
            person, None if home is None else as_view(home, self.workspace.team)
        )
        return {**answer.as_json(), "n": before}

    def _person(self, ask: Ask) -> Person:
        return self.workspace.person(ask["user"])

    def _place(self, person: Person, ask: Ask) -> Channel:
        """Raises LookupError for a channel that the person is not in: nobody can type there."""
        wanted = ask.get("channel", "dm")
        channel = self.workspace.channel(person.dm if wanted == "dm" else wanted)
        if not self.workspace.may_see(person, channel):
            raise LookupError(f"{person.real_name} is not in {wanted}.")
        return channel

    def _message(self, person: Person, ask: Ask) -> Message:
        channel = self._place(person, ask)
        for message in self.workspace.seen_by(person, channel):
            if message.ts == ask["ts"]:
                return message
        raise LookupError("There is no such message, or somebody else sees it.")

    def _view(self, person: Person, ask: Ask) -> OpenView:
        if ask.get("view_id"):
            return self._named_view(person, ask["view_id"])
        stack, home = self.modals.stack(person.id), self.modals.home(person.id)
        if stack:
            return stack[-1]
        if home is None:
            raise LookupError(f"Neither a modal nor an App Home is open before {person.real_name}.")
        return home

    def _named_view(self, person: Person, identity: str) -> OpenView:
        for shown in (*self.modals.stack(person.id), self.modals.home(person.id)):
            if shown is not None and shown.id == identity:
                return shown
        raise LookupError(f"This view is no longer open before {person.real_name}.")
