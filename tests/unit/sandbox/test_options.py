"""The command line of the sandbox."""

import pytest

from sandbox.defaults import Options, read_options


def test_nothing_has_to_be_said() -> None:
    assert read_options([]) == Options()


def test_the_app_may_be_another() -> None:
    told = read_options(
        [
            *(
                "--app-name",
                "Other",
                "--command",
                "/other",
                "--command-description",
                "Does",
                "--usage-hint",
                "x",
            ),
            *("--home-tab", "--no-read-only-messages", "--calendar", "http://127.0.0.1:9/c"),
        ]
    )
    assert (told.app_name, told.command, told.command_description, told.usage_hint) == (
        "Other",
        "/other",
        "Does",
        "x",
    )
    assert (told.home_tab, told.read_only_messages) == (True, False)
    assert told.calendar == "http://127.0.0.1:9/c"


@pytest.mark.parametrize(
    ("told", "posted"),
    [
        ([], "http://127.0.0.1:3000/slack/events"),
        (["--target", "http://127.0.0.1:5/"], "http://127.0.0.1:5/slack/events"),
        (["--request-url", "http://127.0.0.1:5/bolt"], "http://127.0.0.1:5/bolt"),
    ],
)
def test_where_slack_posts(told: list[str], posted: str) -> None:
    assert read_options(told).events_url == posted


def test_every_option_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(["--help"])
    shown = capsys.readouterr().out
    assert "--no-home-tab" in shown
    assert "where the pretend Slack posts" in shown
