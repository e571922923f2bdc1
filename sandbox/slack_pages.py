"""The pages that a browser sees at the pretend slack.com: one form for each thing a person can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from aiohttp import web

from sandbox.plain_pages import document, form, initial, tile
from sandbox.slack_workspace import TEAM, TEAM_DOMAIN, TEAM_NAME, Person, Refused

STYLE = """
body { background: #f8f8f8; color: #1d1c1d; font: 1rem/1.5 system-ui, sans-serif }
main { border: 1px solid #d9d9dc; border-radius: .75rem; background: #fff }
button { border-radius: .375rem }
.first { border-color: #5b2059; background: #5b2059; color: #fff }
.workspace { display: flex; gap: .75rem; align-items: center; margin: 1rem 0 }
.workspace p { margin: 0 }
.workspace .initial { border-radius: .5rem }
"""
PRETEND = "Nothing here is real: nobody needs a password, and you may be whoever you choose."
GO_BACK = (
    "Close this page and start again from the app. If it happens again, whoever runs the app has to mend it."
)


@dataclass(frozen=True)
class Choice:
    """A button that posts these hidden fields."""

    text: str
    fields: Mapping[str, str]


def choose_person(
    app: str, people: Sequence[tuple[Person, Choice]], cancel: Choice, action: str
) -> web.Response:
    tiles = "".join(
        tile(
            choice.fields.items(),
            name=person.real_name,
            button=choice.text,
            about=[f'<span class="role">{escape(role_of(person))}</span>'],
            mark=f"about-{person.id}",
            action=action,
        )
        for person, choice in people
    )
    body = f"""{_workspace()}
<p><strong>{escape(app)}</strong> would like to know who you are. It will see your name, your picture and which
workspace you belong to; it will not act for you.</p>
<h2>Choose who you want to be</h2>
<ul class="tiles">{tiles}</ul>
<div class="buttons">{_button(cancel, action)}</div>
<p class="quiet aside">{PRETEND}</p>"""
    return _page("Sign in with Slack", body)


def allow(
    title: str, text: str, scopes: Sequence[str], choices: Sequence[Choice], action: str
) -> web.Response:
    """The first choice is the one to take."""
    listed = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes)
    first, *others = choices
    buttons = _button(first, action, first=True) + "".join(_button(each, action) for each in others)
    body = f"""{_workspace()}<p>{escape(text)}</p><ul>{listed}</ul><div class="buttons">{buttons}</div>
<p class="quiet aside">{PRETEND}</p>"""
    return _page(title, body)


def went_wrong(refused: Refused) -> web.Response:
    """Slack keeps the browser here: the address to go back to could not be trusted, or the request was no good."""
    body = f"<p>Slack refused: {escape(refused.error)}</p><p>{GO_BACK}</p>"
    return _page("Something went wrong", body, status=400)


def role_of(person: Person) -> str:
    if person.team_id != TEAM:
        return "Member of another workspace"
    if person.is_restricted or person.is_ultra_restricted:
        return "Guest"
    if person.is_owner:
        return "Workspace owner"
    return "Workspace admin" if person.is_admin else "Member"


def _workspace() -> str:
    return f"""<div class="workspace">{initial(TEAM_NAME)}<div><p><strong>{TEAM_NAME}</strong></p>
<p class="quiet">{TEAM_DOMAIN}.slack.example</p></div></div>"""


def _button(choice: Choice, action: str, *, first: bool = False) -> str:
    emphasis = ' class="first"' if first else ""
    button = f'<button type="submit"{emphasis}>{escape(choice.text)}</button>'
    return form(choice.fields.items(), button, action=action)


def _page(title: str, body: str, status: int = 200) -> web.Response:
    return document(title, body, whose="Pretend Slack", style=STYLE, status=status)
