"""The main story, once for each connector, told and checked as people live it."""

import asyncio
from typing import Any

from sandbox.tour_guide import CHANNEL, Tour, expect
from sandbox.visitor import Browser, NotSeen, Seen, Visitor

# A manual scan may start ten seconds after the last one ended.
TRIES = 20


async def custom_connector(tour: Tour) -> None:
    tour.title("Story 1: an account with the customer's own app registration (Custom connector)")
    tenant, app = await _tenant_and_app(tour, "Contoso")
    owner = tour.visitor("olivia")
    name = "Contoso labels"
    await _fills_custom_form(tour, owner, name, app)
    await _mends_tenant_id(tour, owner, tenant)
    await _consents(tour, owner, name)
    await _activates(tour, owner, name, await _label_name(tour, "Contoso"))
    await _scans_a_change(tour, owner, name)
    await _stops_and_removes(tour, owner, name)


async def mip_bot_connector(tour: Tour) -> None:
    tour.title("Story 2: an account with the operator's app (MIP bot connector)")
    owner, member, name = tour.visitor("olivia"), tour.visitor("mia"), "Fabrikam labels"
    tour.does(f"Olivia, an owner, types /mip add in {CHANNEL}, names the account and saves")
    await owner.command("add", CHANNEL)
    await owner.choose("SaaS connector", "MIP bot connector")
    await owner.type("Account name", name)
    await tour.sees_modal(owner)
    await tour.submits(owner)
    await _links_fabrikam(tour, owner, name)
    await _sees_card(tour, owner, name, "Validation Successful")
    tour.does("Mia, a member, presses Activate on the card")
    await member.press("Activate", containing=name, channel=CHANNEL)
    tour.sees_message(await member.wait_for("You do not have permission to do this."))
    await _activates(tour, owner, name, await _label_name(tour, "Fabrikam"))


async def no_broken_payload(tour: Tour) -> None:
    tour.does("Slack looks back: did any message or modal break a rule of Block Kit?")
    broken = await tour.ask("GET", "/slack/validation-errors")
    expect(not broken, "no broken rule", str(broken))
    tour.sees("None did.")


async def _fills_custom_form(tour: Tour, owner: Visitor, name: str, app: dict[str, Any]) -> None:
    tour.does(f"Olivia, an owner, types /mip add in {CHANNEL}")
    shown = await owner.command("add", CHANNEL)
    expect(shown.modal is not None, "the modal", shown.text or "nothing")
    await tour.sees_modal(owner)
    tour.does("She chooses Custom connector and fills in the form, with a wrong tenant id")
    await owner.choose("SaaS connector", "Custom connector")
    await owner.type("Account name", name)
    await owner.type("Client ID", app["client_id"])
    await owner.type("Tenant ID", "not a tenant")
    if "Credential" in (await owner.modal()).fields:
        await owner.choose("Credential", "Client secret")
    await owner.type("Client secret", app["secrets"][0]["value"])


async def _mends_tenant_id(tour: Tour, owner: Visitor, tenant: dict[str, Any]) -> None:
    tour.does("She presses Save")
    await tour.fails_to_submit(owner, "Tenant ID")
    tour.does("She corrects the tenant id and presses Save again")
    await owner.type("Tenant ID", tenant["id"])
    await tour.submits(owner)


async def _consents(tour: Tour, owner: Visitor, name: str) -> None:
    link = await owner.wait_for(lambda message: "Continue to Microsoft" in message.buttons)
    tour.sees_message(link)
    await _sees_card(tour, owner, name, "Authorization Pending")
    tour.does("She follows Continue to Microsoft, signs in as Adele Vance and accepts")
    async with Browser() as browser:
        await _follows_link(owner, browser, name)
        await tour.clicks(browser, "Sign in as Adele Vance", "Accept")
    await _sees_card(tour, owner, name, "Validation Successful")


