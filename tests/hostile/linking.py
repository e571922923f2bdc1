"""The way from a link to a tenant, one step at a time, so that each step can be tampered with."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

from yarl import URL

from microsoft.certificates import SelfSigned
from mip.accounts import Account, Connector, Registration
from mip.changes import Change
from mip.consent import Purpose
from mip.credentials import ClientSecret, Credential, Secret
from mip.names import read_name
from sandbox.microsoft_catalogue import CONTOSO, FABRIKAM, steady_id
from sandbox.slack_cast import ADMIN, MEMBER, OWNER
from sandbox.slack_workspace import TEAM
from storage import models
from tests.hostile.browsing import Browser, csrf_of, next_address
from tests.hostile.place import Place
from tests.hostile.wire import Answer

__all__ = ["ADMIN", "CONTOSO", "FABRIKAM", "MEMBER", "OWNER", "TEAM"]

FRIDA = steady_id("fabrikam", "Frida Lund")
PAUL = steady_id("fabrikam", "Paul Osei")
MONA = steady_id("fabrikam", "Mona Keller")
GINA = steady_id("fabrikam", "Gina Guest")
ARTO = steady_id("fabrikam", "Arto Salo")
ADELE = steady_id("contoso", "Adele Vance")
CONTOSO_APP = steady_id("Contoso", "label reader")
CONTOSO_SECRET = "Con8Q~sandbox-contoso-client-secret"
SECURITY = "C0SECURITY"


@dataclass(frozen=True)
class Begun:
    """An account that waits for its approval, and the private link to give it."""

    account: Account
    link: str

    @property
    def key(self) -> str:
        """The ticket, or the state where the link is Microsoft's own address."""
        url = URL(self.link)
        return url.query["state"] if "state" in url.query else url.path.rpartition("/")[2]


async def new_account(place: Place, purpose: Purpose, by: str = OWNER) -> Account:
    """LINK: the MIP bot connector. APPROVE: Contoso's own app. SECRET: the same, its secret not yet typed.
    CERTIFICATE: the same, its certificate not yet uploaded."""
    own = purpose is not Purpose.LINK
    registration = (
        Registration(Connector.CUSTOM, client_id=CONTOSO_APP, tenant=CONTOSO)
        if own
        else Registration(Connector.MIP_BOT)
    )
    account = Account(
        id=secrets.token_hex(16),
        workspace=TEAM,
        name=read_name(f"Account {secrets.token_hex(4)}"),
        registration=registration,
        channel=SECURITY,
        added_by=by,
        added_at=place.clock.wire(),
    )
    change = Change(TEAM, None, account, credential=await credential_for(place, purpose))
    stored = await place.world.bot.shared.ledger.commit(change)
    assert stored is not None
    return stored


async def credential_for(place: Place, purpose: Purpose) -> Credential | None:
    if purpose is Purpose.CERTIFICATE:
        return await SelfSigned(place.clock.wire).make()
    return ClientSecret(Secret(CONTOSO_SECRET)) if purpose is Purpose.APPROVE else None


async def new_link(place: Place, account: Account, user: str = OWNER) -> str:
    """What the button of the private message leads to."""
    message = await place.world.bot.shared.links.hand_out(account, user, SECURITY)
    await _is_told(account)
    return _address_in(message.blocks)


async def _is_told(account: Account) -> None:
    """Asking for a link has the card drawn again, behind the answer: nothing is compared before that is done."""
    async with asyncio.timeout(15):
        while await models.Delivery.filter(account=account.id, state__in=("new", "sending")).exists():  # noqa: ASYNC110 - it is in a table
            await asyncio.sleep(0.02)


def _address_in(blocks: Any) -> str:
    found = [element["url"] for block in blocks for element in block.get("elements", ()) if "url" in element]
    assert len(found) == 1
    return str(found[0])


async def begun(place: Place, purpose: Purpose = Purpose.LINK, user: str = OWNER) -> Begun:
    account = await new_account(place, purpose)
    return Begun(account, await new_link(place, account, user))


