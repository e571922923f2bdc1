"""Where the public address is https, as everywhere but on one's own machine."""

from pathlib import Path

import pytest

from mip.consent import Purpose
from tests.hostile.browsing import (
    Browser,
    cookie_attributes,
    csrf_of,
    is_not_valid,
    is_secure_page,
    next_address,
)
from tests.hostile.linking import CONTOSO_SECRET, begun, signed_in_to_slack
from tests.hostile.place import place


@pytest.mark.asyncio
async def test_over_https_the_cookie_is_secure_and_for_this_host_only(tmp_path: Path) -> None:
    async with place(tmp_path, MIPBOT_PUBLIC_URL="https://bot.example.com") as there:
        one, browser = await begun(there), Browser(there)
        assert one.link.startswith("https://bot.example.com/connect/")
        page = await browser.get(one.link, [("Host", "bot.example.com")])
        assert (page.status, is_secure_page(page)) == (200, True)
        (cookie,) = page.all("set-cookie")
        assert cookie.startswith("__Host-mipbot=")
        assert len(cookie) < 4096
        assert cookie_attributes(cookie) == {
            "secure": "",
            "httponly": "",
            "samesite": "Lax",
            "path": "/",
            "max-age": "600",
        }
        answer = await browser.post(
            f"{one.link}/begin",
            {"csrf": csrf_of(page)},
            [("Host", "bot.example.com"), ("Origin", "https://bot.example.com")],
        )
        address = next_address(answer)
        assert "redirect_uri=https%3A%2F%2Fbot.example.com%2Fslack%2Fidentity" in address
        assert (await browser.get(one.link, [("Host", there.host)])).status == 421
        assert (await browser.get(one.link, [("Host", "evil.example.com")])).status == 421
        tossed = [("Host", "bot.example.com"), ("Cookie", f"mipbot=x; {browser.cookie}")]
        assert is_not_valid(await browser.get("/slack/identity?state=x&code=y", tossed))


@pytest.mark.asyncio
async def test_over_https_the_form_for_a_secret_is_bound_to_the_secure_cookie(tmp_path: Path) -> None:
    async with place(tmp_path, MIPBOT_PUBLIC_URL="https://bot.example.com") as there:
        one, browser = await begun(there, Purpose.SECRET), Browser(there)
        ours = [("Host", "bot.example.com")]
        sent_from = [*ours, ("Origin", "https://bot.example.com")]
        page = await browser.get(one.link, ours)
        began = await browser.post(f"{one.link}/begin", {"csrf": csrf_of(page)}, sent_from)
        back = await signed_in_to_slack(there, next_address(began))
        form = next_address(await browser.get(back, ours))
        assert browser.cookie.startswith("__Host-mipbot=")
        plain = Browser(there, browser.cookie.removeprefix("__Host-"))
        assert is_not_valid(await plain.get(form, ours))
        token = csrf_of(await browser.get(form, ours))
        typed = {"csrf": token, "client_secret": CONTOSO_SECRET}
        assert (await browser.post(form, typed, [*ours, ("Origin", "https://evil.example")])).status == 403
        assert (await browser.post(form, typed, sent_from)).status == 200
