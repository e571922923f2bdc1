"""The Custom connector by a certificate: made by the bot, uploaded by a person, renewed before it ends."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from yarl import URL

from bot.clock import SystemClock
from mip.certificates import thumbprint
from mip.credentials import Certificate, ClientSecret
from mip.reasons import Reason
from mip.status import Validation
from sandbox.slack_workspace import TEAM
from sandbox.visitor import Seen, Visitor
from storage import Storage, models
from tests.journeys.bot_process import theatre
from tests.journeys.stories import (
    CHANNEL,
    NAME,
    Stage,
    activate,
    active,
    app_of,
    approve,
    counts,
    fill_custom,
    grant,
    journey,
    shows,
    stored,
    told,
)
from tests.world import KEY, World

UPLOADED = "I have uploaded it"
PAGE = "Open the certificate page"
KNOWN_NOT_YET = "Microsoft does not know the certificate yet."
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Handed:
    """What a person holds: the page's address, and the file from there."""

    page: str
    pem: str

    @property
    def thumbprint(self) -> str:
        return thumbprint(self.pem)


async def add_by_certificate(w: Stage, person: Visitor, name: str = NAME, **typed: str) -> None:
    await fill_custom(w, person, name, secret="", **typed)
    await person.choose("Credential", "Certificate")
    assert await person.submit() is None


async def renew_by_certificate(person: Visitor) -> None:
    """*Edit*, *Reauthorize*, as for an account with which all is well."""
    await person.press("Edit", containing=NAME, channel=CHANNEL)
    await person.modal()
    await person.press("Reauthorize")
    assert (await person.modal()).title == "Reauthorize"
    await person.choose("Credential", "Certificate")
    assert await person.submit() is None


async def fetched(w: Stage, address: str) -> tuple[int, str]:
    async with w.session.get(URL(address, encoded=True)) as got:  # type: ignore[attr-defined] # both stages have one
        return got.status, await got.text()


async def handed(w: Stage, person: Visitor) -> Handed:
    link = await person.press(PAGE, containing=NAME)
    assert link.url is not None
    status, pem = await fetched(w, f"{link.url}/certificate.pem")
    assert status == 200
    return Handed(link.url, pem)


async def uploads(w: Stage, pem: str) -> None:
    """In the portal."""
    app = await app_of(w, "Contoso")
    await w.ask("POST", f"/microsoft/tenants/Contoso/apps/{app['client_id']}/certificates", {"pem": pem})


async def file_of(person: Visitor) -> Seen:
    """The message that came with the file, in the direct messages."""
    return await person.wait_for(
        lambda m: not m.ephemeral and m.channel.startswith("D") and m.says("the file holds nothing secret"),
        new=False,
    )


async def in_use(w: World) -> Any:
    return await w.bot.shared.storage.accounts.credential(await stored(w))


async def works_by_certificate(w: World, owner: Visitor) -> Handed:
    await grant(w, "Contoso")
    await add_by_certificate(w, owner)
    have = await handed(w, owner)
    await uploads(w, have.pem)
    await owner.press(UPLOADED, containing=NAME)
    await shows(owner, NAME, "Validation Successful")
    await activate(owner)
    await w.idle()
    return have