async def to_slack(browser: Browser, link: str) -> str:
    """Opens the link and presses Continue; where Slack's sign-in is."""
    page = await browser.get(link)
    assert page.status == 200, page.text
    answer = await browser.post(f"{link}/begin", {"csrf": csrf_of(page)})
    assert answer.status == 200, answer.text
    return next_address(answer)


async def signed_in_to_slack(place: Place, address: str, user: str = OWNER) -> str:
    """A person chooses who to be at Slack; where Slack sends the browser."""
    url = URL(address)
    return await _sent_back(place, str(url.with_query(None)), {**url.query, "user": user})


async def signed_in_to_microsoft(place: Place, address: str, person: str = FRIDA) -> str:
    return await _sent_back(place, address, {"person": person})


async def consented(place: Place, address: str, person: str = FRIDA, answer: str = "accept") -> str:
    cookie = {"Cookie": f"sandbox_microsoft={person}"}
    return await _sent_back(place, address, {"answer": answer}, cookie)


async def _sent_back(
    place: Place, address: str, fields: dict[str, str], headers: dict[str, str] | None = None
) -> str:
    async with place.world.session.post(
        URL(address, encoded=True), data=fields, headers=headers, allow_redirects=False
    ) as got:
        assert got.status == 302, await got.text()
        return got.headers["Location"]


async def back_from_slack(browser: Browser, link: str, user: str = OWNER) -> str:
    """From the link to Slack's answer, which is not visited yet."""
    return await signed_in_to_slack(browser.place, await to_slack(browser, link), user)


async def to_secret_form(browser: Browser, link: str, user: str = OWNER) -> str:
    """From the link through Slack's sign-in to the form, which has an address of its own."""
    return next_address(await browser.get(await back_from_slack(browser, link, user)))


async def back_from_sign_in(browser: Browser, link: str, person: str = FRIDA) -> str:
    """From the link to the answer of Microsoft's sign-in, which is not visited yet."""
    answer = await browser.get(await back_from_slack(browser, link))
    return await signed_in_to_microsoft(browser.place, next_address(answer), person)


async def back_from_consent(browser: Browser, link: str, person: str = FRIDA) -> str:
    """From the link to the answer of Microsoft's consent page, which is not visited yet."""
    answer = await browser.get(await back_from_sign_in(browser, link, person))
    return await consented(browser.place, next_address(answer), person)


async def finished(browser: Browser, link: str, person: str = FRIDA) -> Answer:
    return await browser.get(await back_from_consent(browser, link, person))


def changed(address: str, **query: str | None) -> str:
    """The address with these parameters set or (None) left out."""
    url = URL(address)
    kept = {name: value for name, value in {**url.query, **query}.items() if value is not None}
    return str(url.with_query(kept))


async def state_of(account: Account) -> dict[str, Any]:
    """The rows that linking could change."""
    return {
        "account": await models.Account.filter(id=account.id).values(),
        "attempt": await models.Attempt.filter(account_id=account.id).values(),
        # But for when a half-finished account ends, which linking does not decide.
        "work": await models.Work.filter(account_id=account.id)
        .exclude(task="abandon")
        .values("task", "consented"),
    }


async def tenant_of(account: Account) -> str:
    return (await models.Account.get(id=account.id)).tenant


async def step_of(account: Account) -> str:
    """Of the newest attempt."""
    row = await models.Attempt.filter(account_id=account.id).order_by("-created_at").first()
    return row.step if row else ""


async def told_to(there: Place, account: str) -> set[str]:
    rows = await models.Delivery.filter(account=account, tell="other_person")
    return {row.person for row in rows}


async def grant_to_us(there: Place, tenant: str) -> None:
    """The victim is a customer already: our app is consented there and can read labels."""
    client = there.world.sandbox.options.app_client_id
    await there.world.ask("PUT", f"/microsoft/tenants/{tenant}/consent", {"client_id": client})


# Where answers come back, and how each step is reached.
CALLBACKS = ["/microsoft/callback", "/slack/identity"]
STEPS = {"slack": back_from_slack, "sign-in": back_from_sign_in, "consent": back_from_consent}
