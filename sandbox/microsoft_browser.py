"""Who is signed in at this browser, by the cookie of the pretend Entra ID."""

from aiohttp import web

from sandbox.microsoft_entra import Entra
from sandbox.microsoft_tenants import Person, Tenant

# Browsers share cookies between the ports of a host, so the name must not meet the bot's.
COOKIE = "sandbox_microsoft"


def signed_in_person(entra: Entra, request: web.Request) -> tuple[Tenant, Person] | None:
    return entra.directory.home_of(request.cookies.get(COOKIE, ""))


def remember(answer: web.Response, person: Person) -> web.Response:
    answer.set_cookie(COOKIE, person.oid, httponly=True, samesite="Lax", path="/")
    return answer


def use_another_account(request: web.Request) -> web.Response:
    """The same page again, with nobody signed in."""
    answer = web.Response(status=302, headers={"Location": request.raw_path})
    answer.del_cookie(COOKIE, path="/")
    return answer
