"""The pages that a browser sees at the pretend slack.com: one form for each thing a person can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from aiohttp import web

from sandbox.plain_pages import document, form, initial, tile
from sandbox.slack_teams import Enterprise, Team
from sandbox.slack_workspace import BOT, BOT_USER, TEAM, TEAM_DOMAIN, TEAM_NAME, Person, Refused

STYLE = """
body { background: #f8f8f8; color: #1d1c1d; font: 1rem/1.5 system-ui, sans-serif }
main { border: 1px solid #d9d9dc; border-radius: .75rem; background: #fff }
button { border-radius: .375rem }
.first { border-color: #5b2059; background: #5b2059; color: #fff }
.workspace { display: flex; gap: .75rem; align-items: center; margin: 1rem 0 }
.workspace p { margin: 0 }
.workspace .initial { border-radius: .5rem }
.links { padding: 0; list-style: none }
.links li { padding: .25rem 0 }
"""
PRETEND = "Nothing here is real: nobody needs a password, and you may be whoever you choose."
FIRST = Team(TEAM, TEAM_NAME, TEAM_DOMAIN, BOT_USER, BOT)
GO_BACK = (
    "Close this page and start again from the app. If it happens again, whoever runs the app has to mend it."
)


@dataclass(frozen=True)
class Choice:
    """A button that posts these hidden fields."""

    text: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Link:
    text: str
    href: str


def choose_person(
    app: str,
    people: Sequence[tuple[Person, Choice]],
    cancel: Choice,
    action: str,
    team: Team = FIRST,
) -> web.Response:
    tiles = "".join(
        tile(
            choice.fields.items(),
            name=person.real_name,
            button=choice.text,
            about=[f'<span class="role">{escape(role_of(person, team))}</span>'],
            mark=f"about-{person.id}",
            action=action,
        )
        for person, choice in people
    )
    body = f"""{_workspace(team)}
<p><strong>{escape(app)}</strong> would like to know who you are. It will see your name, your picture and which
workspace you belong to; it will not act for you.</p>
<h2>Choose who you want to be</h2>
<ul class="tiles">{tiles}</ul>
<div class="buttons">{_button(cancel, action)}</div>
<p class="quiet aside">{PRETEND}</p>"""
    return _page("Sign in with Slack", body)


def allow(
    title: str,
    text: str,
    scopes: Sequence[str],
    choices: Sequence[Choice],
    action: str,
    *,
    place: Team | Enterprise = FIRST,
    links: Sequence[Link] = (),
) -> web.Response:
    """The first choice is the one to take; `links` lead to other ways of asking."""
    listed = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes)
    first, *others = choices
    buttons = _button(first, action, first=True) + "".join(_button(each, action) for each in others)
    body = f"""{_workspace(place)}<p>{escape(text)}</p><ul>{listed}</ul><div class="buttons">{buttons}</div>
{_links(links)}
<p class="quiet aside">{PRETEND}</p>"""
    return _page(title, body)


def may_not(
    title: str, text: str, cancel: Choice, action: str, *, place: Team | Enterprise, links: Sequence[Link]
) -> web.Response:
    """The person is not one who decides this."""
    body = f"""{_workspace(place)}<p>{escape(text)}</p><div class="buttons">{_button(cancel, action)}</div>
{_links(links)}
<p class="quiet aside">{PRETEND}</p>"""
    return _page(title, body, status=403)


def choose_link(title: str, text: str, links: Sequence[Link]) -> web.Response:
    return _page(title, f'<p>{escape(text)}</p>{_links(links)}<p class="quiet aside">{PRETEND}</p>')


def went_wrong(refused: Refused) -> web.Response:
    """Slack keeps the browser here: the address to go back to could not be trusted, or the request was no good."""
    body = f"<p>Slack refused: {escape(refused.error)}</p><p>{GO_BACK}</p>"
    return _page("Something went wrong", body, status=400)


def role_of(person: Person, team: Team = FIRST) -> str:
    if not person.is_of(team.id):
        return "Member of another workspace"
    if person.is_restricted or person.is_ultra_restricted:
        return "Guest"
    if person.is_owner:
        return "Workspace owner"
    return "Workspace admin" if person.is_admin else "Member"


def _workspace(place: Team | Enterprise) -> str:
    return f"""<div class="workspace">{initial(place.name)}<div><p><strong>{escape(place.name)}</strong></p>
<p class="quiet">{escape(place.domain)}.slack.example</p></div></div>"""


def _links(links: Sequence[Link]) -> str:
    listed = "".join(f'<li><a href="{escape(link.href)}">{escape(link.text)}</a></li>' for link in links)
    return f'<ul class="links">{listed}</ul>' if links else ""


def _button(choice: Choice, action: str, *, first: bool = False) -> str:
    emphasis = ' class="first"' if first else ""
    button = f'<button type="submit"{emphasis}>{escape(choice.text)}</button>'
    return form(choice.fields.items(), button, action=action)


def _page(title: str, body: str, status: int = 200) -> web.Response:
    return document(title, body, whose="Pretend Slack", style=STYLE, status=status)
