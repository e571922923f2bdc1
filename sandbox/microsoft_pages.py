"""The pages that a person sees at the pretend Entra ID: plain HTML, no script, nothing from elsewhere."""

from collections.abc import Iterable, Mapping
from html import escape

from aiohttp import web

from sandbox.microsoft_apps import AppRegistration
from sandbox.microsoft_errors import Refused, describe
from sandbox.microsoft_refusals import NOT_IN_TENANT
from sandbox.microsoft_tenants import Person, Tenant

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 "Segoe UI", system-ui, sans-serif; background: #f2f2f2; color: #1b1b1b; margin: 0 }}
main {{ background: #fff; max-width: 30rem; margin: 2rem auto; padding: 2rem; box-shadow: 0 2px 6px #0003 }}
h1 {{ font-size: 1.4rem; font-weight: 600 }}
h2 {{ font-size: 1rem; margin-bottom: .3rem }}
form {{ margin: .3rem 0 }}
button {{ font: inherit; padding: .4rem 1rem; border: 1px solid #8c8c8c; background: #fff; cursor: pointer }}
button.first {{ background: #0067b8; border-color: #0067b8; color: #fff }}
button:focus-visible {{ outline: 3px solid #005a9e; outline-offset: 2px }}
small {{ color: #5c5c5c }}
</style>
</head>
<body>
<main>
<p><small>Pretend Microsoft</small></p>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
PERSON = """<form method="post"><input type="hidden" name="person" value="{oid}">
<button>Sign in as {name}</button> <small>{upn}</small></form>"""
ANSWER = """<form method="post"><input type="hidden" name="answer" value="{value}">
<button{emphasis}>{label}</button></form>"""
# https://learn.microsoft.com/graph/permissions-reference
MEANINGS = {
    "SensitivityLabel.Read": "Get labels application scope.",
    "SensitivityLabels.Read.All": "Get labels tenant scope.",
    "InformationProtectionPolicy.Read.All": "Read all published labels and label policies.",
}


def choose_account(app: AppRegistration, tenants: Iterable[Tenant], *, may_cancel: bool) -> web.Response:
    groups = [f"<h2>{escape(tenant.name)}</h2>{_people(tenant.people)}" for tenant in tenants]
    body = f"<p>to continue to <strong>{escape(app.name)}</strong></p>" + "".join(groups)
    return _page("Pick an account", body + (_button("cancel", "Cancel") if may_cancel else ""))


def ask_for_consent(app: AppRegistration, tenant: Tenant, person: Person) -> web.Response:
    permissions = "".join(_permission(role) for role in app.required_roles)
    buttons = _button("accept", "Accept", first=True) + _button("cancel", "Cancel")
    body = f"""<p><strong>{escape(app.name)}</strong> <small>unverified</small></p>
<p>Review for your organization <strong>{escape(tenant.name)}</strong> ({escape(tenant.domains[0])}).
You are signed in as {escape(person.name)} ({escape(person.upn)}).</p>
<p>This app would like to:</p><ul>{permissions}</ul>
<p>If you accept, this app will get access to the specified resources for all users in your organization.
No one else will be prompted to review these permissions.</p>
{buttons}{_button("switch", "Use another account")}"""
    return _page("Permissions requested", body)


def need_admin_approval(refused: Refused, way_back: str, now: float) -> web.Response:
    link = f'<p><a href="{escape(way_back)}">Return to the application without granting consent</a></p>'
    body = f"{_explanation(refused, now)}{link}{_button('switch', 'Use another account')}"
    return _page("Need admin approval", body, status=refused.refusal.status)


def sorry(refused: Refused, now: float) -> web.Response:
    """An error that leads back to no app: the address of the app itself could not be trusted."""
    body = _explanation(refused, now)
    if refused.refusal is NOT_IN_TENANT:
        body += _button("switch", "Use another account")
    return _page("Sorry, but we're having trouble signing you in.", body, status=400)


def _explanation(refused: Refused, now: float) -> str:
    lines = describe(refused.description, now)["error_description"].splitlines()
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _people(people: Iterable[Person]) -> str:
    return "".join(_filled(PERSON, {"oid": each.oid, "name": each.name, "upn": each.upn}) for each in people)


def _permission(role: str) -> str:
    return f"<li>{escape(MEANINGS.get(role, role))} <small>{escape(role)}</small></li>"


def _button(value: str, label: str, *, first: bool = False) -> str:
    return ANSWER.format(value=value, label=escape(label), emphasis=' class="first"' if first else "")


def _filled(template: str, values: Mapping[str, str]) -> str:
    return template.format_map({name: escape(value) for name, value in values.items()})


def _page(title: str, body: str, status: int = 200) -> web.Response:
    text = PAGE.format(title=escape(title), body=body)
    # The browser's Back button must never show a page with an old person on it.
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)