@pytest.mark.asyncio
async def test_made_handed_over_uploaded_validated_and_active(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await add_by_certificate(w, owner)
        card = await shows(owner, NAME, "Authorization Pending")
        assert card.says(KNOWN_NOT_YET)

        have, file = await handed(w, owner), await file_of(owner)
        assert UPLOADED in file.buttons
        assert file.says(have.thumbprint)
        status, page = await fetched(w, have.page)
        app = await app_of(w, "Contoso")
        assert status == 200
        assert have.thumbprint in page
        assert f"az ad app credential reset --id {app['client_id']} --append --cert @" in page
        assert f"/Credentials/appId/{app['client_id']}" in page

        # Not uploaded yet: whoever presses is told, and the account goes on waiting.
        await owner.press(UPLOADED, containing=NAME)
        await owner.wait_for(lambda m: m.ephemeral and m.says("After that it may take Microsoft a minute"))
        await shows(owner, NAME, "Authorization Pending")

        await uploads(w, have.pem)
        await owner.press(UPLOADED, containing=NAME)
        await owner.wait_for(lambda m: m.ephemeral and m.says("Validation Successful"))
        await shows(owner, NAME, "Validation Successful")
        await activate(owner)
        await owner.wait_for("First labels of", channel=CHANNEL, new=False)
        await w.idle()
        account = await stored(w)
        assert account.by_certificate
        ends = x509.load_pem_x509_certificate(have.pem.encode()).not_valid_after_utc
        assert account.expires_at == ends


@pytest.mark.asyncio
async def test_the_consent_that_is_missing_besides_is_asked_for_and_ends_nobodys_page(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_certificate(w, owner)
        have = await handed(w, owner)
        await uploads(w, have.pem)
        await owner.press(UPLOADED, containing=NAME)
        await owner.wait_for(lambda m: "Continue to Microsoft" in m.buttons)
        assert (await shows(owner, NAME, "Authorization Pending")).says(Reason.PERMISSION_MISSING.words)
        assert (await fetched(w, have.page))[0] == 200
        await w.idle()
        assert (await approve(w, owner)).title.startswith("Approved")
        await shows(owner, NAME, "Validation Successful")


@pytest.mark.asyncio
async def test_after_the_approval_the_certificate_is_what_is_missing(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        where = f"/microsoft/tenants/Contoso/consent?client_id={app['client_id']}&remove_app=1"
        await w.ask("DELETE", where)
        await add_by_certificate(w, owner)
        assert (await approve(w, owner)).title.startswith("Approved")
        await owner.wait_for(lambda m: m.says("After that it may take Microsoft a minute"), new=False)
        await w.idle()
        await owner.press("Authorize with Microsoft", containing=NAME, channel=CHANNEL)
        have = await handed(w, owner)
        await uploads(w, have.pem)
        await owner.press(UPLOADED, containing=NAME)
        await shows(owner, NAME, "Validation Successful")


@pytest.mark.asyncio
async def test_while_nobody_uploads_it_is_tried_on_quietly_for_a_week_and_kept_after_that(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await grant(w, "Contoso")
        await add_by_certificate(w, owner)
        have = await handed(w, owner)
        await w.idle()
        tries = await counts(w, "login.token")
        for hours in (1, 3, 24, 100):
            await _on(w, timedelta(hours=hours))
        assert await counts(w, "login.token") == tries + 4
        assert [each for each in await owner.ephemeral() if each.says("After that it may take")] == []
        assert (await stored(w)).facts.validation is Validation.PENDING

        # The last try of the week.
        await models.Work.filter(task="validate").update(attempt=7 + 168)
        await _on(w, WEEK)
        await owner.wait_for(lambda m: m.says("was not uploaded in 7 days"), new=False)
        assert await models.Work.filter(task="validate").count() == 0

        # It is kept all the same.
        await uploads(w, have.pem)
        w.clock.ahead = timedelta()
        await owner.press(UPLOADED, containing="was not uploaded in 7 days")
        await shows(owner, NAME, "Validation Successful")


async def _on(w: World, by: timedelta) -> None:
    w.clock.ahead = by
    await w.wake()
    await w.idle()


@pytest.mark.asyncio
async def test_a_certificate_that_worked_and_is_withdrawn_is_lost(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"token_lifetime": 60})
        have = await works_by_certificate(w, owner)
        there = await app_of(w, "Contoso")
        (known,) = there["certificates"]
        address = f"/microsoft/tenants/Contoso/apps/{app['client_id']}/certificates/{known['thumbprint']}"
        assert known["thumbprint"] == have.thumbprint
        await w.ask("DELETE", address)
        await w.advance(timedelta(hours=2))
        await shows(owner, NAME, "Reauthorization Required")
        assert (await stored(w)).facts.reason is Reason.CERTIFICATE_INVALID

        # The same one may be uploaded again.
        await owner.command(f'authorize "{NAME}"')
        again = await handed(w, owner)
        assert again.pem == have.pem
        await uploads(w, again.pem)
        await owner.press(UPLOADED, containing=NAME)
        await shows(owner, NAME, "Active")


@pytest.mark.asyncio
async def test_the_next_certificate_replaces_one_that_works_when_it_is_proven(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        old = await works_by_certificate(w, owner)
        before = await stored(w)
        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        await owner.modal()
        await owner.press("Reauthorize")
        form = await owner.modal()
        assert form.fields["Credential"].value == "Certificate"
        assert "Client secret" not in form.fields
        assert await owner.submit() is None
        await w.idle()

        new = await handed(w, owner)
        assert new.thumbprint != old.thumbprint
        card = await shows(owner, NAME, "Active")
        assert card.says("A new credential is being tried. The one in use stays.")
        await owner.press(UPLOADED, containing=NAME)
        await owner.wait_for(lambda m: m.says("After that it may take Microsoft a minute"))
        await w.advance(timedelta(hours=2))
        await w.idle()
        now = await stored(w)
        assert (now.facts, now.credential_version) == (before.facts, before.credential_version)
        assert now.reading.trouble is None
        assert now.renewal is not None
        assert now.renewal.expires_at is not None

        await uploads(w, new.pem)
        await owner.press(UPLOADED, containing=NAME)
        said = await owner.wait_for(lambda m: m.says("accepts the new certificate"), new=False)
        assert said.says(f"The certificate before it, thumbprint `{old.thumbprint}`, is deleted here")
        await w.idle()
        assert (await in_use(w)).public == new.pem
        assert (await stored(w)).renewal is None
        assert await told(owner, "needs attention") == []


@pytest.mark.asyncio
async def test_from_a_secret_to_a_certificate_and_back(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        await active(w, owner)
        await renew_by_certificate(owner)
        new = await handed(w, owner)
        await uploads(w, new.pem)
        await owner.press(UPLOADED, containing=NAME)
        said = await owner.wait_for(lambda m: m.says("accepts the new certificate"), new=False)
        assert said.says("The client secret before it is deleted here")
        await w.idle()
        assert isinstance(await in_use(w), Certificate)

        made = await w.ask("PUT", f"/microsoft/tenants/Contoso/apps/{app['client_id']}/secret")
        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        await owner.modal()
        await owner.press("Reauthorize")
        await owner.choose("Credential", "Client secret")
        await owner.type("Client secret", made["value"])
        assert await owner.submit() is None
        said = await owner.wait_for(lambda m: m.says("accepts the new client secret"), new=False)
        assert said.says(f"The certificate before it, thumbprint `{new.thumbprint}`,")
        await w.idle()
        account = await stored(w)
        assert isinstance(await in_use(w), ClientSecret)
        assert (account.by_certificate, account.expires_at) == (False, None)


@pytest.mark.asyncio
async def test_a_form_that_is_out_of_date_is_not_drawn_anew_as_if_it_were_not(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, admin = w.person("olivia"), w.person("adam")
        await active(w, owner)
        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        await owner.modal()
        await owner.press("Reauthorize")
        await owner.modal()
        await admin.press("Edit", containing=NAME, channel=CHANNEL)
        await admin.type("Account name", "Contoso Renamed")
        assert await admin.submit() is None
        await owner.choose("Credential", "Certificate")
        assert (await owner.modal()).text.count("changed") == 1
        assert (await stored(w, "Contoso Renamed")).renewal is None


@pytest.mark.asyncio
async def test_a_form_sent_twice_makes_one_account_and_one_certificate(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await fill_custom(w, owner, secret="")
        await owner.choose("Credential", "Certificate")
        await asyncio.gather(*(owner.submit() for _ in range(3)), return_exceptions=True)
        await w.idle()
        assert await models.Account.all().count() == 1
        assert await models.Credential.all().count() == 1
        assert await models.AuditRow.filter(action="certificate.made").count() == 1
        assert await models.Delivery.filter(tell="certificate").count() == 1
        credential = await in_use(w)
        await uploads(w, (await handed(w, owner)).pem)
        assert (await handed(w, owner)).pem == credential.public


@pytest.mark.asyncio
async def test_a_renewal_sent_twice_makes_one_certificate(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await active(w, owner)
        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        await owner.modal()
        await owner.press("Reauthorize")
        await owner.choose("Credential", "Certificate")
        await asyncio.gather(*(owner.submit() for _ in range(3)), return_exceptions=True)
        await w.idle()
        assert await models.Renewal.all().count() == 1
        assert await models.AuditRow.filter(action="certificate.made").count() == 1
        assert await models.Delivery.filter(tell="certificate").count() == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "where",
    ["slack.files.getUploadURLExternal", "slack.files.completeUploadExternal", "slack.chat.postEphemeral"],
)
async def test_what_was_not_handed_over_when_the_process_died_is_handed_over_by_the_next(
    tmp_path: Path, where: str
) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        process = await stage.start()
        await grant(stage, "Contoso")
        fault = await stage.hold(where)
        await add_by_certificate(stage, owner)
        await stage.is_held(fault)
        await stage.kill(process)
        await stage.ask("DELETE", f"/faults/{fault}")
        await stage.start()
        have, file = await handed(stage, owner), await file_of(owner)
        assert file.says(have.thumbprint)
        await uploads(stage, have.pem)
        await owner.press(UPLOADED, containing=NAME)
        await shows(owner, NAME, "Validation Successful")
    assert "PRIVATE KEY" not in stage.said


@pytest.mark.asyncio
async def test_the_private_key_is_in_no_message_page_table_or_trail(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        have = await works_by_certificate(w, owner)
        pieces = pieces_of(await in_use(w))
        seen = str(await owner.state()) + (await fetched(w, have.page))[1] + have.pem
        for table in (models.Account, models.Credential, models.Delivery, models.AuditRow, models.Attempt):
            seen += str(await table.all().values())
        seen += _everything_in(tmp_path)
        assert not [piece for piece in pieces if piece in seen]
        assert "PRIVATE KEY" not in seen
        assert "PRIVATE KEY" not in repr(await in_use(w))


def pieces_of(certificate: Certificate) -> list[str]:
    """Of its private key."""
    body = re.sub(r"-----.*?-----|\s", "", certificate.private_key.reveal())
    return [body[begin : begin + 32] for begin in range(0, len(body) - 32, 32)]


@pytest.mark.asyncio
async def test_the_private_key_is_in_no_log_at_any_level(tmp_path: Path) -> None:
    async with theatre(tmp_path) as stage:
        owner = stage.person("olivia")
        process = await stage.start(MIPBOT_LOG_LEVEL="DEBUG")
        await grant(stage, "Contoso")
        await add_by_certificate(stage, owner)
        await uploads(stage, (await handed(stage, owner)).pem)
        await owner.press(UPLOADED, containing=NAME)
        await shows(owner, NAME, "Validation Successful")
        await stage.stop(process)
        storage = await Storage.open(f"sqlite://{tmp_path / 'mipbot.sqlite3'}", (KEY,), SystemClock())
        try:
            (account,) = await storage.accounts.all(TEAM)
            kept = await storage.accounts.credential(account)
        finally:
            await storage.close()
    assert isinstance(kept, Certificate)
    assert len(pieces_of(kept)) > 20
    assert not [piece for piece in pieces_of(kept) if piece in stage.said]
    assert "/certificate/" not in stage.said


def _everything_in(folder: Path) -> str:
    return "".join(path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file())
