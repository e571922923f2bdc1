"""The pages of "Add to Slack": where to install the app, and who says so.

https://docs.slack.dev/authentication/installing-with-oauth
"""

from collections.abc import Iterator, Mapping

from aiohttp import web
from yarl import URL

from sandbox.faults import operation
from sandbox.slack_grants import Grants
from sandbox.slack_pages import Choice, Link, allow, choose_link, may_not, went_wrong
from sandbox.slack_teams import Enterprise, Team
from sandbox.slack_workspace import GRANTED, Person, Refused
from sandbox.slack_workspaces import Workspaces

PATH = "/oauth/v2/authorize"
ASKED = ("client_id", "scope", "user_scope", "redirect_uri", "state", "team", "user")
ELSEWHERE = "Another workspace or person"


class Install:
    """`team` in the query is the id of a workspace or an organisation; `user` is a person who is signed in."""

    def __init__(self, workspaces: Workspaces, grants: Grants, app: str) -> None:
        self._workspaces = workspaces
        self._grants = grants
        self._app = app

    @operation("slack.install")
    async def show(self, request: web.Request) -> web.Response:
        query = {name: request.query[name] for name in ASKED if name in request.query}
        try:
            self._check(query)
            if "elsewhere" in request.query:
                return choose_link(f"Add {self._app} to Slack", "Where, and as whom?", self._links(query))
            return self._ask(query)
        except Refused as refused:
            return went_wrong(refused)

    @operation("slack.install.choose")
    async def choose(self, request: web.Request) -> web.Response:
        fields = {name: str(value) for name, value in (await request.post()).items()}
        try:
            self._check(fields)
            if not fields.get("user"):
                return _sent(self._grants.declined(fields))
            place = self._place(fields)
            person = self._person(place, fields)
            if not may_install(person, place):
                return self._ask(fields)
            return _sent(self._grants.granted({**fields, "owner": place.id}, person.id))
        except Refused as refused:
            return went_wrong(refused)

    def _ask(self, query: Mapping[str, str]) -> web.Response:
        place = self._place(query)
        person, title = self._person(place, query), f"Add {self._app} to Slack"
        elsewhere = Link(ELSEWHERE, str(URL(PATH).with_query({**query, "elsewhere": "1"})))
        cancel = Choice("Cancel", {**query, "user": ""})
        if not may_install(person, place):
            told = (
                f"{person.real_name}, you may not install apps in {place.name}: ask one of its {_who(place)}."
            )
            return may_not(title, told, cancel, PATH, place=place, links=[elsewhere])
        told = f"{self._app} asks to be installed in {place.name}. It asks for these scopes:"
        choices = [Choice("Allow", {**query, "team": place.id, "user": person.id}), cancel]
        scopes = query["scope"].replace(",", " ").split()
        return allow(title, told, scopes, choices, PATH, place=place, links=[elsewhere])

    def _links(self, query: Mapping[str, str]) -> list[Link]:
        return [
            Link(
                f"{place.name} as {person.real_name}",
                str(URL(PATH).with_query({**query, "team": place.id, "user": person.id})),
            )
            for place in self._places()
            for person in self._people(place)
        ]

    def _places(self) -> Iterator[Team | Enterprise]:
        yield from (room.team for room in self._workspaces)
        yield from self._workspaces.organisations

    def _place(self, query: Mapping[str, str]) -> Team | Enterprise:
        wanted = query.get("team") or self._workspaces.first.team.id
        for place in self._places():
            if place.id == wanted:
                return place
        raise Refused("team_not_found")

    def _people(self, place: Team | Enterprise) -> list[Person]:
        rooms = self._workspaces.belonging_to(place.id)
        everybody = [person for room in rooms for person in room.workspace.people.values()]
        teams = {room.team.id for room in rooms}
        return [each for each in everybody if each.team_id in teams and not (each.is_bot or each.deleted)]

    def _person(self, place: Team | Enterprise, query: Mapping[str, str]) -> Person:
        """Who is signed in there: the first who may install, unless the query names somebody."""
        people = self._people(place)
        named = [each for each in people if query.get("user") in {each.id, each.name}]
        if query.get("user") and not named:
            raise Refused("user_not_found")
        return next(iter(named or [each for each in people if may_install(each, place)] or people))

    def _check(self, query: Mapping[str, str]) -> None:
        self._grants.check(query)
        scopes = set(query.get("scope", "").replace(",", " ").split())
        if not scopes or not scopes <= GRANTED:
            raise Refused("invalid_scope")


def may_install(person: Person, place: Team | Enterprise) -> bool:
    """As most companies have it: owners and admins, and of the whole organisation its owners."""
    return person.is_org_owner if isinstance(place, Enterprise) else person.is_owner or person.is_admin


def _who(place: Team | Enterprise) -> str:
    return "owners" if isinstance(place, Enterprise) else "owners or admins"


def _sent(address: URL) -> web.Response:
    return web.Response(status=302, headers={"Location": str(address)})
