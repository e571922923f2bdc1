"""Installing the bot by OAuth: Slack's page, what it gives for a code, and the next token for an old one.

https://docs.slack.dev/authentication/installing-with-oauth
https://docs.slack.dev/authentication/using-token-rotation
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from yarl import URL

from bot.slack import heard, read
from microsoft.outbound import Outbound
from mip.credentials import Secret
from mip.installing import Installation, Token
from mip.ports import SlackUnclear

# As in manifest.yml, where each has its reason.
SCOPES = ("commands", "chat:write", "chat:write.public", "users:read", "files:write")


@dataclass(frozen=True)
class SlackInstall:
    """The port `Installs`. `slack` is `https://slack.com` unless the operator says otherwise."""

    outbound: Outbound
    slack: str
    client_id: str
    client_secret: Secret
    now: Callable[[], datetime]

    def address(self, redirect: str, state: str) -> str:
        query = {
            "client_id": self.client_id,
            "scope": ",".join(SCOPES),
            "redirect_uri": redirect,
            "state": state,
        }
        return f"{self.slack}/oauth/v2/authorize?{urlencode(query)}"

    async def exchange(self, code: str, redirect: str) -> Installation:
        return self._installation(await self._access({"code": code, "redirect_uri": redirect}))

    async def renew(self, refresh: Secret) -> Token:
        asked = {"grant_type": "refresh_token", "refresh_token": refresh.reveal()}
        return self._token(await self._access(asked))

    async def _access(self, asked: Mapping[str, str]) -> Mapping[str, Any]:
        ours = {"client_id": self.client_id, "client_secret": self.client_secret.reveal()}
        address = URL(f"{self.slack}/api/oauth.v2.access")
        return read(await heard(self.outbound.post_form(address, {**ours, **asked})))

    def _installation(self, found: Mapping[str, Any]) -> Installation:
        """Org-wide, Slack names no team (https://docs.slack.dev/enterprise/organization-ready-apps)."""
        is_org = found.get("is_enterprise_install") is True
        enterprise = _inner(found, "enterprise")
        whose = enterprise if is_org else _inner(found, "team")
        return Installation(
            id=_text(whose, "id"),
            name=str(whose.get("name") or ""),
            app=_text(found, "app_id"),
            bot_user=_text(found, "bot_user_id"),
            installed_by=_text(_inner(found, "authed_user"), "id"),
            token=self._token(found),
            enterprise=str(enterprise.get("id") or ""),
            is_org=is_org,
            scopes=tuple(_text(found, "scope").split(",")),
        )

    def _token(self, found: Mapping[str, Any]) -> Token:
        access = Secret(_text(found, "access_token"))
        lives, refresh = found.get("expires_in"), found.get("refresh_token")
        if not isinstance(lives, int) or not isinstance(refresh, str):
            return Token(access)
        return Token(access, Secret(refresh), self.now() + timedelta(seconds=lives))


def _inner(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = found.get(name)
    return inner if isinstance(inner, dict) else {}


def _text(found: Mapping[str, Any], name: str) -> str:
    """An answer without it is none of Slack's."""
    text = found.get(name)
    if not isinstance(text, str) or not text:
        raise SlackUnclear
    return text
