"""The Custom connector, from `/mip add` to labels in the channel, as the README tells it."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.modal import Modal
from tests.browser.page import SandboxPage
from tests.browser.shots import Shots
from tests.browser.watch import Watch
from tests.journeys.stories import NAME, app_of, grant, journey
from tests.world import World

FORM = "Add MIP account"
SECRET_ID = "0f0f0f0f-aaaa-4bbb-8ccc-0123456789ab"


async def secret_of(w: World) -> str:
    return str((await app_of(w, "Contoso"))["secrets"][0]["value"])


async def right(w: World) -> dict[str, str]:
    app = await app_of(w, "Contoso")
    return {"Account name": NAME, "Client ID": app["client_id"], "Tenant ID": app["home"]}


async def opens_form(person: SandboxPage) -> Modal:
    await person.command("add")
    form = await person.modal(FORM)
    await form.choose("Custom connector")
    await expect(form.field("Client secret")).to_be_attached()
    await form.is_in_sight()
    return form


async def saves_after_mistakes(person: SandboxPage, form: Modal, mended: dict[str, str]) -> None:
    """Wrong at first: each mistake is said under its field, and what was typed stays."""
    wrong = {"Account name": "N" * 61, "Client ID": "my app", "Tenant ID": "common"}
    await form.fill(wrong | {"Client secret": SECRET_ID})
    await form.press("Save")
    await form.is_wrong("Account name", "at most 60 characters")
    await form.is_wrong("Client ID", "That is not a client id.")
    await form.is_wrong("Tenant ID", "That is not a tenant id.")
    await form.is_wrong("Client secret", "Secret ID")
    await form.holds(wrong)
    await person.picture("mistakes are said under their fields")
    await form.choose("MIP bot connector")
    await form.lacks("Client ID")
    await form.choose("Custom connector")
    await form.holds({"Account name": wrong["Account name"], "Client ID": ""})
    await person.picture("the connector was switched and nothing typed was lost")
    await form.fill(mended)
    await form.scroll_to("SaaS connector")
    await person.picture("add modal")
    await form.press("Save")
    await form.closes()


async def declines_then_accepts(person: SandboxPage) -> None:
    await person.go_to_the_bot()
    await person.sees("Connect Contoso Prod with Microsoft.", "SensitivityLabel.Read")
    await person.picture("a private link")
    link = await person.follow("Continue to Microsoft", NAME)
    await link.press("Sign in as Adele Vance")
    await link.sees("Permissions requested", "Contoso label reader", "Contoso")
    await link.picture("Microsoft asks")
    await link.press("Cancel")
    await link.sees("Declined", NAME)
    await link.picture("declined")
    await link.close()
    await person.go_to("# security")
    await person.sees_card(NAME, "Validation Failed", "The request was declined in Microsoft.")
    await person.picture("the card says that it was declined")
    await person.press("Reauthorize", NAME, "Told in")
    again = await person.modal("Reauthorize")
    await person.picture("a new credential or none")
    await again.press("Save")
    await again.closes()
    await person.sees_card(NAME, "Authorization Pending")
    await person.go_to_the_bot()
    await person.sees_times(2, "Connect Contoso Prod with Microsoft.")
    link = await person.follow("Continue to Microsoft", NAME)
    # This browser is still signed in.
    await link.sees("Permissions requested", "adele@contoso.example")
    await link.press("Accept")
    await link.sees("Approved", NAME)
    await link.picture("approved")
    await link.close()
    await person.go_to("# security")


@pytest.mark.asyncio(loop_scope="session")
async def test_custom_connector_from_add_to_labels_in_the_channel(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        olivia = await SandboxPage.open(context, shots, w.control)
        await olivia.picture("an empty channel")
        form = await opens_form(olivia)
        await saves_after_mistakes(olivia, form, await right(w) | {"Client secret": await secret_of(w)})
        await olivia.sees_card(NAME, "Authorization Pending")
        await olivia.hears_of_the_bot()
        await olivia.picture("the card and a message from the bot")
        await declines_then_accepts(olivia)
        await olivia.sees_card(NAME, "Validation Successful")
        await olivia.picture("validation successful")
        await olivia.press("Activate", NAME, "Told in")
        await olivia.sees_card(NAME, "Active", "Labels are retrieved on schedule.")
        await olivia.sees("First labels of", "12 labels", "Highly Confidential")
        await olivia.picture("first labels")
        await olivia.scroll_to_card(NAME)
        await olivia.picture("card in channel")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_secret_typed_on_the_page_for_one_use(
    context: BrowserContext, watch: Watch, shots: Shots, tmp_path: Path
) -> None:
    watch.expect("status of 400")  # a Secret ID is refused, and so is a link already used
    async with journey(tmp_path) as w:
        await grant(w, "Contoso")
        olivia = await SandboxPage.open(context, shots, w.control)
        form = await opens_form(olivia)
        await form.fill(await right(w))
        await form.press("Save")
        await form.closes()
        await olivia.go_to_the_bot()
        await olivia.sees("Enter the client secret of Contoso Prod on a private page.")
        await olivia.picture("a private link")
        link = await olivia.follow("Enter the client secret", NAME)
        address = link.page.url
        await link.picture("who asks for what")
        await link.press("Continue")
        await link.press("Continue as Olivia Owner")
        await link.sees("Client secret", "Secret expires on")
        await link.picture("the page for the secret")
        await link.type("Client secret", SECRET_ID)
        await link.press("Save")
        await link.sees("Client secret", "Value")
        await link.picture("that was the id of the secret")
        await link.type("Client secret", await secret_of(w))
        await link.press("Save")
        await link.sees("Secret received", NAME)
        await link.picture("received")
        await link.page.goto(address)
        await link.sees("Link not valid")
        await link.picture("the link is used up")
        await link.close()
        await olivia.go_to("# security")
        await olivia.sees_card(NAME, "Validation Successful")
        await olivia.picture("validation successful")
