"""What an operator does from a shell, in a process of its own."""

import base64
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from storage.vault import key_id
from tests.contract.microsoft_certificate import self_signed
from tests.house.tracked import ROOT
from tests.unit.bot.test_settings import GUID

KEY = base64.b64encode(b"k" * 32).decode()
OTHER_KEY = base64.b64encode(b"o" * 32).decode()
KID, OTHER_KID = key_id(b"k" * 32), key_id(b"o" * 32)
ENOUGH = {"SLACK_SIGNING_SECRET": "s", "SLACK_BOT_TOKEN": "t", "MIPBOT_ENCRYPTION_KEYS": KEY}
VERBS = ("demo", "run", "check", "migrate", "rotate-keys", "manifest")


def mipbot(*words: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "200",
            "NO_COLOR": "1",
            **variables,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_explains_itself(tmp_path: Path) -> None:
    done = mipbot("--help", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [verb for verb in VERBS if f" {verb} " not in done.stdout] == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str) -> None:
    done = CliRunner().invoke(cli, [verb, "--help"])
    assert done.exit_code == 0
    assert "Usage: " in done.stdout
    assert len(done.stdout.split("Usage: ")[1].splitlines()[2].split()) > 3, "a sentence"


@pytest.mark.parametrize("verb", ["run", "check", "migrate", "rotate-keys"])
def test_no_verb_starts_without_its_settings(verb: str) -> None:
    assert CliRunner().invoke(cli, [verb]).exit_code == 2


@pytest.mark.parametrize("verb", ["run", "migrate"])
def test_missing_settings_are_listed_and_end_it_with_2(verb: str, tmp_path: Path) -> None:
    done = mipbot(verb, folder=tmp_path, MIPBOT_PORT="hush")
    assert (done.returncode, done.stdout) == (2, "")
    for name in ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "MIPBOT_ENCRYPTION_KEYS", "MIPBOT_PORT"):
        assert name in done.stderr
    assert "hush" not in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_new_folder_is_all_it_takes(tmp_path: Path) -> None:
    done = mipbot("check", folder=tmp_path, **ENOUGH)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "data" / "mipbot.sqlite3").is_file()


@pytest.mark.parametrize(
    ("days", "verb", "left"), [(100.5, "expires", ", in 100 days"), (-2.0, "expired", "")]
)
def test_the_check_says_when_the_certificate_of_the_connector_expires(
    days: float, verb: str, left: str, tmp_path: Path
) -> None:
    (tmp_path / "app.pem").write_text("".join(self_signed("127.0.0.1", days)))
    own = {"MIPBOT_CLIENT_ID": GUID, "MIPBOT_CLIENT_CERTIFICATE_FILE": "app.pem"}
    done = mipbot("check", folder=tmp_path, **ENOUGH, **own)
    told, day = done.stdout.splitlines()[0], (datetime.now(UTC) + timedelta(days=days)).date()
    # In the afternoon there is a day more between the dates.
    assert told.replace("101", "100") == f"The certificate of the MIP bot connector {verb} on {day}{left}."
    assert done.returncode == 0


def test_the_audit_trail_is_verified_and_a_broken_row_ends_it_with_5(tmp_path: Path) -> None:
    done = mipbot("check", "--audit", folder=tmp_path, **ENOUGH)
    assert (done.returncode, done.stdout) == (0, "The audit trail is empty.\n")
    assert not (tmp_path / "data" / "mipbot.sqlite3").exists()
    assert mipbot("check", folder=tmp_path, **ENOUGH).returncode == 0
    with sqlite3.connect(tmp_path / "data" / "mipbot.sqlite3") as database:
        database.execute(
            "INSERT INTO mip_audit (workspace, seq, at, actor, action, account, details, prev_hash, hash)"
            " VALUES ('T1', 2, '2026-01-01 00:00:00+00:00', 'U1', 'x', '', '{}', '', '')"
        )
    database.close()
    done = mipbot("check", "--audit", folder=tmp_path, **ENOUGH)
    assert (done.returncode, done.stderr) == (5, "The audit trail is broken:\nT1: row 1 is missing.\n")
    assert done.stdout.startswith("T1: 0 rows hold, the last hash is 000")


