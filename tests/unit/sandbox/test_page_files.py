"""The page's files: only those, with headers that let nothing from elsewhere in."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from sandbox.page_files import FOLDER, TYPES, PageFiles, add_headers
from tests.unit.sandbox.tiny_app import Scene


@pytest_asyncio.fixture
async def port(tmp_path: Path) -> AsyncIterator[int]:
    """A folder with a page in it, and beside it what is nobody's business."""
    page = tmp_path / "page"
    (page / "deep").mkdir(parents=True)
    (page / "index.html").write_text("<title>Ä</title>", encoding="utf-8")
    (page / "deep" / "a.js").write_text("// a", encoding="utf-8")
    (page / "notes.txt").write_text("mine", encoding="utf-8")
    (page / ".env.js.bak").write_text("mine", encoding="utf-8")
    (tmp_path / "outside.js").write_text("mine", encoding="utf-8")
    (page / "leak.js").symlink_to(tmp_path / "outside.js")
    app = web.Application()
    app.on_response_prepare.append(add_headers)
    app.add_routes(PageFiles(page).routes())
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def asked(port: int, path: str) -> str:
    """By hand: a client would tidy the path up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode()
    writer.close()
    return answer


@pytest.mark.asyncio
async def test_files_come_with_their_types(port: int) -> None:
    first, module = await asked(port, "/"), await asked(port, "/page/deep/a.js")
    assert first.startswith("HTTP/1.1 200")
    assert "Content-Type: text/html; charset=utf-8" in first
    assert first.endswith("<title>Ä</title>")
    assert "Content-Type: text/javascript; charset=utf-8" in module


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        "/page/../outside.js",
        "/page/%2e%2e/outside.js",
        "/page/..%2foutside.js",
        "/page/deep/../../outside.js",
        "/page//etc/hostname",
        "/page/leak.js",
        "/page/notes.txt",
        "/page/.env.js.bak",
        "/page/deep",
        "/page/nothing.js",
        "/page/a%00.js",
        f"/page/{'a' * 5000}.js",
    ],
)
async def test_nothing_else_is_given_away(port: int, path: str) -> None:
    answer = await asked(port, path)
    assert answer.startswith("HTTP/1.1 404")
    assert "mine" not in answer


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/", "/page/nothing.js"])
async def test_nothing_from_elsewhere_may_come_into_the_page(port: int, path: str) -> None:
    answer = await asked(port, path)
    policy = next(line for line in answer.splitlines() if line.startswith("Content-Security-Policy"))
    for rule in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ):
        assert rule in policy
    assert "X-Content-Type-Options: nosniff" in answer
    assert "Cache-Control: no-store" in answer


@pytest.mark.asyncio
async def test_the_sandbox_serves_the_page_of_the_package(scene: Scene) -> None:
    async with scene.session.get(scene.world.options.control_url) as got:
        assert (got.status, got.content_type) == (200, "text/html")
        page = await got.text()
    # Whatever the first file names is there, and is of a kind that is served.
    named = [part.split('"')[0] for part in page.split('="/page/')[1:]]
    assert named
    assert [each for each in named if not (FOLDER / each).is_file()] == []


def test_every_file_of_the_page_is_of_a_kind_that_is_served() -> None:
    files = [each for each in FOLDER.rglob("*") if each.is_file()]
    assert files
    assert [each.name for each in files if each.suffix not in TYPES] == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "elsewhere.example"},
        {"Host": "127.0.0.1.elsewhere.example"},
    ],
)
@pytest.mark.parametrize("path", ["/world", "/live?user=olivia", "/page/base.css"])
async def test_other_sites_may_not_use_the_switches(scene: Scene, path: str, headers: dict[str, str]) -> None:
    answer = await scene.ask("GET", path, headers=headers)
    assert answer == {"status": 403, "error": "This is not for other sites."}
    assert (await scene.ask("POST", "/reset", headers=headers))["status"] == 403


@pytest.mark.asyncio
async def test_programs_and_the_page_itself_may(scene: Scene) -> None:
    port = scene.world.options.control_port
    for headers in (
        {},
        {"Host": f"localhost:{port}"},
        {"Host": f"[::1]:{port}"},
        {"Origin": scene.world.options.control_url, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ):
        assert "tenants" in await scene.ask("GET", "/world", headers=headers)


@pytest.mark.asyncio
async def test_a_link_from_elsewhere_opens_the_page_and_no_more(scene: Scene) -> None:
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert await status(scene, "/", visit) == 200
    assert await status(scene, "/world", visit) == 403
    assert await status(scene, "/", {**visit, "Host": "elsewhere.example"}) == 403
    assert await status(scene, "/", {**visit, "Sec-Fetch-Dest": "iframe"}) == 403


async def status(scene: Scene, path: str, headers: dict[str, str]) -> int:
    async with scene.session.get(scene.world.options.control_url + path, headers=headers) as got:
        return got.status
