"""From `/mip add` to an account that Microsoft lets in, by each of the ways there are."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.stories import (
    CHANNEL,
    NAME,
    activate,
    add,
    add_by_bot,
    app_of,
    approve,
    grant,
    journey,
    link_by_bot,
    shows,
    stored,
    tenant_of,
)


@pytest.mark.asyncio
async def test_by_the_mip_bot_connector_through_slack_and_microsoft_in_one_browser(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, "Fabrikam")
        page = await link_by_bot(w, owner, "Fabrikam")
        assert page.title.startswith("Approved")
        await shows(owner, "Fabrikam", "Validation Successful")
        assert (await stored(w, "Fabrikam")).registration.tenant == (await tenant_of(w, "Fabrikam"))["id"]
        await activate(owner, "Fabrikam")
        message = await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        assert "Internal" in message.text
        assert "Internal" in message.summary


@pytest.mark.asyncio
async def test_a_secret_left_out_of_the_modal_is_typed_on_a_page_for_one_use(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        await grant(w, "Contoso")
        await add(w, owner, secret="")
        link = await owner.press("Enter the client secret", containing=NAME)
        assert link.url is not None
        async with w.browser() as browser:
            await browser.open(link.url)
            await browser.click("Continue")
            await browser.click("Continue as Olivia Owner")
            secret_id = "0f0f0f0f-aaaa-4bbb-8ccc-0123456789ab"
            refused = await browser.submit(client_secret=secret_id)
            assert refused.status == 400
            assert secret_id not in refused.text
            assert "Value" in refused.text
            kept = await browser.submit(client_secret=app["secrets"][0]["value"])
            assert kept.title.startswith("Secret received")
            again = await browser.open(link.url)
            assert again.status == 400
        await shows(owner, NAME, "Validation Successful")


@pytest.mark.asyncio
async def test_a_domain_given_as_tenant_is_kept_as_its_guid(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await add(w, owner, tenant_id="Contoso.onmicrosoft.com")
        await shows(owner, NAME, "Validation Successful")
        guid = (await tenant_of(w, "Contoso"))["id"]
        assert (await stored(w)).registration.tenant == guid
        assert (await shows(owner, NAME, "Validation Successful")).says(guid)


@pytest.mark.asyncio
async def test_a_tenant_that_does_not_exist_fails_with_the_reason(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add(w, owner, tenant_id="nobody-has-this.example")
        card = await shows(owner, NAME, "Validation Failed")
        assert card.says("Microsoft does not know the tenant.")


@pytest.mark.asyncio
async def test_a_wrong_secret_fails_with_the_reason_and_a_right_one_mends_it(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        await grant(w, "Contoso")
        await add(w, owner, secret="abc8Q~this-is-not-the-secret-of-anything")
        card = await shows(owner, NAME, "Validation Failed")
        assert card.says("Microsoft does not accept the client secret.")
        assert card.buttons == ("Reauthorize", "Edit", "Remove")
        asked = (await w.ask("GET", "/counts"))["login.token"]

        await owner.press("Reauthorize", containing=NAME, channel=CHANNEL)
        assert (await owner.modal()).fields["Client secret"].value in {None, ""}
        await owner.type("Client secret", app["secrets"][0]["value"])
        assert await owner.submit() is None
        await shows(owner, NAME, "Validation Successful")
        assert asked == 1


@pytest.mark.asyncio
async def test_a_declined_consent_fails_and_can_be_begun_anew(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, "Fabrikam")
        link = await owner.press("Continue to Microsoft", containing="Fabrikam")
        assert link.url is not None
        async with w.browser() as browser:
            await browser.open(link.url)
            for button in ("Continue", "Continue as Olivia Owner", "Sign in as Frida Lund", "Cancel"):
                page = await browser.click(button)
            assert page.title.startswith("Declined")
        card = await shows(owner, "Fabrikam", "Validation Failed")
        assert card.says("The request was declined in Microsoft.")
        await owner.press("Reauthorize", containing="Fabrikam", channel=CHANNEL)
        await link_by_bot(w, owner, "Fabrikam")
        await shows(owner, "Fabrikam", "Validation Successful")


@pytest.mark.asyncio
async def test_an_abandoned_link_changes_nothing_and_a_new_one_replaces_it(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add(w, owner)
        old = await owner.press("Continue to Microsoft", containing=NAME)
        await w.idle()
        before = await stored(w)
        assert old.url is not None
        async with w.browser() as abandoned:
            await abandoned.open(old.url)
            await abandoned.click("Sign in as Adele Vance")
            await owner.press("Authorize with Microsoft", containing=NAME, channel=CHANNEL)
            await owner.wait_for(lambda message: "Continue to Microsoft" in message.buttons)
            # But for the day on which it would go: asking for a link begins the time anew.
            assert replace(await stored(w), ends_at=None) == replace(before, ends_at=None)
            late = await abandoned.click("Accept")
            assert late.status == 400
            assert late.title.startswith("Link not valid")
        await w.idle()
        assert replace(await stored(w), ends_at=None) == replace(before, ends_at=None)
        new = await owner.press("Continue to Microsoft", containing=NAME)
        assert new.url is not None
        assert new.url != old.url
        async with w.browser() as browser:
            await browser.open(new.url)
            await browser.click("Sign in as Adele Vance")
            assert (await browser.click("Accept")).title.startswith("Approved")
        await shows(owner, NAME, "Validation Successful")


@pytest.mark.asyncio
async def test_no_ticket_ever_stands_on_a_card_or_in_the_channel(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, "Fabrikam")
        await add(w, owner)
        await w.idle()
        for message in await owner.messages(CHANNEL):
            assert "/connect/" not in str(message.raw)
            assert "adminconsent" not in str(message.raw)


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", ["consent_required", "access_denied"])
async def test_a_customers_own_app_declined_fails_and_can_be_approved_after_all(
    tmp_path: Path, answer: str
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"cancel_answer": answer})
        await add(w, owner)
        link = await owner.press("Continue to Microsoft", containing=NAME)
        assert link.url is not None
        async with w.browser() as browser:
            await browser.open(link.url)
            await browser.click("Sign in as Adele Vance")
            assert (await browser.click("Cancel")).title.startswith("Declined")
        card = await shows(owner, NAME, "Validation Failed")
        assert card.says("The request was declined in Microsoft. Start again and press Accept.")
        await w.idle()

        await owner.press("Reauthorize", containing=NAME, channel=CHANNEL)
        assert await owner.submit() is None
        await owner.wait_for(lambda message: "Continue to Microsoft" in message.buttons)
        await approve(w, owner)
        await shows(owner, NAME, "Validation Successful")
