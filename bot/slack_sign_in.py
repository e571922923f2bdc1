"""Sign in with Slack: who is in front of this browser. https://docs.slack.dev/authentication/sign-in-with-slack"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from yarl import URL

from microsoft.answers import read_object
from microsoft.id_tokens import IdTokens
from microsoft.outbound import Outbound
from mip.credentials import Secret
from mip.errors import SignInAgain, TryLater
from mip.reasons import Reason


@dataclass(frozen=True)
class SignInWithSlack:
    """The port `SlackSignIn`. `address` is `https://slack.com` unless the operator says otherwise."""

    outbound: Outbound
    id_tokens: IdTokens
    slack: str
    client_id: str
    client_secret: Secret

    def address(self, redirect: str, state: str, nonce: str, workspace: str) -> str:
        query = urlencode(
            {
                "response_type": "code",
                "scope": "openid profile",
                "client_id": self.client_id,
                "redirect_uri": redirect,
                "state": state,
                "nonce": nonce,
                "team": workspace,
            }
        )
        return f"{self.slack}/openid/connect/authorize?{query}"

    async def finish(self, code: str, redirect: str) -> Mapping[str, Any]:
        """The claims under Slack's signature; what they say is judged in the heart."""
        answer = await self.outbound.post_form(
            URL(f"{self.slack}/api/openid.connect.token"),
            {
                "client_id": self.client_id,
                "client_secret": self.client_secret.reveal(),
                "code": code,
                "redirect_uri": redirect,
                "grant_type": "authorization_code",
            },
        )
        if answer.status >= 500 or answer.status == 429:  # noqa: PLR2004 - HTTP's own numbers
            raise TryLater(Reason.PROVIDER_ERROR)
        try:
            found = read_object(answer.body)
        except ValueError:
            raise TryLater(Reason.PROVIDER_ERROR) from None
        token = found.get("id_token")
        if found.get("ok") is not True or not isinstance(token, str):
            raise SignInAgain(Reason.PROVIDER_ERROR)
        return await self.id_tokens.verify(token, URL(f"{self.slack}/openid/connect/keys"))
