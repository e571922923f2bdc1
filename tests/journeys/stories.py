"""What the journeys have in common: a world that is looked over at the end, and the steps people repeat."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from structlog.testing import capture_logs

from mip.accounts import Account
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Browser, Page, Seen, Visitor
from tests.world import World, world

CHANNEL = "#security"
NAME = "Contoso Prod"
ADMINISTRATORS = {"Contoso": "Adele Vance", "Fabrikam": "Frida Lund", "Northwind": "Nora Haddad"}


class Stage(Protocol):
    """A world, or a theatre in which the bot is a process of its own."""

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any: ...

    def browser(self) -> Browser: ...


@asynccontextmanager
async def journey(folder: Path, **more: Any) -> AsyncIterator[World]:
    """Ends by looking back: nothing that Slack would have refused was sent, and nothing broke on the way."""
    with capture_logs() as lines:
        async with world(folder, **more) as w:
            yield w
            assert await w.ask("GET", "/slack/validation-errors") == []
    assert [line for line in lines if line["log_level"] in {"error", "critical"}] == []


async def tenant_of(w: Stage, name: str) -> dict[str, Any]:
    there = await w.ask("GET", "/world")
    return next(each for each in there["tenants"] if each["name"] == name)


async def app_of(w: Stage, name: str) -> dict[str, Any]:
    """The tenant's own app registration."""
    tenant, there = await tenant_of(w, name), await w.ask("GET", "/world")
    return next(each for each in there["apps"] if each["home"] == tenant["id"])


async def fill_custom(
    w: Stage, person: Visitor, name: str = NAME, tenant: str = "Contoso", **typed: str
) -> None:
    """Opens *Add MIP account* and fills it rightly, but for what is `typed` (client_id, tenant_id, secret)."""
    app, there = await app_of(w, tenant), await tenant_of(w, tenant)
    await person.command("add")
    await person.choose("SaaS connector", "Custom connector")
    await person.type("Account name", name)
    await person.type("Client ID", typed.get("client_id", app["client_id"]))
    await person.type("Tenant ID", typed.get("tenant_id", there["id"]))
    secret = typed.get("secret", app["secrets"][0]["value"])
    if secret:
        await person.type("Client secret", secret)


async def add(w: Stage, person: Visitor, name: str = NAME, tenant: str = "Contoso", **typed: str) -> None:
    await fill_custom(w, person, name, tenant, **typed)
    assert await person.submit() is None


async def approve(w: Stage, person: Visitor, name: str = NAME, tenant: str = "Contoso") -> Page:
    """In Microsoft, with the link that is waiting in Slack."""
    link = await person.press("Continue to Microsoft", containing=name)
    assert link.url is not None
    async with w.browser() as browser:
        await browser.open(link.url)
        await browser.click(f"Sign in as {ADMINISTRATORS[tenant]}")
        return await browser.click("Accept")


async def add_by_bot(w: Stage, person: Visitor, name: str) -> None:
    await person.command("add")
    await person.choose("SaaS connector", "MIP bot connector")
    await person.type("Account name", name)
    assert await person.submit() is None


async def link_by_bot(
    w: Stage,
    person: Visitor,
    name: str,
    tenant: str = "Fabrikam",
    *,
    who: str = "Olivia Owner",
    answer: str = "Accept",
) -> Page:
    """Through Slack's and Microsoft's sign-in to the consent, all in one browser."""
    link = await person.press("Continue to Microsoft", containing=name)
    assert link.url is not None
    async with w.browser() as browser:
        await browser.open(link.url)
        await browser.click("Continue")
        await browser.click(f"Continue as {who}")
        await browser.click(f"Sign in as {ADMINISTRATORS[tenant]}")
        return await browser.click(answer)


async def grant(w: Stage, tenant: str, **more: Any) -> None:
    """Consent as an administrator gives it in the portal: at once."""
    app = await app_of(w, tenant)
    await w.ask("PUT", f"/microsoft/tenants/{tenant}/consent", {"client_id": app["client_id"], **more})


async def revoke(w: Stage, tenant: str, client: str = "") -> None:
    client = client or (await app_of(w, tenant))["client_id"]
    await w.ask("DELETE", f"/microsoft/tenants/{tenant}/consent?client_id={client}")


async def active(w: World, person: Visitor, name: str = NAME, tenant: str = "Contoso") -> None:
    """An account that retrieves labels and has told the first of them."""
    await grant(w, tenant)
    await add(w, person, name, tenant)
    await shows(person, name, "Validation Successful")
    await activate(person, name)
    await w.idle()


async def activate(person: Visitor, name: str = NAME) -> None:
    await person.press("Activate", containing=name, channel=CHANNEL)
    await shows(person, name, "Active")


def is_card(message: Seen, name: str) -> bool:
    return "Remove" in message.buttons and message.says(name) and not message.ephemeral


async def shows(person: Visitor, name: str, status: str, channel: str = CHANNEL) -> Seen:
    """Waits until the card says it. Whole words: Tenant Inactive is not Active."""
    return await person.wait_for(
        lambda message: is_card(message, name) and f"*{status}*" in message.text, channel=channel, new=False
    )


async def told(person: Visitor, words: str, channel: str = CHANNEL) -> list[Seen]:
    """Everything in the channel, cards aside, that says these words; oldest first."""
    return [
        each for each in await person.messages(channel) if each.says(words) and "Remove" not in each.buttons
    ]


async def stored(w: World, name: str = NAME) -> Account:
    """The account as the bot's tables have it."""
    accounts = await w.bot.shared.storage.accounts.all(TEAM)
    return next(each for each in accounts if each.name.shown == name)


async def names_stored(w: World, name: str = NAME) -> list[str]:
    labels = await w.bot.shared.storage.labels.of((await stored(w, name)).id)
    return sorted(label.name for label in labels)


async def counts(w: Stage, operation: str) -> int:
    """How often the bot asked."""
    found: dict[str, int] = await w.ask("GET", "/counts")
    return found.get(operation, 0)


async def labels_of(w: Stage, tenant: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await w.ask("GET", f"/microsoft/tenants/{tenant}/labels")
    return found
