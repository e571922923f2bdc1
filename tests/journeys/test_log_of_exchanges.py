"""The log that everybody at the page may read holds no key to anything, after the whole story with the real bot."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from sandbox.exchanges import Exchange, Letter
from sandbox.tour import play
from tests.world import World, world

SHORTEST = 8
IN_ADDRESSES = re.compile(
    r"[?&](?:client_secret|client_assertion|code|code_verifier|state|nonce)=([^&\"\s]+)"
)
IN_JSON = re.compile(r'"(?:access_token|id_token|response_url|trigger_id)": ?"([^"]+)"')
IN_LINKS = re.compile(r"/(?:connect|secret)/([\w-]{20,})")


def keys_in(letter: Letter) -> Iterator[str]:
    """As they went over the wire."""
    headers = dict(letter.headers)
    for name in ("Authorization", "X-Slack-Signature"):
        yield headers.get(name, "").rpartition(" ")[2]
    body = letter.body.decode(errors="replace")
    for text in (headers.get("Location", ""), f"&{body}", unquote(body)):
        for look in (IN_ADDRESSES, IN_JSON, IN_LINKS):
            yield from look.findall(text)


async def read_by_everybody(w: World) -> list[dict[str, Any]]:
    return [await w.ask("GET", f"/exchanges/{line['n']}") for line in await w.ask("GET", "/exchanges")]


def all_keys(w: World, kept: list[Exchange]) -> set[str]:
    letters = [letter for each in kept for letter in (each.request, each.answer) if letter is not None]
    found = {key for letter in letters for key in keys_in(letter)}
    found |= {unquote(key) for key in found} | {*w.sandbox.options.secrets, *w.sandbox.microsoft.secrets()}
    return {key for key in found if len(key) >= SHORTEST}


@pytest.mark.asyncio
async def test_no_key_to_anything_can_be_read_in_it(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        assert await play(w.control, lambda _line: None, 30) == 0
        text = json.dumps(await read_by_everybody(w))
        keys = all_keys(w, w.sandbox.exchanges.recent())
    assert len(keys) > 40
    assert [key[:4] for key in keys if key in text] == []
    # It is still worth reading.
    for word in (
        "Contoso labels",
        "SensitivityLabel.Read",
        "view_submission",
        "plain_text_input",
        "client_credentials",
    ):
        assert word in text
