import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.setting_rules import MAKE_A_KEY, is_loopback
from bot.settings import BadSettings, Settings, load
from mip.identity import GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR

KEY = base64.b64encode(b"k" * 32).decode()
OTHER_KEY = base64.b64encode(b"o" * 32).decode()
GUID = "11111111-2222-4333-8444-555555555555"
ENOUGH = {"SLACK_SIGNING_SECRET": "signing", "SLACK_BOT_TOKEN": "xoxb", "MIPBOT_ENCRYPTION_KEYS": KEY}
CANARY = "canary-in-a-value"


def problems(**given: Any) -> list[str]:
    with pytest.raises(BadSettings) as bad:
        load(**given)
    return bad.value.problems


def names(**given: Any) -> list[str]:
    return sorted(problem.split()[0] for problem in problems(**given))


def test_three_variables_are_enough() -> None:
    settings = load(**ENOUGH)
    assert settings.public_url == "http://127.0.0.1:3000"
    assert settings.database_url == "sqlite://data/mipbot.sqlite3"
    assert settings.scan_interval == timedelta(hours=1)
    assert settings.roles == {GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR}
    assert settings.slack_url == "https://slack.com"
    assert (settings.metrics_port, settings.log_format, settings.log_level) == (None, "text", "INFO")
    assert not settings.is_socket_mode
    assert not settings.slack_is_elsewhere


def test_nothing_set_names_everything_that_is_missing() -> None:
    assert names() == ["MIPBOT_ENCRYPTION_KEYS", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]


def test_a_missing_key_comes_with_the_command_that_makes_one() -> None:
    (said,) = problems(SLACK_SIGNING_SECRET="s", SLACK_BOT_TOKEN="t")
    assert said == f"MIPBOT_ENCRYPTION_KEYS is missing: make a key with: {MAKE_A_KEY}"


WRONG = {
    "MIPBOT_ENCRYPTION_KEYS": CANARY,
    "MIPBOT_PUBLIC_URL": f"http://{CANARY}.example.com",
    "MIPBOT_SCAN_INTERVAL": CANARY,
    "MIPBOT_ALLOWED_ROLES": CANARY,
    "MIPBOT_PORT": CANARY,
    "MIPBOT_METRICS_PORT": "70000",
    "MIPBOT_SLACK_URL": f"ftp://{CANARY}",
    "MIPBOT_LOGIN_URL": CANARY,
    "MIPBOT_GRAPH_URL": f"https://user:{CANARY}@graph",
    "MIPBOT_LOG_FORMAT": CANARY,
    "MIPBOT_LOG_LEVEL": CANARY,
    "MIPBOT_CLIENT_ID": CANARY,
    "MIPBOT_CLIENT_CERTIFICATE_FILE": f"/no/{CANARY}",
    "MIPBOT_CA_FILE": f"/no/{CANARY}",
    "SLACK_CLIENT_ID": CANARY,
}


def test_every_problem_is_told_at_once_by_name_and_never_by_value() -> None:
    """What is wrong by itself, what is missing, and what does not belong together."""
    told = "\n".join(problems(**WRONG))
    for name in (*WRONG, "SLACK_SIGNING_SECRET"):
        assert name in told
    assert CANARY not in told
    assert "70000" not in told
    assert len(told.splitlines()) == len(WRONG) + 1


def test_without_a_token_workspaces_install_the_bot_if_there_is_an_app_to_install() -> None:
    without = {name: value for name, value in ENOUGH.items() if name != "SLACK_BOT_TOKEN"}
    (told,) = problems(**without)
    assert told.startswith("SLACK_BOT_TOKEN is missing")
    app = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush"}
    assert load(**{**without, **app}).serves_many
    assert not load(**{**ENOUGH, **app}).serves_many


@pytest.mark.parametrize("name", WRONG)
def test_each_problem_is_told_alone_too(name: str) -> None:
    given = {**ENOUGH, name: WRONG[name]}
    if name == "MIPBOT_CLIENT_CERTIFICATE_FILE":
        given["MIPBOT_CLIENT_ID"] = GUID
    told = problems(**given)
    assert all(name in each for each in told)
    assert CANARY not in "".join(told)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("15m", timedelta(minutes=15)),
        ("900s", timedelta(minutes=15)),
        ("1h", timedelta(hours=1)),
        ("7d", timedelta(days=7)),
        (" 2h ", timedelta(hours=2)),
    ],
)
def test_durations(text: str, meant: timedelta) -> None:
    assert load(**{**ENOUGH, "MIPBOT_SCAN_INTERVAL": text}).scan_interval == meant


@pytest.mark.parametrize(
    "text", ["14m", "8d", "1", "h", "1.5h", "-1h", "0h", "1h30m", "1 h", "PT1H", "01h", "1H", "٣h"]
)
def test_what_is_no_duration_or_out_of_bounds(text: str) -> None:
    assert names(**{**ENOUGH, "MIPBOT_SCAN_INTERVAL": text}) == ["MIPBOT_SCAN_INTERVAL"]


