"""The MIP bot connector with the operator's certificate instead of a secret."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.running import running
from bot.settings import load
from mip.reasons import Reason
from sandbox.slack_cast import ADMIN
from tests.contract.microsoft_certificate import self_signed
from tests.journeys.stories import (
    ADMINISTRATORS,
    activate,
    add_by_bot,
    journey,
    link_by_bot,
    shows,
    stored,
    told,
)
from tests.world import MovableClock, World, far_side, free_port, settings_for

NAME = "Fabrikam"


@pytest.mark.asyncio
async def test_a_tenant_is_linked_and_read_with_the_certificate_alone(tmp_path: Path) -> None:
    private, public = self_signed("127.0.0.1")
    (tmp_path / "connector.pem").write_text(private + public)
    (tmp_path / "cert.pem").write_text(public)
    port = free_port()
    async with far_side(port, app_certificate=str(tmp_path / "cert.pem")) as sandbox:
        given = settings_for(
            sandbox.options,
            port,
            tmp_path,
            MIPBOT_CLIENT_SECRET=None,
            MIPBOT_CLIENT_CERTIFICATE_FILE=tmp_path / "connector.pem",
        )
        settings, clock = load(_env_file=None, **given), MovableClock()
        async with running(settings, clock) as bot, aiohttp.ClientSession() as session:
            w = World(sandbox, settings, clock, bot, session)
            owner = w.person("olivia")
            await add_by_bot(w, owner, NAME)
            await link_by_bot(w, owner, NAME)
            await activate(owner, NAME)
            await shows(owner, NAME, "Active")
            sent = [each for each in await w.ask("GET", "/exchanges") if each["operation"] == "login.token"]
            assert sent
            assert await w.ask("GET", "/slack/validation-errors") == []


@asynccontextmanager
async def operated(
    folder: Path, days: float
) -> AsyncIterator[Callable[[], AbstractAsyncContextManager[World]]]:
    """A far side, and a bot that may be started beside it again and again, with a certificate that lasts so long."""
    private, public = self_signed("127.0.0.1", days)
    (folder / "connector.pem").write_text(private + public)
    (folder / "cert.pem").write_text(public)
    port = free_port()
    async with far_side(port, app_certificate=str(folder / "cert.pem")) as sandbox:

        @asynccontextmanager
        async def started() -> AsyncIterator[World]:
            given = settings_for(
                sandbox.options,
                port,
                folder,
                MIPBOT_CLIENT_SECRET=None,
                MIPBOT_CLIENT_CERTIFICATE_FILE=folder / "connector.pem",
                MIPBOT_METRICS_PORT=free_port(),
            )
            settings, clock = load(_env_file=None, **given), MovableClock()
            async with running(settings, clock) as bot, aiohttp.ClientSession() as session:
                yield World(sandbox, settings, clock, bot, session)

        yield started


@pytest.mark.asyncio
async def test_named_admins_and_the_operator_hear_that_it_expires_and_only_once(tmp_path: Path) -> None:
    async with operated(tmp_path, 5.5) as started:
        async with started() as w:
            await w.person("olivia").command(f"admins add <@{ADMIN}>")
            async with w.session.get(f"http://127.0.0.1:{w.settings.metrics_port}/metrics") as page:
                found = re.search(
                    r"^mipbot_own_certificate_expires_seconds (\S+)$", await page.text(), re.MULTILINE
                )
            assert found
            assert 5 * 86_400 < float(found[1]) < 5.5 * 86_400
        with capture_logs() as lines:
            for _ in range(2):
                async with started() as w:
                    adam = w.person("adam")
                    said = await adam.wait_for("own certificate", channel="dm", new=False)
                    assert said.says("tell the operator of this bot")
                    await w.idle()
                    assert len([m for m in await adam.messages("dm") if m.says("own certificate")]) == 1
        assert [line["log_level"] for line in lines if line["event"] == "own_certificate.expires"] == [
            "warning",
            "warning",
        ]


@pytest.mark.asyncio
async def test_when_it_is_refused_every_account_keeps_its_status_and_no_channel_is_told(
    tmp_path: Path,
) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await w.ask("PATCH", f"/microsoft/tenants/{NAME}", {"token_lifetime": 60})
        await add_by_bot(w, owner, NAME)
        await link_by_bot(w, owner, NAME)
        await activate(owner, NAME)
        await w.idle()
        client = w.sandbox.options.app_client_id
        await w.ask("POST", f"/microsoft/tenants/{NAME}/apps/{client}/secret/expire")
        for _ in range(8):
            await w.advance(timedelta(hours=2))
            await w.idle()
        card = await shows(owner, NAME, "Active")
        assert card.says("The trouble is on our side")
        assert card.says("Tell the operator of this bot.")
        assert await told(owner, "could not be scanned") == []
        assert await told(owner, "needs attention") == []
        assert (await stored(w, NAME)).reading.trouble is Reason.OWN_CREDENTIAL
        await w.ask(
            "PUT",
            f"/microsoft/tenants/{NAME}/apps/{client}/secret",
            {"value": w.sandbox.options.app_client_secret},
        )
        await w.advance(timedelta(hours=2))
        await w.idle()
        assert (await stored(w, NAME)).reading.trouble is None
        assert await told(owner, "works again") == []


@pytest.mark.asyncio
async def test_whoever_signs_in_meanwhile_hears_whose_trouble_it_is(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add_by_bot(w, owner, NAME)
        client = w.sandbox.options.app_client_id
        await w.ask("POST", f"/microsoft/tenants/{NAME}/apps/{client}/secret/expire")
        link = await owner.press("Continue to Microsoft", containing=NAME)
        async with w.browser() as browser:
            await browser.open(link.url or "")
            for button in ("Continue", "Continue as Olivia Owner", f"Sign in as {ADMINISTRATORS[NAME]}"):
                page = await browser.click(button)
        assert page.status == 502
        assert "The trouble is on our side" in page.text
        assert "Nothing is wrong with the account. Tell the operator of this bot." in page.text
        assert (await stored(w, NAME)).facts.reason is None
