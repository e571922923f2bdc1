"""GET and POST /{tenant}/v2.0/adminconsent: an administrator grants the app what its registration asks for.

https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
"""

from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from sandbox.faults import operation
from sandbox.microsoft_browser import remember, signed_in_person, use_another_account
from sandbox.microsoft_claims import GRAPH
from sandbox.microsoft_entra import Entra, RegisteredClient, tenant_named
from sandbox.microsoft_errors import Refused, describe
from sandbox.microsoft_pages import ask_for_consent, choose_account, need_admin_approval, sorry
from sandbox.microsoft_refusals import BAD_SCOPE, MISSING_PARAMETER, NEEDS_ADMIN, SINGLE_TENANT
from sandbox.microsoft_tenants import Person, Tenant

SCOPE = f"{GRAPH}/.default"
DECLINED = "AADSTS65004: The resource owner or authorization server denied the request."


@dataclass(frozen=True)
class Question:
    """An adminconsent request that is in order, with the person in front of it."""

    client: RegisteredClient
    tenant: Tenant
    person: Person
    state: str | None

    def back(self, answer: dict[str, str]) -> str:
        state = {} if self.state is None else {"state": self.state}
        return str(URL(self.client.redirect_uri).update_query({**answer, **state}))


class ConsentPage:
    def __init__(self, entra: Entra) -> None:
        self._entra = entra

    def routes(self) -> list[web.RouteDef]:
        path = "/{tenant}/v2.0/adminconsent"
        return [web.get(path, self.show), web.post(path, self.choose)]

    @operation("login.adminconsent")
    async def show(self, request: web.Request) -> web.Response:
        try:
            return self._page(request, signed_in_person(self._entra, request), answer="")
        except Refused as refused:
            return sorry(refused, self._entra.now())

    @operation("login.adminconsent")
    async def choose(self, request: web.Request) -> web.Response:
        form = await request.post()
        answer = str(form.get("answer", ""))
        try:
            if answer == "switch":
                return use_another_account(request)
            if "person" in form:
                return self._sign_in(request, str(form["person"]))
            return self._page(request, signed_in_person(self._entra, request), answer)
        except Refused as refused:
            return sorry(refused, self._entra.now())

    def _sign_in(self, request: web.Request, oid: str) -> web.Response:
        who = self._entra.directory.home_of(oid)
        page = self._page(request, who, answer="")
        return remember(page, who[1]) if who else page

    def _page(self, request: web.Request, who: tuple[Tenant, Person] | None, answer: str) -> web.Response:
        client = self._checked(request)
        if who is None:
            tenants, asked = self._entra.directory.tenants, tenant_named(request)
            return choose_account(client.app, tenants, asked=asked, may_cancel=False)
        self._entra.check_membership(tenant_named(request), *who, client.app)
        question = Question(client, *who, request.query.get("state"))
        if not question.person.may_consent:
            way_back = question.back({"error": "access_denied", "error_subcode": "cancel"})
            refused = Refused(NEEDS_ADMIN, app=client.app.name)
            return need_admin_approval(refused, *who, way_back, self._entra.now())
        return self._answered(question, answer)

    def _answered(self, question: Question, answer: str) -> web.Response:
        if answer == "accept":
            self._grant(question)
            return _redirect(question, self._accepted(question))
        if answer == "cancel":
            return _redirect(question, self._declined(question))
        return ask_for_consent(question.client.app, question.tenant, question.person)

    def _checked(self, request: web.Request) -> RegisteredClient:
        """Raises Refused: nothing that is wrong with the request leads back to the app."""
        client = self._entra.client(request)
        # "Do not use common": personal accounts cannot consent for an organization.
        if tenant_named(request) in {"common", "consumers"}:
            raise Refused(SINGLE_TENANT, client=client.app.client_id)
        if "scope" not in request.query:
            raise Refused(MISSING_PARAMETER, name="scope")
        if request.query["scope"] != SCOPE:
            raise Refused(BAD_SCOPE, scope=request.query["scope"])
        return client

    def _grant(self, question: Question) -> None:
        effective_at = self._entra.now() + question.tenant.behaviour.consent_propagation
        app = question.client.app
        question.tenant.grant(app.client_id, app.required_roles, effective_at)
        self._entra.changed()

    @staticmethod
    def _accepted(question: Question) -> dict[str, str]:
        """The tenant in the address is only a word: `consent_names_tenant` puts another there, as a liar would."""
        scope = " ".join(f"{GRAPH}/{role}" for role in question.client.app.required_roles)
        tenant = question.tenant.behaviour.consent_names_tenant or question.tenant.id
        return {"admin_consent": "True", "tenant": tenant, "scope": scope}

    def _declined(self, question: Question) -> dict[str, str]:
        """As documented, with admin_consent=True beside the error; or as seen in the wild, without words."""
        if question.tenant.behaviour.cancel_answer == "access_denied":
            return {"error": "access_denied", "error_subcode": "cancel"}
        description = describe(DECLINED, self._entra.now())["error_description"]
        return {"admin_consent": "True", "error": "consent_required", "error_description": description}


def _redirect(question: Question, answer: dict[str, str]) -> web.Response:
    return web.Response(status=302, headers={"Location": question.back(answer)})
