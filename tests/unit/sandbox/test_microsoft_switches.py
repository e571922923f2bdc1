"""The switches of the pretend Microsoft: labels as in the beginning, and since when an app is approved."""

from typing import Any

import pytest

from tests.unit.sandbox.loopback_microsoft import OPERATOR, START, Microsoft

pytestmark = pytest.mark.asyncio
CONTOSO = "/microsoft/tenants/contoso"


async def approval(microsoft: Microsoft) -> Any:
    return (await microsoft.switch("GET", CONTOSO))["enterprise_apps"][OPERATOR]


async def test_labels_come_back_as_they_were_in_the_beginning(microsoft: Microsoft) -> None:
    first = await microsoft.switch("GET", f"{CONTOSO}/labels")
    await microsoft.switch("PATCH", f"{CONTOSO}/labels/{first[1]['id']}", {"name": "Renamed"})
    await microsoft.switch("DELETE", f"{CONTOSO}/labels/{first[3]['id']}")
    assert await microsoft.switch("POST", f"{CONTOSO}/labels/restore") == first
    assert await microsoft.switch("GET", f"{CONTOSO}/labels") == first


async def test_only_the_labels_of_that_tenant_come_back(microsoft: Microsoft) -> None:
    await microsoft.switch("PUT", "/microsoft/tenants/fabrikam/labels", [])
    await microsoft.switch("POST", f"{CONTOSO}/labels/restore")
    assert await microsoft.switch("GET", "/microsoft/tenants/fabrikam/labels") == []


async def test_an_approval_tells_since_when(microsoft: Microsoft) -> None:
    microsoft.later(60)
    await microsoft.switch("PUT", f"{CONTOSO}/consent", {"client_id": OPERATOR})
    assert (await approval(microsoft))["effective_at"] == START + 60
    await microsoft.switch("DELETE", f"{CONTOSO}/consent?client_id={OPERATOR}")
    assert await approval(microsoft) == {"roles": [], "effective_at": 0}
