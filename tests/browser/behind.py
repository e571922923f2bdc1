"""The panel in a window, with the pretend world behind it and no bot."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from sandbox.world import World as Sandbox
from tests.browser.panel import Panel
from tests.world import far_side, free_port

WIDE = {"width": 1440, "height": 900}


@dataclass
class Behind:
    page: Page
    sandbox: Sandbox
    session: aiohttp.ClientSession

    @property
    def panel(self) -> Panel:
        return Panel(self.page)

    @property
    def whole(self) -> Locator:
        return self.panel.whole

    @property
    def control(self) -> str:
        return self.sandbox.options.addresses["control"]

    async def open(self, size: Mapping[str, int] = WIDE) -> None:
        await self.page.set_viewport_size(size)  # type: ignore[arg-type] # it is one
        await self.page.goto(f"{self.control}/")
        await expect(self.page.get_by_role("radio", name="Olivia Owner")).to_be_checked()

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A control route: what the panel did must be true there."""
        async with self.session.request(method, f"{self.control}{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def labels(self, tenant: str = "contoso") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.ask("GET", f"/microsoft/tenants/{tenant}/labels")
        return found

    async def label(self, name: str) -> dict[str, Any]:
        """The first of Contoso with this name."""
        return next(each for each in await self.labels() if each["name"] == name)

    async def tenant(self, name: str = "contoso") -> dict[str, Any]:
        found: dict[str, Any] = await self.ask("GET", f"/microsoft/tenants/{name}")
        return found

    async def app(self, name: str) -> dict[str, Any]:
        apps = await self.ask("GET", "/microsoft/apps")
        return next(each for each in apps if each["name"] == name)

    async def call_slack(self, method: str = "auth.test", **fields: str) -> int:
        """As the bot does; the status, or 0 when the connection was cut."""
        options = self.sandbox.options
        headers = {"Authorization": f"Bearer {options.bot_token}"}
        address = f"{options.slack_url}/api/{method}"
        try:
            async with self.session.post(address, data=fields, headers=headers) as answer:
                await answer.read()
                return answer.status
        except aiohttp.ClientError:
            return 0

    async def read_labels(self, token: str = "") -> int:
        """As the bot does, but by default with a bad token: 401 where nothing is amiss."""
        address = (
            f"{self.sandbox.options.graph_url}/v1.0/security/dataSecurityAndGovernance/sensitivityLabels"
        )
        try:
            async with self.session.get(address, headers={"Authorization": f"Bearer {token}"}) as answer:
                await answer.read()
                return answer.status
        except aiohttp.ClientError:
            return 0


@pytest_asyncio.fixture(loop_scope="session")
async def behind(window: Page) -> AsyncIterator[Behind]:
    async with far_side(free_port()) as sandbox, aiohttp.ClientSession() as session:
        found = Behind(window, sandbox, session)
        await found.open()
        yield found
        # The stream of a page that is still open would say that the sandbox has gone.
        await window.goto("about:blank")
