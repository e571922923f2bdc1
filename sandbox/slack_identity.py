"""The id_token of Sign in with Slack, and the keys to check it with.

https://docs.slack.dev/authentication/sign-in-with-slack
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.slack_teams import Team
from sandbox.slack_workspace import Person

ISSUER = "https://slack.com"
LIFE = 300


@dataclass(frozen=True)
class Tampering:
    """How the next id_token differs from an honest one; a claim set to None is left out.

    `algorithm` may be RS256, HS256 (with the public key as the secret, the classic confusion) or none.
    """

    claims: Mapping[str, Any]
    wrong_key: bool = False
    algorithm: str = "RS256"
    kid: str | None = None


HONEST = Tampering({})


class IdTokens:
    def __init__(self, client_id: str) -> None:
        self._client_id = client_id
        self.next = HONEST

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        """Made when somebody first signs in: it takes a while."""
        return rsa.generate_private_key(65537, 2048)

    @property
    def kid(self) -> str:
        return hashlib.sha256(str(self._key.public_key().public_numbers().n).encode()).hexdigest()[:43]

    def keys(self) -> dict[str, Any]:
        """The JSON Web Key Set."""
        public: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        shown = {name: public[name] for name in ("kty", "n", "e")}
        return {"keys": [{**shown, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def issue(self, person: Person, team: Team, nonce: str, access_token: str, now: float) -> str:
        tampering, self.next = self.next, HONEST
        honest = self._claims(person, team, access_token, int(now))
        claims = {**honest, **({"nonce": nonce} if nonce else {})}
        changed = {**claims, **tampering.claims}
        return self._signed({name: value for name, value in changed.items() if value is not None}, tampering)

    def _claims(self, person: Person, team: Team, access_token: str, now: int) -> dict[str, Any]:
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        is_ours = person.is_of(team.id)
        return {
            "iss": ISSUER,
            "sub": person.id,
            "aud": self._client_id,
            "exp": now + LIFE,
            "iat": now,
            "auth_time": now,
            "at_hash": urlsafe_b64encode(half).decode().rstrip("="),
            **about(person, team),
            "https://slack.com/team_name": team.name if is_ours else "Partner",
            "https://slack.com/team_domain": team.domain if is_ours else "partner",
        }

    def _signed(self, claims: dict[str, Any], tampering: Tampering) -> str:
        headers = {"kid": tampering.kid or self.kid}
        if tampering.algorithm == "RS256":
            key = rsa.generate_private_key(65537, 2048) if tampering.wrong_key else self._key
            return jwt.encode(claims, key, "RS256", headers)
        secret = "" if tampering.algorithm == "none" else self.keys()["keys"][0]["n"]
        return jwt.encode(claims, secret, tampering.algorithm, headers)


def about(person: Person, team: Team) -> dict[str, Any]:
    """The claims that the scopes openid and profile give; the e-mail address would need another."""
    given, _, family = person.real_name.partition(" ")
    return {
        "https://slack.com/user_id": person.id,
        "https://slack.com/team_id": team.id if person.is_of(team.id) else person.team_id,
        "name": person.real_name,
        "given_name": given,
        "family_name": family,
        "locale": "en-US",
        "picture": "https://secure.gravatar.com/avatar/0.png",
    }