def test_an_anchor_without_its_rows_ends_it_with_5_and_no_anchor_at_all_with_2(tmp_path: Path) -> None:
    done = mipbot("check", "--audit", "--anchor", f"T1:7:{'a' * 64}", folder=tmp_path, **ENOUGH)
    assert done.returncode == 5
    assert done.stderr == "The audit trail is broken:\nT1: row 1 is missing: an anchor knows 7 rows.\n"
    done = mipbot("check", "--audit", "--anchor", "T1", folder=tmp_path, **ENOUGH)
    assert done.returncode == 2
    assert "WORKSPACE:NUMBER:HASH" in done.stderr


def test_an_older_database_is_left_alone_and_ends_it_with_3(tmp_path: Path) -> None:
    """Tables of ours, and nothing that says which version they are."""
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / "data" / "mipbot.sqlite3") as database:
        database.execute("CREATE TABLE mip_account (id TEXT)")
    database.close()
    for verb in ("check", "rotate-keys"):
        done = mipbot(verb, folder=tmp_path, **ENOUGH)
        assert done.returncode == 3, done.stderr
        assert "Traceback" not in done.stderr


def test_a_lost_key_ends_it_with_3_and_a_sentence(tmp_path: Path) -> None:
    assert mipbot("check", folder=tmp_path, **ENOUGH).returncode == 0
    done = mipbot("check", folder=tmp_path, **{**ENOUGH, "MIPBOT_ENCRYPTION_KEYS": OTHER_KEY})
    assert done.returncode == 3
    assert "MIPBOT_ENCRYPTION_KEYS" in done.stderr
    assert KEY not in done.stderr


def test_keys_are_rotated_by_putting_a_new_one_first(tmp_path: Path) -> None:
    assert mipbot("migrate", folder=tmp_path, **ENOUGH).returncode == 0
    both = {**ENOUGH, "MIPBOT_ENCRYPTION_KEYS": f"{OTHER_KEY},{KEY}"}
    done = mipbot("rotate-keys", folder=tmp_path, **both)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"Rows moved to the key {OTHER_KID}: 0.",
        "Rows sealed with another key: 0.",
        f"The key {KID} may now be removed from MIPBOT_ENCRYPTION_KEYS.",
    ]
    new = {**ENOUGH, "MIPBOT_ENCRYPTION_KEYS": OTHER_KEY}
    assert mipbot("check", folder=tmp_path, **new).returncode == 0


def test_with_one_key_nothing_is_rotated_and_it_says_so(tmp_path: Path) -> None:
    assert mipbot("migrate", folder=tmp_path, **ENOUGH).returncode == 0
    assert mipbot("check", folder=tmp_path, **ENOUGH).returncode == 0
    done = mipbot("rotate-keys", folder=tmp_path, **ENOUGH)
    assert (done.returncode, done.stdout) == (3, "")
    assert "one key" in done.stderr
    assert "put a new key before it" in done.stderr
    assert KEY not in done.stderr


def test_a_secret_that_does_not_open_is_counted_and_ends_it_with_4(tmp_path: Path) -> None:
    assert mipbot("check", folder=tmp_path, **ENOUGH).returncode == 0
    database = sqlite3.connect(tmp_path / "data" / "mipbot.sqlite3")
    with database:
        database.execute("PRAGMA foreign_keys = OFF")
        row = ("c1", "T1", "client_secret", f"v1:{KID}:AAAAAAAAAAAAAAAA:AAAA", "", "a1")
        columns = "id, workspace, kind, sealed, public, account_id"
        database.execute(f"INSERT INTO mip_credential ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)
    database.close()
    both = {**ENOUGH, "MIPBOT_ENCRYPTION_KEYS": f"{OTHER_KEY},{KEY}"}
    done = mipbot("rotate-keys", folder=tmp_path, **both)
    assert done.returncode == 4
    assert f"  1 with {KID}, which could not be opened" in done.stdout
    assert "may now be removed" not in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MIPBOT_DATABASE_URL", "mysql://u:hush@h/d"),
        ("MIPBOT_DATABASE_URL", "postgres://u:hush@127.0.0.1:1/d"),
        ("MIPBOT_DATA_DIR", "/dev/null/hush"),
    ],
)
def test_a_database_that_is_not_to_be_had_is_a_sentence(name: str, value: str, tmp_path: Path) -> None:
    done = mipbot("check", folder=tmp_path, **ENOUGH, **{name: value})
    assert done.returncode in {2, 3}
    assert len(done.stderr.splitlines()) == 1
    assert "u:hush" not in done.stderr