def test_lists_are_separated_by_commas_and_the_first_key_writes() -> None:
    given = {"MIPBOT_ENCRYPTION_KEYS": f" {OTHER_KEY} , {KEY},", "MIPBOT_ALLOWED_ROLES": f"{GUID.upper()}"}
    settings = load(**{**ENOUGH, **given})
    assert settings.keys == (b"o" * 32, b"k" * 32)
    assert settings.roles == {GUID}


@pytest.mark.parametrize(
    "keys", [KEY[:-4], KEY + "AAAA", "not base64!", f"{KEY},short", ",", KEY.replace("=", "")]
)
def test_a_key_that_is_none(keys: str) -> None:
    (said,) = problems(**{**ENOUGH, "MIPBOT_ENCRYPTION_KEYS": keys})
    assert said.startswith("MIPBOT_ENCRYPTION_KEYS ")
    assert MAKE_A_KEY in said


ADDRESSES = ["MIPBOT_PUBLIC_URL", "MIPBOT_SLACK_URL", "MIPBOT_LOGIN_URL", "MIPBOT_GRAPH_URL"]


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "address", ["https://a.example", "http://127.0.0.1:80", "http://localhost", "http://[::1]:1"]
)
def test_https_anywhere_and_http_on_this_machine(name: str, address: str) -> None:
    load(**{**ENOUGH, name: address})


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "address",
    [
        "http://a.example",
        "http://10.0.0.1",
        "http://localhost.evil.example",
        "http://127.0.0.1.nip.io",
        "a.example",
        "ftp://a.example",
        "https://",
        "https://u@a.example",
        "https://a.example?x=1",
        "https://a.example#x",
        "https://a.example:99999",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_of_ours(name: str, address: str) -> None:
    assert names(**{**ENOUGH, name: address}) == [name]


def test_browsers_reach_us_at_the_root() -> None:
    """Our pages' own addresses begin with a slash: below a path they would lead elsewhere."""
    assert load(**{**ENOUGH, "MIPBOT_PUBLIC_URL": "https://a.example/"}).public_url == "https://a.example"
    assert names(**{**ENOUGH, "MIPBOT_PUBLIC_URL": "https://a.example/mip"}) == ["MIPBOT_PUBLIC_URL"]


def test_the_public_address_may_be_left_out_on_loopback_only() -> None:
    assert load(**ENOUGH, MIPBOT_HOST="::1", MIPBOT_PORT="8080").public_url == "http://[::1]:8080"
    assert names(**ENOUGH, MIPBOT_HOST="0.0.0.0") == ["MIPBOT_PUBLIC_URL"]


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("", False),
    ],
)
def test_loopback(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours


def test_socket_mode_needs_no_signing_secret() -> None:
    settings = load(SLACK_BOT_TOKEN="t", SLACK_APP_TOKEN="xapp", MIPBOT_ENCRYPTION_KEYS=KEY)
    assert settings.is_socket_mode
    assert settings.signing_secret is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_ID"),
        ({"SLACK_CLIENT_SECRET": "s"}, "SLACK_CLIENT_ID"),
        ({"MIPBOT_CLIENT_ID": GUID}, "MIPBOT_CLIENT_ID"),
        ({"MIPBOT_CLIENT_SECRET": "s"}, "MIPBOT_CLIENT_ID"),
    ],
)
def test_what_belongs_together_is_set_together(given: dict[str, str], told: str) -> None:
    assert names(**ENOUGH, **given) == [told]


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"{name}={value}" for name, value in ENOUGH.items()]
    Path(".env").write_text("\n".join([*lines, "MIPBOT_PORT=4000", "UNKNOWN=kept out"]))
    assert load().port == 4000
    monkeypatch.setenv("MIPBOT_PORT", "5000")
    assert load().port == 5000


def test_no_secret_shows_in_a_repr() -> None:
    secrets = {
        "SLACK_SIGNING_SECRET": "hush-1",
        "SLACK_BOT_TOKEN": "hush-2",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "hush-3",
        "MIPBOT_CLIENT_ID": GUID,
        "MIPBOT_CLIENT_SECRET": "hush-4",
        "MIPBOT_DATABASE_URL": "postgres://u:hush-5@h/d",
        "MIPBOT_ENCRYPTION_KEYS": KEY,
        "SLACK_APP_TOKEN": "hush-6",
    }
    settings = load(**secrets)
    assert "hush" not in f"{settings!r} {settings}"
    assert repr(b"k" * 32) not in repr(settings)


def test_every_variable_can_be_set_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No list is mistaken for JSON, no empty variable for a value."""
    for name, value in {**ENOUGH, "MIPBOT_ALLOWED_ROLES": f"{GUID},{GUID}", "MIPBOT_PORT": ""}.items():
        monkeypatch.setenv(name, value)
    assert load().roles == {GUID}
    assert load().port == Settings.model_fields["port"].default
