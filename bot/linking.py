"""Linking a tenant, put together: the pages, both sign-ins, and what comes back from Slack and Microsoft."""

import asyncio

from yarl import URL

from bot.pages import BrowserRoutes
from bot.shared import Shared, chance
from bot.slack_sign_in import SignInWithSlack
from handlers.certificate_page import CertificatePage
from handlers.connect import Connect
from handlers.install import Install
from handlers.microsoft_returns import MicrosoftReturns
from handlers.microsoft_signed_in import MicrosoftSignedIn
from handlers.same_person import SamePerson
from handlers.secret import SecretPage
from handlers.slack_returns import Onward, SlackReturns
from microsoft.id_tokens import IdTokens
from mip.consent import Purpose
from mip.credentials import Secret
from mip.identity import SLACK_ISSUER
from mip.ports import MicrosoftSignIn


def browser_routes(shared: Shared) -> BrowserRoutes:
    same = _same_person(shared)
    secret = _secret(shared, same)
    connect, returns = _linking(shared, same)
    slack = _slack_returns(same, connect, secret) if same else None
    public = URL(shared.settings.public_url)
    pages = (_certificate(shared), _install(shared), shared.invalid, shared.pages)
    return BrowserRoutes(connect, slack, returns, secret, *pages, public)


def _install(shared: Shared) -> Install | None:
    """None where the operator's own token serves one workspace."""
    if not shared.settings.serves_many:
        return None
    return Install(
        shared.storage.installations,
        shared.slack.installing(),
        shared.workspaces.forget,
        shared.pages,
        shared.clock,
        chance,
        shared.settings.public_url,
    )


def _slack_returns(same: SamePerson, connect: Connect | None, secret: SecretPage) -> SlackReturns:
    onward: dict[Purpose, Onward] = {Purpose.SECRET: secret.signed_in}
    if connect is not None:
        onward[Purpose.LINK] = connect.signed_in
    return SlackReturns(same, onward)


def _same_person(shared: Shared) -> SamePerson | None:
    """None where the operator has not set up Sign in with Slack."""
    settings, storage, outbound = shared.settings, shared.storage, shared.outbound
    if not settings.slack_client_id or settings.slack_client_secret is None:
        return None
    secret = Secret(settings.slack_client_secret.get_secret_value())
    keys = IdTokens(outbound, asyncio.get_running_loop().time)
    return SamePerson(
        shared.access,
        shared.approval,
        storage.accounts,
        storage.admins,
        storage.attempts,
        shared.ledger,
        shared.names,
        SignInWithSlack(outbound, keys, settings.slack_url, settings.slack_client_id, secret),
        shared.invalid,
        shared.pages,
        shared.clock,
        chance,
        settings.public_url,
        settings.slack_client_id,
        SLACK_ISSUER,
    )


def _secret(shared: Shared, same: SamePerson | None) -> SecretPage:
    return SecretPage(
        same,
        shared.access,
        shared.storage.accounts,
        shared.storage.attempts,
        shared.ledger,
        shared.names,
        shared.invalid,
        shared.pages,
        shared.clock,
        chance,
    )


def _certificate(shared: Shared) -> CertificatePage:
    accounts, attempts = shared.storage.accounts, shared.storage.attempts
    return CertificatePage(
        accounts, attempts, shared.certificates, shared.names, shared.invalid, shared.pages, shared.clock
    )


def _linking(shared: Shared, same: SamePerson | None) -> tuple[Connect | None, MicrosoftReturns]:
    """Linking needs the operator's app and Sign in with Slack; approving a customer's app needs neither."""
    own = shared.own
    if own is None or same is None:
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
    return _connect(shared, same, sign_in), _returns(shared, signed_in)


def _connect(shared: Shared, same: SamePerson, sign_in: MicrosoftSignIn) -> Connect:
    return Connect(
        same,
        shared.storage.accounts,
        shared.storage.attempts,
        shared.names,
        sign_in,
        shared.invalid,
        shared.pages,
        shared.clock,
        chance,
        shared.settings.public_url,
    )


def _returns(shared: Shared, signed_in: MicrosoftSignedIn | None) -> MicrosoftReturns:
    accounts, attempts = shared.storage.accounts, shared.storage.attempts
    return MicrosoftReturns(
        shared.approval,
        accounts,
        attempts,
        shared.ledger,
        signed_in,
        shared.invalid,
        shared.pages,
        shared.clock,
    )