def test_a_manifest_for_plain_http_is_refused(tmp_path: Path) -> None:
    done = mipbot("manifest", "--public-url", "http://bot.example.com", folder=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "https://" in done.stderr


def test_a_certificate_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text("hush")
    more = {
        "MIPBOT_CLIENT_ID": "11111111-2222-4333-8444-555555555555",
        "MIPBOT_CLIENT_CERTIFICATE_FILE": "app.pem",
    }
    for verb in ("run", "check"):
        done = mipbot(verb, folder=tmp_path, **ENOUGH, **more)
        assert done.returncode == 2
        assert "MIPBOT_CLIENT_CERTIFICATE_FILE has to hold" in done.stderr
        assert "hush" not in done.stderr


def test_the_manifest_is_printed_for_the_address(tmp_path: Path) -> None:
    done = mipbot("manifest", "--public-url", "https://mip.contoso.com/", folder=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "url: https://mip.contoso.com/slack/events" in done.stdout
    assert "bot.example.com" not in done.stdout


def test_a_manifest_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    done = mipbot("manifest", "--public-url", "https://mip.contoso.com", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "manifest.yml: No such file or directory.\n"


def install_in(folder: Path, refused_at: str | None = None, why: str | None = None) -> None:
    columns = "id, workspace, enterprise, is_org, app, bot_user, installed_by, installed_at, token, refresh, version"
    with sqlite3.connect(folder / "data" / "mipbot.sqlite3") as database:
        database.execute(
            f"INSERT INTO mip_installation ({columns}, refused_at, refused_why) "
            "VALUES ('T1', 'T1', '', 0, 'A1', 'U1', 'U2', '2026-01-01', 'x', '', 1, ?, ?)",
            [refused_at, why],
        )
        database.execute("INSERT INTO mip_workspace (id, installation, name) VALUES ('T1', 'T1', 'Contoso')")
    database.close()


@pytest.mark.parametrize(
    ("since", "day"), [(None, "7 days after the next start"), ("2026-01-02 12:00:00", "on 2026-01-09")]
)
def test_check_says_who_is_not_served_while_the_operators_token_serves_one(
    since: str | None, day: str, tmp_path: Path
) -> None:
    assert mipbot("migrate", folder=tmp_path, **ENOUGH).returncode == 0
    install_in(tmp_path, since, "operator_token" if since else None)
    done = mipbot("check", folder=tmp_path, **ENOUGH)
    assert done.returncode == 0, done.stderr
    said = f"1 that installed the bot is not served. Is it still set {day}, what they had is deleted."
    assert f"With SLACK_BOT_TOKEN set, {said}" in done.stdout


def test_check_says_where_workspaces_install_the_bot_and_how_many_have(tmp_path: Path) -> None:
    several = {name: value for name, value in ENOUGH.items() if name != "SLACK_BOT_TOKEN"}
    several |= {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "hush",
        "MIPBOT_PUBLIC_URL": "https://b.example",
    }
    assert mipbot("migrate", folder=tmp_path, **several).returncode == 0
    install_in(tmp_path, "2026-01-02")
    done = mipbot("check", folder=tmp_path, **several)
    assert done.returncode == 0, done.stderr
    assert (
        "Workspaces install the bot at https://b.example/slack/install. Served until now: 1." in done.stdout
    )
    assert "Slack refuses the token of T1: it has to be installed again." in done.stdout
