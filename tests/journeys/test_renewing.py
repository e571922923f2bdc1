"""A credential or a consent renewed while all is well: from *Edit*, without anything being lost in between."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.stories import (
    CHANNEL,
    NAME,
    active,
    add_by_bot,
    app_of,
    counts,
    journey,
    link_by_bot,
    shows,
    stored,
    told,
)


@pytest.mark.asyncio
async def test_a_secret_is_replaced_before_it_expires(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        await w.ask("PATCH", "/microsoft/tenants/Contoso", {"token_lifetime": 60})
        await active(w, owner)
        made = await w.ask(
            "PUT",
            f"/microsoft/tenants/Contoso/apps/{app['client_id']}/secret",
            {"keep_others": True},
        )
        await owner.press("Edit", containing=NAME, channel=CHANNEL)
        await owner.modal()
        await owner.press("Reauthorize")
        assert (await owner.modal()).title == "Reauthorize"
        await owner.type("Client secret", made["value"])
        tokens = await counts(w, "login.token")
        await owner.submit()
        assert await owner.no_modal()
        await w.idle()
        assert await counts(w, "login.token") == tokens + 1

        # From now on only the new one counts at Microsoft.
        address = f"/microsoft/tenants/Contoso/apps/{app['client_id']}/secret"
        await w.ask("PUT", address, {"value": made["value"]})
        await w.advance(timedelta(hours=2))
        await w.idle()
        await shows(owner, NAME, "Active")
        assert (await stored(w)).reading.trouble is None
        assert await told(owner, "needs attention") == []


@pytest.mark.asyncio
async def test_the_mip_bot_connector_is_approved_again_from_the_form(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, name = w.person("olivia"), "Fabrikam"
        await add_by_bot(w, owner, name)
        await link_by_bot(w, owner, name)
        await shows(owner, name, "Validation Successful")
        await owner.press("Activate", containing=name, channel=CHANNEL)
        await shows(owner, name, "Active")
        await w.idle()
        await owner.press("Edit", containing=name, channel=CHANNEL)
        await owner.modal()
        await owner.press("Reauthorize")
        assert "Continue to Microsoft" in (await owner.modal()).buttons
        assert (await link_by_bot(w, owner, name)).title.startswith("Approved")
        await w.idle()
        await shows(owner, name, "Active")
        assert len(await told(owner, "First labels of")) == 1
        assert await told(owner, "needs attention") == []
