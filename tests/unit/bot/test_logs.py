"""Run in a process of its own: how logs are set up holds for a whole process."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

BEGIN = """
import logging, sys, structlog
from bot import logs
logs.set_up(sys.argv[1], sys.argv[2])
log = structlog.get_logger("bot.test")
"""


def written(program: str, style: str = "json", level: str = "DEBUG") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + program, style, level],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
        env={"PYTHONUTF8": "1"},
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def events(program: str, level: str = "DEBUG") -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(program, level=level)]


def test_an_event_has_a_name_and_fields_and_a_time_in_utc() -> None:
    (event,) = events("log.info('listening', port=3000)")
    assert (event["event"], event["port"], event["level"], event["logger"]) == (
        "listening",
        3000,
        "info",
        "bot.test",
    )
    assert event["timestamp"].endswith("Z")


RAISES = """
def deep(token):
    raise ValueError("hush " + token)
try:
    deep("hush-local")
except ValueError as fault:
    log.exception("one")
    log.error("two", exc_info=fault)
    log.error("three", exc_info=(type(fault), fault, fault.__traceback__))
    logging.getLogger("somebody").exception("four")
    logging.getLogger("somebody").error("five", exc_info=fault)
"""


def test_an_exception_is_its_class_and_where_it_came_from() -> None:
    """Its text may hold a body, and its locals a token."""
    found = events(RAISES)
    assert [event["event"] for event in found] == ["one", "two", "three", "four", "five"]
    for event in found:
        assert event["exception"] == "ValueError"
        assert event["where"].startswith("<string>:")
        assert "hush" not in json.dumps(event)


def test_an_event_is_one_line_whatever_a_value_holds() -> None:
    nasty = r"'a\r\nFAKE level=error\x1b[2J\u2028\u2029\x85\u202e\x00b'"
    for style in ("json", "text"):
        (line,) = written(f"log.warning('name', who={nasty})", style=style)
        assert all(letter.isprintable() for letter in line)
    (line,) = written(f"logging.getLogger('lib').warning('%s', {nasty})")
    assert all(letter.isprintable() for letter in line)


def test_a_long_value_is_cut() -> None:
    (event,) = events("log.warning('name', who='x' * 100_000)")
    assert len(event["who"]) == 200


def test_values_inside_values_are_cleaned_and_cut_as_well() -> None:
    (line,) = written(r"log.warning('name', who=['a\u2028b\x1b[2J', 'x' * 100_000], what={'k': 'c\x1bd'})")
    assert all(letter.isprintable() for letter in line)
    assert len(line) < 2000


def test_libraries_that_write_bodies_stay_quiet_at_debug() -> None:
    program = """
for name in ("slack_bolt.x", "slack_sdk.web", "msal.token_cache", "urllib3", "aiohttp.access", "aiosqlite"):
    logging.getLogger(name).debug("hush")
    logging.getLogger(name).info("hush")
logging.getLogger("somebody.else").debug("heard")
"""
    assert [event["event"] for event in events(program)] == ["heard"]


def test_bolt_does_not_open_its_own_loggers_again() -> None:
    """By itself it gives each the root's level, and at DEBUG writes every answer, links included."""
    program = """
from slack_bolt.async_app import AsyncApp
from slack_bolt.logger import get_bolt_logger
async def authorize(): ...
app = AsyncApp(signing_secret="s", authorize=authorize, logger=logging.getLogger("slack_bolt"))
app.logger.debug("hush")
get_bolt_logger(AsyncApp, app.logger).warning("hush")
"""
    assert events(program) == []


def test_the_level_counts() -> None:
    assert events("log.info('a'); log.warning('b')", level="WARNING")[0]["event"] == "b"


def test_text_is_for_people() -> None:
    (line,) = written("log.info('listening', port=3000)", style="text")
    assert "event=listening" in line
    assert "port=3000" in line
