"""Linking a tenant, put together: the pages, both sign-ins, and what comes back from Microsoft."""

import asyncio

from yarl import URL

from bot.pages import BrowserRoutes
from bot.shared import Shared, chance
from bot.slack_sign_in import SignInWithSlack
from handlers.certificate_page import CertificatePage
from handlers.connect import Connect
from handlers.microsoft_returns import MicrosoftReturns
from handlers.microsoft_signed_in import MicrosoftSignedIn
from handlers.secret import SecretPage
from microsoft.id_tokens import IdTokens
from mip.credentials import Secret
from mip.identity import SLACK_ISSUER
from mip.ports import MicrosoftSignIn


def browser_routes(shared: Shared) -> BrowserRoutes:
    secret = SecretPage(
        shared.access,
        shared.storage.accounts,
        shared.storage.attempts,
        shared.ledger,
        shared.workspace,
        shared.invalid,
        shared.pages,
        shared.clock,
    )
    accounts, attempts = shared.storage.accounts, shared.storage.attempts
    certificate = CertificatePage(
        accounts, attempts, shared.certificates, shared.workspace, shared.invalid, shared.pages, shared.clock
    )
    connect, returns = _linking(shared)
    public = URL(shared.settings.public_url)
    return BrowserRoutes(connect, returns, secret, certificate, shared.invalid, shared.pages, public)


def _linking(shared: Shared) -> tuple[Connect | None, MicrosoftReturns]:
    """Linking needs the operator's app and Sign in with Slack; approving a customer's app needs neither."""
    own, secret = shared.own, shared.settings.slack_client_secret
    if own is None or secret is None:
        return None, _returns(shared, None)
    sign_in = shared.microsoft.sign_in(own.client_id, own.credential)
    signed_in = MicrosoftSignedIn(
        shared.storage.attempts,
        shared.microsoft,
        sign_in,
        shared.invalid,
        shared.pages,
        shared.clock,
        chance,
        shared.settings.public_url,
        own.client_id,
        shared.settings.roles,
    )
    return _connect(shared, sign_in, Secret(secret.get_secret_value())), _returns(shared, signed_in)


def _connect(shared: Shared, sign_in: MicrosoftSignIn, secret: Secret) -> Connect:
    settings, storage, outbound = shared.settings, shared.storage, shared.outbound
    keys = IdTokens(outbound, asyncio.get_running_loop().time)
    slack = SignInWithSlack(outbound, keys, settings.slack_url, settings.slack_client_id, secret)
    return Connect(
        shared.access,
        storage.accounts,
        storage.admins,
        storage.attempts,
        shared.ledger,
        shared.workspace,
        slack,
        sign_in,
        shared.invalid,
        shared.pages,
        shared.clock,
        chance,
        settings.public_url,
        settings.slack_client_id,
        SLACK_ISSUER,
    )


def _returns(shared: Shared, signed_in: MicrosoftSignedIn | None) -> MicrosoftReturns:
    accounts, attempts = shared.storage.accounts, shared.storage.attempts
    return MicrosoftReturns(
        accounts, attempts, shared.ledger, signed_in, shared.invalid, shared.pages, shared.clock
    )
