"""Who is in front of the browser? The operator's own app asks, for any organisation of the Global cloud."""

import json
from collections.abc import Mapping
from typing import Any

from microsoft.answers import Unusable
from microsoft.applications import ANY_ORGANISATION, Application, Applications
from microsoft.clouds import Place
from microsoft.id_tokens import IdTokens
from microsoft.refusals import sign_in_refusal
from mip.credentials import Certificate, Credential, Secret
from mip.errors import SignInAgain
from mip.identity import hashed
from mip.reasons import Reason

# Only what MSAL has to see: it decodes more than that of what a browser brings.
_ANSWER = ("state", "code", "error", "error_description")


class EntraSignIn:
    """Implements mip.ports.MicrosoftSignIn. A new application for each step: people's tokens are not kept."""

    def __init__(
        self,
        applications: Applications,
        id_tokens: IdTokens,
        place: Place,
        client_id: str,
        credential: Credential,
    ) -> None:
        self._applications = applications
        self._id_tokens = id_tokens
        self._place = place
        self._client_id = client_id
        self._credential = credential

    async def begin(self, redirect: str, state: str) -> tuple[str, Secret]:
        """The flow holds PKCE's verifier and the nonce, as JSON: it never goes to a browser."""
        flow = await self._applications.run(self._begin, redirect, state)
        return self._for_browser(str(flow.pop("auth_uri"))), Secret(json.dumps(flow))

    async def finish(self, flow: Secret, answer: Mapping[str, str]) -> tuple[Mapping[str, Any], str, str]:
        """`claims`, `issuer` with `{tenantid}` in it, and the hash of what the nonce claim must be."""
        seen = {name: answer[name] for name in _ANSWER if name in answer}
        id_token, issuer, keys_at = await self._applications.run(self._finish, flow, seen)
        claims = await self._id_tokens.verify(id_token.reveal(), self._place.reach(keys_at))
        # MSAL sends the SHA-256 of the flow's nonce as the nonce.
        return claims, issuer, hashed(hashed(json.loads(flow.reveal())["nonce"]))

    def _begin(self, redirect: str, state: str) -> dict[str, Any]:
        return self._application().begin_sign_in(redirect, state)

    def _finish(self, flow: Secret, answer: Mapping[str, str]) -> tuple[Secret, str, str]:
        """Blocks. The id_token, and whose it has to be."""
        application = self._application()
        if not application.found.jwks_uri:
            raise Unusable("the discovery document names no keys")
        try:
            result = application.finish_sign_in(json.loads(flow.reveal()), answer)
        except (ValueError, RuntimeError, LookupError, TypeError, AttributeError):
            # Another state, another nonce, or an id_token that MSAL stumbles over.
            raise SignInAgain(Reason.PROVIDER_ERROR) from None
        id_token = result.get("id_token")
        if "error" in result or not isinstance(id_token, str):
            raise sign_in_refusal(result, by_certificate=isinstance(self._credential, Certificate))
        return Secret(id_token), application.found.issuer, application.found.jwks_uri

    def _application(self) -> Application:
        return self._applications.make(self._place, ANY_ORGANISATION, self._client_id, self._credential)

    def _for_browser(self, auth_uri: str) -> str:
        """MSAL knows the login address by Microsoft's own name only."""
        return self._place.login + auth_uri.removeprefix(self._place.official)
