"""Where the app is installed, and the bot tokens that came of it.

https://docs.slack.dev/authentication/tokens and .../authentication/using-token-rotation
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack_workspace import Refused

LIFE = 43_200


@dataclass
class Installation:
    """In a workspace or in a whole organisation: `owner` is its id. `error` is what its tokens meet."""

    owner: str
    error: str | None = None


@dataclass
class Token:
    """`expires` is None for one that lives as long as its installation."""

    installation: Installation
    expires: float | None


class Tokens:
    """With `rotates` new tokens expire after twelve hours and can be exchanged for others."""

    def __init__(self, now: Callable[[], float], fixed: Mapping[str, str], *, rotates: bool = False) -> None:
        """`fixed`: the tokens that the app has from the beginning, by workspace. They are never others."""
        self._now = now
        self._fixed = dict(fixed)
        self.rotates = rotates
        self._tokens: dict[str, Token] = {}
        self._refreshing: dict[str, Installation] = {}
        self._installations: dict[str, Installation] = {}
        for owner in fixed:
            self._installations[owner] = Installation(owner)
            self._lasting(self._installations[owner])

    def find(self, owner: str) -> Installation | None:
        """None where the app is not installed."""
        found = self._installations.get(owner)
        return None if found is None or found.error else found

    def install(self, owner: str) -> dict[str, Any]:
        """What a new or repeated installation gives: {"access_token"}, and more of it with rotation.

        A token that does not expire stays the same while the app stays installed.
        """
        installation = self.find(owner) or Installation(owner)
        self._installations[owner] = installation
        if self.rotates:
            return self._expiring(installation)
        return {"access_token": self._lasting(installation)}

    def refresh(self, refresh_token: str) -> tuple[Installation, dict[str, Any]]:
        """Works once; the access token before it lives on until its end. Raises Refused."""
        installation = self._refreshing.pop(refresh_token, None)
        if installation is None or installation.error:
            raise Refused("invalid_refresh_token")
        return installation, self._expiring(installation)

    def whose(self, token: str) -> Installation:
        """Raises Refused: invalid_auth, token_expired, or why the installation counts no longer."""
        found = self._tokens.get(token)
        if found is None:
            raise Refused("invalid_auth")
        if found.installation.error:
            raise Refused(found.installation.error)
        if found.expires is not None and self._now() >= found.expires:
            raise Refused("token_expired")
        return found.installation

    def end(self, owner: str, error: str = "account_inactive") -> None:
        """The app is uninstalled there. Raises LookupError where it is not installed."""
        installation = self.find(owner)
        if installation is None:
            raise LookupError(f"The app is not installed in {owner}.")
        installation.error = error

    def expire(self, owner: str) -> int:
        """As if twelve hours had passed for the tokens that expire; says how many."""
        mine = [each for each in self._tokens.values() if each.installation.owner == owner and each.expires]
        for token in mine:
            token.expires = self._now()
        return len(mine)

    def _lasting(self, installation: Installation) -> str:
        for text, token in self._tokens.items():
            if token.installation is installation and token.expires is None:
                return text
        text = self._fixed.get(installation.owner) or f"xoxb-{_digits()}-{_digits()}-{secrets.token_hex(12)}"
        self._tokens[text] = Token(installation, None)
        return text

    def _expiring(self, installation: Installation) -> dict[str, Any]:
        access, refresh = f"xoxe.xoxb-1-{secrets.token_hex(60)}", f"xoxe-1-{secrets.token_hex(60)}"
        self._tokens[access] = Token(installation, self._now() + LIFE)
        self._refreshing[refresh] = installation
        return {"access_token": access, "expires_in": LIFE, "refresh_token": refresh}


def _digits() -> int:
    return secrets.randbelow(10**12)