async def _links_fabrikam(tour: Tour, owner: Visitor, name: str) -> None:
    tour.does("She follows Continue to Microsoft, proves who she is in Slack, and signs in to Microsoft")
    async with Browser() as browser:
        await _follows_link(owner, browser, name)
        await tour.clicks(browser, "Continue", "Continue as Olivia Owner")
        page = await tour.clicks(browser, "Sign in as Frida Lund")
        expect("Accept" in page.buttons, "Microsoft's consent page", page.text)
        tour.does("Frida Lund, Global Administrator of Fabrikam, accepts")
        await tour.clicks(browser, "Accept")


async def _follows_link(owner: Visitor, browser: Browser, name: str) -> None:
    pressed = await owner.press("Continue to Microsoft", containing=name)
    if pressed.url is None:
        raise NotSeen("a link behind Continue to Microsoft")
    await browser.open(pressed.url)


async def _activates(tour: Tour, owner: Visitor, name: str, label: str) -> None:
    tour.does("Olivia presses Activate on the card")
    await owner.press("Activate", containing=name, channel=CHANNEL)
    await _sees_card(tour, owner, name, "Active")
    tour.does("The labels are told in the channel")
    tour.sees_message(await owner.wait_for(label, channel=CHANNEL))


async def _scans_a_change(tour: Tour, owner: Visitor, name: str) -> None:
    labels = await tour.ask("GET", "/microsoft/tenants/Contoso/labels")
    renamed = f"{labels[0]['name']} (renamed)"
    tour.does(f"In Microsoft, somebody renames the label {labels[0]['name']} to {renamed}")
    await tour.ask("PATCH", f"/microsoft/tenants/Contoso/labels/{labels[0]['id']}", {"name": renamed})
    tour.does("Olivia presses Scan now on the card, and again while it is too soon")
    for number in range(TRIES):
        await owner.press("Scan now", containing=name, channel=CHANNEL)
        seen = await owner.wait_for(lambda each: _is_too_soon(each) or _tells(each, renamed))
        if number == 0 or not _is_too_soon(seen):
            tour.sees_message(seen)
        if not _is_too_soon(seen):
            return
        await asyncio.sleep(1)
    raise NotSeen(f"{renamed} in {CHANNEL}")


def _is_too_soon(message: Seen) -> bool:
    return message.ephemeral and message.says("Try again in")


def _tells(message: Seen, words: str) -> bool:
    return not message.ephemeral and message.says(words)


async def _stops_and_removes(tour: Tour, owner: Visitor, name: str) -> None:
    tour.does("Olivia presses Set Tenant Inactive")
    await owner.press("Set Tenant Inactive", containing=name, channel=CHANNEL)
    await _sees_card(tour, owner, name, "Tenant Inactive")
    tour.does("She presses Remove and types the account name")
    await owner.press("Remove", containing=name, channel=CHANNEL)
    await owner.type("Type the account name", name)
    await tour.sees_modal(owner)
    await tour.submits(owner)
    tour.does("She types /mip list: the account is gone")
    shown = await owner.command("list", CHANNEL)
    tour.sees(shown.text)
    expect(bool(shown.text) and name not in shown.text, "a list without it", shown.text or "nothing")


async def _sees_card(tour: Tour, owner: Visitor, name: str, status: str) -> None:
    """The card is the message with the button Remove. Whole lines or words: Inactive is not Active."""

    def is_it(message: Seen) -> bool:
        words = message.text.replace("*", " ").replace("_", " ")
        is_card = "Remove" in message.buttons and name in message.text and not message.ephemeral
        return is_card and status in words

    tour.step = f"{tour.step}; then the card should say {status}"
    tour.sees_message(await owner.wait_for(is_it, channel=CHANNEL))


async def _tenant_and_app(tour: Tour, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    world = await tour.ask("GET", "/world")
    tenant = next(each for each in world["tenants"] if each["name"] == name)
    return tenant, next(each for each in world["apps"] if each["home"] == tenant["id"])


async def _label_name(tour: Tour, tenant: str) -> str:
    labels = await tour.ask("GET", f"/microsoft/tenants/{tenant}/labels")
    return str(labels[0]["name"])
