"""GET and POST /{tenant}/oauth2/v2.0/authorize: a person signs in, and the app gets a code.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
"""

import uuid

from aiohttp import web
from yarl import URL

from sandbox.faults import operation
from sandbox.microsoft_browser import remember, signed_in_person, use_another_account
from sandbox.microsoft_codes import SignIn
from sandbox.microsoft_entra import Entra, RegisteredClient, tenant_named
from sandbox.microsoft_errors import Refused, describe
from sandbox.microsoft_pages import choose_account, sorry
from sandbox.microsoft_refusals import INVALID_PARAMETER
from sandbox.microsoft_tenants import Person, Tenant


class Wrong(Exception):  # noqa: N818 - an answer to the app, not a failure of ours
    """An error that the app is told at its redirect URI."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class SignInPage:
    def __init__(self, entra: Entra) -> None:
        self._entra = entra

    def routes(self) -> list[web.RouteDef]:
        path = "/{tenant}/oauth2/v2.0/authorize"
        return [web.get(path, self.show), web.post(path, self.choose)]

    @operation("login.authorize")
    async def show(self, request: web.Request) -> web.Response:
        """A browser that is signed in goes straight back unless the app asks to see the accounts."""
        return self._answer(request, signed_in_person(self._entra, request), cancelled=False)

    @operation("login.authorize")
    async def choose(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form.get("answer") == "switch":
            return use_another_account(request)
        chosen = self._entra.directory.home_of(str(form.get("person", "")))
        return self._answer(request, chosen, cancelled=form.get("answer") == "cancel")

    def _answer(
        self, request: web.Request, who: tuple[Tenant, Person] | None, *, cancelled: bool
    ) -> web.Response:
        try:
            client = self._entra.client(request)
            try:
                return self._proceed(request, client, who, cancelled=cancelled)
            except Wrong as wrong:
                return self._back(request, client, error=wrong.error, error_description=wrong.description)
        except Refused as refused:
            return sorry(refused, self._entra.now())

    def _proceed(
        self,
        request: web.Request,
        client: RegisteredClient,
        who: tuple[Tenant, Person] | None,
        *,
        cancelled: bool,
    ) -> web.Response:
        self._check(request)
        if cancelled:
            return self._back(request, client, error="access_denied", error_subcode="cancel")
        if who is None or (request.method == "GET" and request.query.get("prompt", "none") != "none"):
            return self._ask(request, client)
        return self._signed_in(request, client, *who)

    def _ask(self, request: web.Request, client: RegisteredClient) -> web.Response:
        if request.query.get("prompt") == "none":
            raise Wrong("login_required", "AADSTS50058: No user was signed in.")
        tenants, asked = self._entra.directory.tenants, tenant_named(request)
        return choose_account(client.app, tenants, asked=asked, may_cancel=True)

    def _signed_in(
        self, request: web.Request, client: RegisteredClient, tenant: Tenant, person: Person
    ) -> web.Response:
        self._entra.check_membership(tenant_named(request), tenant, person, client.app)
        query = request.query
        sign_in = SignIn(
            tenant=tenant,
            person=person,
            client_id=client.app.client_id,
            redirect_uri=client.redirect_uri,
            scope=query["scope"],
            nonce=query["nonce"],
            challenge=query["code_challenge"],
        )
        answer = self._back(
            request, client, code=self._entra.codes.issue(sign_in), session_state=str(uuid.uuid4())
        )
        return remember(answer, person)

    def _check(self, request: web.Request) -> None:
        """Microsoft demands less of a web app; this world demands what a careful one sends."""
        query = request.query
        if query.get("response_type") != "code":
            raise Wrong("unsupported_response_type", self._describe("response_type"))
        if query.get("response_mode", "query") != "query" or query.get("code_challenge_method") != "S256":
            raise Wrong("invalid_request", self._describe("response_mode or code_challenge_method"))
        for name in ("scope", "state", "nonce", "code_challenge"):
            if not query.get(name):
                raise Wrong("invalid_request", self._describe(name))

    def _describe(self, name: str) -> str:
        refused = Refused(INVALID_PARAMETER, name=name)
        return describe(refused.description, self._entra.now())["error_description"]

    @staticmethod
    def _back(request: web.Request, client: RegisteredClient, **answer: str) -> web.Response:
        state = {"state": request.query["state"]} if "state" in request.query else {}
        address = URL(client.redirect_uri).update_query({**answer, **state})
        return web.Response(status=302, headers={"Location": str(address)})
