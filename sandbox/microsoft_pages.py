"""The pages that a person sees at the pretend Entra ID: who are you, and may this app come in?"""

from collections.abc import Iterable
from html import escape

from aiohttp import web

from sandbox.microsoft_apps import AppRegistration
from sandbox.microsoft_errors import Refused, describe
from sandbox.microsoft_refusals import NOT_IN_TENANT
from sandbox.microsoft_tenants import Person, Tenant
from sandbox.microsoft_words import permission, roles_of
from sandbox.plain_pages import document, form, initial, tile

STYLE = """
body { background: #f2f2f2; color: #1b1b1b; font: 1rem/1.5 "Segoe UI", system-ui, sans-serif }
main { background: #fff; box-shadow: 0 2px 6px #0003 }
.first { border-color: #0067b8; background: #0067b8; color: #fff }
a { color: #00569b }
.identity { margin: .75rem 0 0 }
.app { display: flex; gap: .75rem; align-items: center; margin: 1rem 0 }
.app p { margin: 0 }
.permissions { margin: .5rem 0; padding: 0; list-style: none }
.permissions li { padding: .4rem 0; border-bottom: 1px solid #d9d9dc }
"""
PRETEND = "Nothing here is real: nobody needs a password, and everybody on this page may be chosen."
WHO_MAY = "Only a Global Administrator or a Privileged Role Administrator may accept for an organization."
# https://learn.microsoft.com/entra/identity-platform/application-consent-experience
NOTICE = (
    "If you accept, this app will get access to the specified resources for all users in your organization. "
    "No one else will be prompted to review these permissions."
)
WRONG_REQUEST = (
    "The app that sent you here asked for something that cannot be. Close this page and go back to the app: "
    "whoever runs it has to mend this."
)
WRONG_PERSON = "That account belongs to another organization than the one that the app asked for."


def choose_account(
    app: AppRegistration, tenants: Iterable[Tenant], *, asked: str, may_cancel: bool
) -> web.Response:
    """The tenant that was `asked` for comes first; all the others follow, for whoever wants to be wrong."""
    ordered = sorted(tenants, key=lambda tenant: not tenant.answers_to(asked))
    wanted = "".join(_wanted(tenant) for tenant in ordered if tenant.answers_to(asked))
    groups = "".join(_tenant(tenant) for tenant in ordered)
    cancel = f'<div class="buttons">{_button("cancel", "Cancel")}</div>' if may_cancel else ""
    body = f"""<p>to continue to <strong>{escape(app.name)}</strong>{wanted}</p>
<div class="groups">{groups}</div>{cancel}
<p class="quiet aside">{WHO_MAY} {PRETEND}</p>"""
    return _page("Pick an account", body, wide=True)


def ask_for_consent(app: AppRegistration, tenant: Tenant, person: Person) -> web.Response:
    permissions = "".join(_permission(role) for role in app.required_roles)
    body = f"""<p>Review for your organization <strong>{escape(tenant.name)}</strong> ({escape(tenant.domains[0])})</p>
<div class="app">{initial(app.name)}<div><p><strong>{escape(app.name)}</strong></p>
<p class="quiet">unverified</p></div></div>
<p>This application is not published by Microsoft or your organization.</p>
<p>This app would like to:</p>
<ul class="permissions">{permissions}</ul>
<p>{NOTICE}</p>
<div class="buttons">{_button("accept", "Accept", first=True)}{_button("cancel", "Cancel")}</div>
{_signed_in(person)}"""
    return _page("Permissions requested", body)


def need_admin_approval(
    refused: Refused, tenant: Tenant, person: Person, way_back: str, now: float
) -> web.Response:
    body = f"""{_explanation(refused, now)}
<p>{WHO_MAY} Do you have such an account? Use it. Otherwise ask an admin of {escape(tenant.name)}.</p>
<p><a href="{escape(way_back)}">Return to the application without granting consent</a></p>
{_signed_in(person)}"""
    return _page("Need admin approval", body, status=refused.refusal.status)


def sorry(refused: Refused, now: float) -> web.Response:
    """An error that leads back to no app: the address of the app itself could not be trusted."""
    wrong_person = refused.refusal is NOT_IN_TENANT
    switch = _button("switch", "Use another account", first=True)
    body = f"<p>{WRONG_PERSON if wrong_person else WRONG_REQUEST}</p>{_explanation(refused, now)}"
    body += f'<div class="buttons">{switch}</div>' if wrong_person else ""
    return _page("Sorry, but we're having trouble signing you in.", body, status=400)


def _explanation(refused: Refused, now: float) -> str:
    """The sentence, and unfolded the numbers by which support would find it."""
    sentence, *numbers = describe(refused.description, now)["error_description"].splitlines()
    details = "".join(f"<p>{escape(line)}</p>" for line in numbers)
    return (
        f"<p>{escape(sentence)}</p>"
        f'<details class="quiet"><summary>Troubleshooting details</summary>{details}</details>'
    )


def _wanted(tenant: Tenant) -> str:
    return f", which asks for an account of <strong>{escape(tenant.name)}</strong>"


def _tenant(tenant: Tenant) -> str:
    return f"""<section>
<h2>{escape(tenant.name)}</h2>
<p class="quiet">{escape(tenant.domains[0])}</p>
<ul class="tiles">{"".join(map(_person, tenant.people))}</ul>
</section>"""


def _person(person: Person) -> str:
    roles = " ".join(f'<span class="role">{escape(role)}</span>' for role in roles_of(person))
    address = f'<span class="quiet">{escape(person.upn)}</span>'
    button = f"Sign in as {person.name}"
    return tile(
        [("person", person.oid)],
        name=person.name,
        button=button,
        about=[address, roles],
        mark=f"about-{person.oid}",
    )


def _signed_in(person: Person) -> str:
    """Below the decision, so that Tab meets Accept and Cancel first."""
    who = f"{person.name} ({person.upn})"
    return f"""<div class="aside"><p class="quiet">You are signed in as {escape(who)}.</p>
{_button("switch", "Use another account")}</div>"""


def _permission(role: str) -> str:
    named = permission(role)
    return f"""<li><details><summary>{escape(named.shown)}</summary>
<p>{escape(named.meaning)}</p>
<p class="quiet">Application permission <code>{escape(role)}</code></p></details></li>"""


def _button(value: str, label: str, *, first: bool = False) -> str:
    emphasis = ' class="first"' if first else ""
    return form([("answer", value)], f"<button{emphasis}>{escape(label)}</button>")


def _page(title: str, body: str, status: int = 200, *, wide: bool = False) -> web.Response:
    return document(title, body, whose="Pretend Microsoft", style=STYLE, status=status, wide=wide)
