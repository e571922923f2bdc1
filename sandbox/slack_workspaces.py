"""The directory of workspaces: which there are, and which of them a call, an answer or a file belongs to."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from aiohttp import web

from sandbox.faults import operation
from sandbox.slack_asks import Act, Ask
from sandbox.slack_calls import Call
from sandbox.slack_room import Room
from sandbox.slack_teams import Enterprise
from sandbox.slack_tokens import Tokens
from sandbox.slack_workspace import Person, Refused


class Workspaces:
    """The first is there from the beginning, with the app in it."""

    def __init__(self, rooms: Sequence[Room], tokens: Tokens) -> None:
        self._rooms = {room.team.id: room for room in rooms}
        self._tokens = tokens

    def __iter__(self) -> Iterator[Room]:
        return iter(self._rooms.values())

    @property
    def first(self) -> Room:
        return next(iter(self))

    @property
    def organisations(self) -> list[Enterprise]:
        return list(dict.fromkeys(room.team.enterprise for room in self if room.team.enterprise))

    def named(self, team: str | None) -> Room:
        """By id, the first unless one is named. Raises KeyError."""
        if not team:
            return self.first
        if team not in self._rooms:
            raise KeyError(f"There is no workspace {team}. There are: {', '.join(self._rooms)}")
        return self._rooms[team]

    def belonging_to(self, owner: str) -> list[Room]:
        """The workspace of this id, or all of the organisation that has it."""
        return [
            room
            for room in self
            if owner == room.team.id or (room.team.enterprise and owner == room.team.enterprise.id)
        ]

    def installed(self, owner: str, scopes: Iterable[str]) -> None:
        """Scopes add up: https://docs.slack.dev/authentication/installing-with-oauth#asking"""
        for room in self.belonging_to(owner):
            room.team.is_installed, room.team.is_enterprise_install = True, owner != room.team.id
            room.workspace.scopes |= set(scopes)
            room.workspace.tick()

    def uninstalled(self, owner: str) -> None:
        """A workspace of an organisation may still have the app for itself."""
        for room in self.belonging_to(owner):
            room.team.is_installed = self._tokens.find(room.team.id) is not None
            room.team.is_enterprise_install = False
            room.workspace.tick()

    def grant(self, team: str, *, granted: bool) -> Room:
        """The organisation's installation counts in this workspace, or no longer. Raises LookupError."""
        room = self.named(team)
        whole = room.team.enterprise
        if whole is None or self._tokens.find(whole.id) is None:
            raise LookupError(f"The app is not installed in an organisation that has {team}.")
        room.team.is_enterprise_install = granted
        room.team.is_installed = granted or self._tokens.find(team) is not None
        room.workspace.tick()
        return room

    def person(self, identity: str) -> tuple[Room, Person]:
        """Raises Refused("user_not_found")."""
        for room in self:
            if identity in room.workspace.people:
                return room, room.workspace.people[identity]
        raise Refused("user_not_found")

    def of_call(self, call: Call) -> Room:
        """Where the token acts; one of an organisation acts where the things are that the call names.

        Raises Refused for a token that counts nowhere. https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
        """
        owner = self._tokens.whose(call.token).owner
        rooms = self.belonging_to(owner)
        if owner != rooms[0].team.id:
            wanted = call.maybe("team_id")
            granted = [room for room in rooms if room.team.is_enterprise_install]
            rooms = [room for room in granted if wanted in {None, room.team.id}]
        if not rooms:
            raise Refused("team_access_not_granted")
        # Somebody may be in several: then the channel decides.
        return max(rooms, key=lambda room: sum(map(room.holds, call.named())))

    @operation("slack.response_url")
    async def receive_reply(self, request: web.Request) -> web.Response:
        key = "{number}/{secret}".format_map(request.match_info)
        room = next((room for room in self if room.replies.has(key)), self.first)
        return await room.desk.receive(request)

    @operation("slack.upload")
    async def receive_file(self, request: web.Request) -> web.Response:
        return await self._of_file(request).files.receive(request)

    @operation("slack.file")
    async def download(self, request: web.Request) -> web.Response:
        return await self._of_file(request).files.download(request)

    async def stop(self) -> None:
        for room in self:
            await room.events.stop()

    def act(self, verb: str, path: str) -> Act:
        """In the workspace that "team" names, the first if it names none."""

        async def act(ask: Ask) -> Any:
            return await self.named(ask.get("team")).acts[verb, path](ask)

        return act

    def _of_file(self, request: web.Request) -> Room:
        return next((room for room in self if room.files.has(request.match_info["file"])), self.first)
