"""Tenants behind the scenes: who they are, what to type to connect them, what they approve, and credentials."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from playwright.async_api import Locator, Page, expect

from tests.browser.behind import Behind, behind
from tests.browser.tiny_bot import tiny_bot
from tests.browser.watch import Watch

__all__ = ["behind"]
pytestmark = pytest.mark.asyncio(loop_scope="session")
READER = "Contoso label reader"
CONNECTOR = "MIP bot connector"


def card(behind: Behind, name: str) -> Locator:
    return behind.whole.get_by_role("article", name=name)


async def see_credentials(behind: Behind, name: str) -> Locator:
    await card(behind, name).get_by_text("Credentials", exact=True).click()
    return card(behind, name)


async def copied(behind: Behind, name: str, where: Locator | None = None) -> str:
    await behind.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await (where or behind.whole).get_by_role("button", name=f"Copy {name}", exact=True).click()
    await behind.panel.says(f"{name} copied.")
    text: str = await behind.page.evaluate("navigator.clipboard.readText()")
    return text


def public_half(common_name: str) -> str:
    """Of a certificate signed by itself, in PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today)
        .not_valid_after(today + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


async def test_another_tenant_is_chosen(behind: Behind) -> None:
    await behind.whole.get_by_label("Tenant", exact=True).select_option(label="Fabrikam")
    fabrikam = await behind.tenant("fabrikam")
    await expect(behind.whole.get_by_text(fabrikam["id"]).first).to_be_visible()
    await expect(behind.whole.locator(".label-row")).to_have_count(1)
    await behind.panel.rename("Internal", "For us")
    assert [each["name"] for each in await behind.labels("fabrikam")] == ["For us"]


async def test_people_are_shown_with_what_they_may(behind: Behind) -> None:
    await behind.whole.get_by_text("People of Contoso (5)").click()
    adele = behind.whole.get_by_role("row", name="Adele Vance")
    await expect(adele).to_contain_text("Global Administrator")
    await expect(adele.get_by_role("cell").last).to_have_text("Yes")
    megan = behind.whole.get_by_role("row", name="Megan Bowen")
    await expect(megan).to_contain_text("No administrator role")
    await expect(megan.get_by_role("cell").last).to_have_text("No")


async def test_what_to_type_into_the_modal_can_be_copied(behind: Behind) -> None:
    app, tenant = await behind.app(READER), await behind.tenant()
    what = behind.whole.get_by_role("region", name="What to type in /mip add")
    assert await copied(behind, "Client ID", what) == app["client_id"]
    assert await copied(behind, "Tenant ID", what) == tenant["id"]
    assert await copied(behind, "Client secret", what) == app["secrets"][0]["value"]


async def test_a_bot_that_adds_nothing_is_not_told_how_to(window: Page) -> None:
    async with tiny_bot(window, usage_hint="help") as bot:
        await window.goto(bot.control)
        await expect(window.get_by_role("region", name="What to tell the bot")).to_be_visible()
        await expect(window.get_by_text("What to type in")).to_have_count(0)


async def test_an_app_is_approved_and_the_tenant_says_since_when(behind: Behind) -> None:
    await expect(card(behind, CONNECTOR)).to_contain_text("Not approved: not in this tenant yet.")
    await expect(card(behind, READER)).to_contain_text("Not approved.")
    await behind.panel.press(f"Grant {READER}")
    await behind.panel.says(f"Contoso has approved “{READER}”.")
    client_id = (await behind.app(READER))["client_id"]
    assert (await behind.tenant())["enterprise_apps"][client_id]["roles"] == ["SensitivityLabel.Read"]
    await expect(card(behind, READER)).to_contain_text("Approved: SensitivityLabel.Read, since")


@pytest.mark.parametrize(
    ("choice", "status"),
    [("end at once", 403), ("stay good until they expire", 200), ("are refused as invalid", 401)],
)
async def test_an_approval_is_revoked_and_tokens_become_what_was_chosen(
    behind: Behind, choice: str, status: int
) -> None:
    await behind.panel.press(f"Grant {READER}")
    await behind.panel.says(f"Contoso has approved “{READER}”.")
    token = await new_token(behind)
    await card(behind, READER).get_by_label("tokens already out").select_option(label=choice)
    await behind.panel.press(f"Revoke {READER}")
    await behind.panel.says(f"Contoso has revoked “{READER}”.")
    assert await behind.read_labels(token) == status
    await expect(card(behind, READER)).to_contain_text("Not approved.")


async def new_token(behind: Behind) -> str:
    app = await behind.app(READER)
    form = {
        "grant_type": "client_credentials",
        "client_id": app["client_id"],
        "client_secret": app["secrets"][0]["value"],
        "scope": "https://graph.microsoft.com/.default",
    }
    address = f"{behind.sandbox.options.login_url}/contoso.example/oauth2/v2.0/token"
    async with behind.session.post(address, data=form) as answer:
        token: str = (await answer.json())["access_token"]
        return token


async def test_secrets_expire_and_a_new_one_can_be_copied(behind: Behind) -> None:
    reader = await see_credentials(behind, READER)
    await expect(reader).to_contain_text("Con…")
    await reader.get_by_role("button", name="Expire now").click()
    await behind.panel.says(f"Every secret of “{READER}” has expired.")
    assert (await behind.app(READER))["secrets"][0]["expires_at"] is not None
    await expect(reader).to_contain_text("Expired since")
    await expect(reader.get_by_role("button", name="Expire now")).to_be_disabled()
    await expect(behind.whole.get_by_text("Every secret has expired. Make a new one")).to_be_visible()
    await reader.get_by_role("button", name="New secret").click()
    await behind.panel.says("has a new secret")
    newest = (await behind.app(READER))["secrets"][-1]["value"]
    assert await copied(behind, "New client secret", reader) == newest
    what = behind.whole.get_by_role("region", name="What to type in /mip add")
    assert await copied(behind, "Client secret", what) == newest


async def test_certificates_come_and_go(behind: Behind, watch: Watch) -> None:
    watch.expect("status of 400")
    reader = await see_credentials(behind, READER)
    await reader.get_by_label("Certificate (PEM)").fill("nonsense")
    await reader.get_by_role("button", name="Upload certificate").click()
    await behind.panel.says("That did not work")
    await reader.get_by_label("Certificate file").set_input_files(
        {"name": "bot.pem", "mimeType": "application/x-pem-file", "buffer": public_half("the bot").encode()}
    )
    await expect(reader.get_by_label("Certificate (PEM)")).not_to_have_value("nonsense")
    await reader.get_by_role("button", name="Upload certificate").click()
    await behind.panel.says("Certificate uploaded")
    assert (await behind.app(READER))["certificates"][0]["subject"] == "CN=the bot"
    await reader.get_by_role("button", name="Withdraw CN=the bot").click()
    await behind.panel.says("Certificate withdrawn")
    assert (await behind.app(READER))["certificates"] == []


async def test_a_tenant_behaves_otherwise(behind: Behind) -> None:
    await behind.whole.get_by_text("How this tenant behaves").click()
    await behind.whole.get_by_label("Labels in one answer").fill("7")
    await behind.page.keyboard.press("Tab")
    await behind.panel.says("Labels in one answer: 7.")
    await behind.whole.get_by_role("switch", name="The tenant is deleted").click()
    await behind.panel.says("Contoso is gone.")
    tenant = await behind.tenant()
    assert (tenant["page_size"], tenant["deleted"]) == (7, True)
    await expect(behind.whole.get_by_text("Microsoft says that this tenant does not exist.")).to_be_visible()


async def test_what_happens_elsewhere_shows_at_once(behind: Behind) -> None:
    client_id = (await behind.app(CONNECTOR))["client_id"]
    await behind.ask("PUT", "/microsoft/tenants/contoso/consent", {"client_id": client_id})
    await expect(card(behind, CONNECTOR)).to_contain_text("Approved: SensitivityLabel.Read")
