"""The MIP bot connector with the operator's certificate instead of a secret."""

from pathlib import Path

import aiohttp
import pytest

from bot.running import running
from bot.settings import load
from tests.contract.microsoft_certificate import self_signed
from tests.journeys.stories import activate, add_by_bot, link_by_bot, shows
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
