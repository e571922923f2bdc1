"""MSAL, and nothing else of ours knows it. Its objects block, so they live in a few threads of their own.

Traps, each with a test: a 400 is replayed for 60 s and a token kept up to its end by the same object; nothing
joins callers who ask at once; the id_token is not checked; `http` authorities are refused.
"""

import asyncio
import logging
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msal
from jwt import InvalidKeyError

from microsoft.answers import Answer, Unusable
from microsoft.clouds import Place
from microsoft.discovery import Discovery, address, as_usual, read_discovery
from microsoft.entra import Entra
from microsoft.line import Line
from microsoft.refusals import check_found, check_passage
from mip.credentials import Certificate, Credential
from mip.errors import SignInAgain, Trouble, TryLater
from mip.reasons import Reason

ANY_ORGANISATION = "organizations"
# We keep no refresh token, and a consent page would ask for it.
_UNWANTED_SCOPE = "offline_access"

T = TypeVar("T")


def keep_msal_quiet() -> None:
    """MSAL logs a token answer that it cannot read in full. Whatever goes wrong is raised as well.

    Its advice to use form_post is not for us: our cookie would not come along.
    """
    logging.getLogger("msal").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "response_mode", UserWarning, "msal")


@dataclass(frozen=True)
class Application:
    """One MSAL object with caches of its own. Its methods block and raise Trouble or whatever MSAL raises."""

    msal: Any
    found: Discovery

    def token(self, claims: str = "") -> dict[str, Any]:
        """MSAL's answer: a token from its cache or from Entra ID, or an OAuth error."""
        answer = self.msal.acquire_token_for_client([self.found.place.scope], claims_challenge=claims or None)
        return dict(answer or {})

    def begin_sign_in(self, redirect: str, state: str) -> dict[str, Any]:
        # A form_post would come without our SameSite=Lax cookie.
        flow: dict[str, Any] = self.msal.initiate_auth_code_flow(
            [], redirect_uri=redirect, state=state, prompt="select_account", response_mode="query"
        )
        return flow

    def finish_sign_in(self, flow: Mapping[str, Any], answer: Mapping[str, str]) -> dict[str, Any]:
        return dict(self.msal.acquire_token_by_auth_code_flow(dict(flow), dict(answer)))


class Applications:
    """Makes applications and runs their methods. `now` is real time."""

    def __init__(self, entra: Entra, threads: int, now: Callable[[], datetime]) -> None:
        self._entra = entra
        self._now = now
        self._names: dict[Place, str] = {}
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="msal")
        keep_msal_quiet()

    def make(self, place: Place, tenant: str, client_id: str, credential: Credential) -> Application:
        """Blocks for one request. `tenant` has been checked. Raises SignInAgain, TryLater."""
        return self._of(self.look(place, tenant), tenant, client_id, credential)

    def make_known(self, place: Place, tenant: str, client_id: str, credential: Credential) -> Application:
        """For the GUID of a tenant that was found before. Without a request, once any tenant's document was read.

        Whoever is refused then has to `look`: the token endpoint does not say for certain that a tenant is gone.
        """
        name = self._names.get(place)
        if name is None:
            return self.make(place, tenant, client_id, credential)
        return self._of(as_usual(place, name, tenant), tenant, client_id, credential)

    def look(self, place: Place, tenant: str) -> Discovery:
        """Blocks for one request. Raises SignInAgain for a tenant that is not there, TryLater."""
        answer = self._entra.get(address(place, tenant))
        check_found(answer, self._now())
        found = read_discovery(answer.json(), place)
        self._names[place] = found.name
        return found

    def _of(self, found: Discovery, tenant: str, client_id: str, credential: Credential) -> Application:
        try:
            return Application(self._msal(found, tenant, client_id, credential), found)
        except ValueError:
            if isinstance(credential, Certificate):
                raise SignInAgain(Reason.CERTIFICATE_INVALID) from None
            raise

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """`work(*args)` in one of MSAL's threads. Raises SignInAgain, TryLater and nothing else of it.

        The Trouble is raised anew out here: a traceback through MSAL would hold secrets in its frames.
        """
        outcome = await asyncio.get_running_loop().run_in_executor(self._threads, _attempt, work, *args)
        if isinstance(outcome, Trouble):
            raise outcome
        return outcome

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)

    def _msal(self, found: Discovery, tenant: str, client_id: str, credential: Credential) -> Any:
        return msal.ConfidentialClientApplication(
            client_id,
            client_credential=_for_msal(credential),
            # What Entra ID calls itself is the audience; MSAL knows it by another name where it is elsewhere.
            # https://learn.microsoft.com/entra/identity-platform/certificate-credentials asks for nbf.
            client_claims={"aud": found.token_endpoint, "nbf": int(self._now().timestamp())},
            authority=f"{found.place.official}/{tenant}",
            http_client=Line(self._entra, found, self._settle),
            # Both would ask other addresses; MSAL_FORCE_REGION in the environment even moves the secret.
            instance_discovery=False,
            azure_region=False,
            exclude_scopes=[_UNWANTED_SCOPE],
        )

    def _settle(self, answer: Answer) -> None:
        check_passage(answer, self._now())


def _for_msal(credential: Credential) -> str | dict[str, str]:
    """Without a thumbprint MSAL signs as Microsoft asks today: PS256 with `x5t#S256`."""
    if isinstance(credential, Certificate):
        return {"private_key": credential.private_key.reveal(), "public_certificate": credential.public}
    return credential.value.reveal()


def _attempt(work: Callable[..., T], *args: Any) -> T | Trouble:
    try:
        return work(*args)
    except (SignInAgain, TryLater) as trouble:
        trouble.__context__ = None
        return trouble.with_traceback(None)
    except InvalidKeyError:
        # The private half is only read when it signs.
        return SignInAgain(Reason.CERTIFICATE_INVALID)
    except Exception as error:  # noqa: BLE001 - MSAL raises AttributeError, TypeError and more for odd answers
        logging.getLogger(__name__).error("MSAL failed: %s", type(error).__name__)  # noqa: TRY400 - its trace holds secrets
        return Unusable("MSAL could not read the answer")
