"""A certificate instead of a secret: chosen, uploaded in Microsoft, proven, and renewed before it ends."""

import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.page import Elsewhere, SandboxPage
from tests.browser.shots import Shots
from tests.browser.test_stories_custom import opens_form, right
from tests.journeys.stories import NAME, grant, journey

READER = "Contoso label reader"
PAGE = "Open the certificate page"
UPLOADED = "I have uploaded it"


async def downloaded(link: Elsewhere, folder: Path) -> Path:
    async with link.page.expect_download() as coming:
        await link.follow("Download the certificate")
    file = await coming.value
    assert re.fullmatch(r"mipbot-[0-9A-F]{8}\.pem", file.suggested_filename)
    kept = folder / file.suggested_filename
    await file.save_as(kept)
    return kept


async def from_the_page(person: SandboxPage, folder: Path, step: str) -> Path:
    link = await person.follow(PAGE, NAME)
    await link.sees("Certificate", NAME, "Thumbprint (SHA-1)", "az ad app credential reset")
    await link.picture(step)
    await link.page.get_by_text("az ad app credential reset").scroll_into_view_if_needed()
    await link.picture(f"{step} further down")
    file = await downloaded(link, folder)
    await link.close()
    return file


async def uploads(person: SandboxPage, file: Path, step: str) -> None:
    """In the pretend Microsoft, as in the portal's *Certificates & secrets*."""
    await person.panel.turn_to("Tenants")
    reader = person.panel.whole.get_by_role("article", name=READER)
    credentials = reader.get_by_text("Credentials", exact=True)
    if not await reader.get_by_label("Certificate file").is_visible():
        await credentials.click()
    await reader.get_by_label("Certificate file").set_input_files(file)
    await expect(reader.get_by_label("Certificate (PEM)")).to_have_value(re.compile("BEGIN CERTIFICATE"))
    await reader.get_by_role("button", name="Upload certificate").click()
    await person.panel.says("Certificate uploaded")
    await person.picture(step)


async def chooses_it(person: SandboxPage, typed: dict[str, str]) -> None:
    form = await opens_form(person)
    await form.fill(typed)
    await form.choose("Certificate")
    await form.lacks("Client secret")
    await form.holds(typed)
    await form.says("Recommended.")
    await form.says("Save makes a new certificate.")
    await form.scroll_to("Certificate")
    await person.picture("certificate chosen")
    await form.press("Save")
    await form.closes()
    await person.sees_card(NAME, "Authorization Pending", "does not know the certificate yet")
    await person.picture("the card waits for the upload")


async def is_told_that_it_is_not_there_yet(person: SandboxPage) -> None:
    await person.press(UPLOADED, "The page is for you only")
    await person.sees("After that it may take Microsoft a minute")
    await person.picture("not known yet")


async def activates(person: SandboxPage) -> None:
    await person.go_to("# security")
    await person.sees_card(NAME, "Validation Successful")
    await person.press("Activate", NAME, "Told in")
    await person.sees_card(NAME, "Active")


async def chooses_another(person: SandboxPage) -> None:
    await person.press("Edit", NAME, "Told in")
    await (await person.modal("Edit MIP account")).press("Reauthorize")
    form = await person.modal("Reauthorize")
    await expect(form.dialog.get_by_role("radio", name="Certificate")).to_be_checked()
    await form.choose("Client secret")
    await expect(form.field("Client secret")).to_be_attached()
    await form.says("Leave it empty to keep the present certificate.")
    await form.choose("Certificate")
    await form.lacks("Client secret")
    await person.picture("a new certificate for one that works")
    await form.press("Save")
    await form.closes()
    await person.sees_card(NAME, "Active", "A new credential is being tried.")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_certificate_from_choosing_it_to_renewing_it(
    context: BrowserContext, shots: Shots, tmp_path: Path
) -> None:
    async with journey(tmp_path) as w:
        await grant(w, "Contoso")
        olivia = await SandboxPage.open(context, shots, w.control)
        await chooses_it(olivia, await right(w))
        await olivia.go_to_the_bot()
        await olivia.sees("the file holds nothing secret", UPLOADED)
        await olivia.picture("the file and the link")
        first = await from_the_page(olivia, tmp_path, "the page of the certificate")
        await is_told_that_it_is_not_there_yet(olivia)
        await uploads(olivia, first, "uploaded in Microsoft")
        await olivia.press(UPLOADED, "The page is for you only")
        await olivia.sees("Validation Successful")
        await activates(olivia)

        await chooses_another(olivia)
        await olivia.go_to_the_bot()
        await olivia.sees_times(2, "the file holds nothing secret")
        await olivia.picture("the next certificate")
        second = await from_the_page(olivia, tmp_path, "the page of the next certificate")
        assert second.read_text() != first.read_text()
        await uploads(olivia, second, "both are in Microsoft")
        await olivia.press(UPLOADED, "The page is for you only")
        await olivia.sees("accepts the new certificate", "The certificate before it, thumbprint")
        await olivia.picture("the old one can be deleted")
        await olivia.go_to("# security")
        await olivia.sees_card(NAME, "Active")
        await olivia.picture("active all the while")
