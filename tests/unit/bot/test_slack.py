import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from yarl import URL

from bot.slack import KNOWN_FOR, LONGEST_TEXT, Calls, FixedToken, SlackWorkspace
from bot.slack_pauses import Pauses
from bot.slack_uploads import SlackHosts, Uploads
from microsoft.outbound import Outbound
from mip.accounts import Card
from mip.credentials import Secret
from mip.people import Profile
from mip.ports import Attachment, Message, SlackRefused, SlackUnclear
from tests.unit.bot.fakes import HandClock
from tests.unit.bot.far_slack import FarSlack, far_slack

TOKEN = "xoxb-hush"
HELLO = Message("hello", ({"type": "divider"},))


class Here:
    """Our side of the wire."""

    def __init__(self, far: FarSlack, outbound: Outbound) -> None:
        self.far = far
        self.clock = HandClock()
        origins = frozenset({URL(far.address)})
        self.calls = Calls(outbound, far.address, FixedToken(Secret(TOKEN)), Pauses(self.clock.wire))
        self.slack = SlackWorkspace(self.calls, self.clock.wire, origins, Uploads(outbound, origins))


@pytest_asyncio.fixture
async def here() -> AsyncIterator[Here]:
    async with far_slack() as (far, outbound):
        yield Here(far, outbound)


@pytest.mark.asyncio
async def test_a_call_carries_the_token_in_its_header_and_json(here: Here) -> None:
    here.far.body = '{"ok": true, "channel": "C1", "ts": "1.2"}'
    assert await here.slack.post("#general", HELLO) == Card("C1", "1.2")
    (asked,) = here.far.asked
    assert (asked.path, asked.kind) == ("/api/chat.postMessage", "application/json")
    assert asked.authorization == f"Bearer {TOKEN}"
    assert TOKEN not in asked.body
    sent = json.loads(asked.body)
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)


@pytest.mark.asyncio
async def test_what_only_reads_takes_a_form(here: Here) -> None:
    """https://docs.slack.dev/apis/web-api/#methods_supporting_json"""
    await here.slack.profile("U1")
    await here.slack.link_to(Card("C1", "1.2"))
    assert [asked.kind for asked in here.far.asked] == ["application/x-www-form-urlencoded"] * 2


@pytest.mark.asyncio
async def test_no_is_an_answer(here: Here) -> None:
    here.far.body = '{"ok": false, "error": "channel_not_found"}'
    with pytest.raises(SlackRefused) as no:
        await here.slack.post("C1", HELLO)
    assert (no.value.code, no.value.retry_after) == ("channel_not_found", None)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ({"Retry-After": "30"}, timedelta(seconds=30)),
        ({"Retry-After": "999999999999"}, timedelta(hours=1)),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "\u0661"}, None),
        ({}, None),
    ],
)
async def test_too_many_says_when(header: dict[str, str], wait: timedelta | None, here: Here) -> None:
    here.far.status, here.far.headers = 429, header
    with pytest.raises(SlackRefused) as no:
        await here.slack.post("C1", HELLO)
    assert (no.value.code, no.value.retry_after) == ("ratelimited", wait)


UNCLEAR = {
    "html": (200, "<html>ok</html>", {}),
    "nothing": (200, "", {}),
    "a list": (200, "[]", {}),
    "too large": (200, json.dumps({"ok": True, "x": "y" * 70_000}), {}),
    "a server's fault": (500, '{"ok": true}', {}),
    "a proxy's fault": (502, "<html>", {}),
    "a redirect": (302, '{"ok": true}', {"Location": "https://evil.example/"}),
    "a redirect that keeps the body": (307, '{"ok": true}', {"Location": "/elsewhere"}),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", UNCLEAR)
async def test_whatever_else_it_is_the_message_may_have_arrived_and_is_not_sent_again(
    answer: str, here: Here
) -> None:
    here.far.status, here.far.body, here.far.headers = UNCLEAR[answer]
    with pytest.raises(SlackUnclear):
        await here.slack.post("C1", HELLO)
    assert [asked.path for asked in here.far.asked] == ["/api/chat.postMessage"]


@pytest.mark.asyncio
async def test_a_cut_connection_may_have_carried_it(here: Here) -> None:
    here.far.silent = True
    with pytest.raises(SlackUnclear):
        await here.slack.post("C1", HELLO)
    assert len(here.far.asked) == 1


@pytest.mark.asyncio
async def test_where_nobody_listens_nothing_arrived() -> None:
    async with far_slack() as (far, outbound):
        here = Here(far, outbound)
    with pytest.raises(SlackRefused) as no:
        await here.slack.post("C1", HELLO)
    assert no.value.code == "unreachable"
    await outbound.close()


@pytest.mark.asyncio
async def test_an_answer_without_what_we_need_is_unclear(here: Here) -> None:
    """It said yes, so it was posted; where, nobody knows."""
    with pytest.raises(SlackUnclear):
        await here.slack.post("C1", HELLO)


@pytest.mark.asyncio
async def test_a_long_text_is_cut_to_what_an_update_takes(here: Here) -> None:
    await here.slack.update(Card("C1", "1.2"), Message("x" * 5000))
    text = json.loads(here.far.asked[0].body)["text"]
    assert len(text) == LONGEST_TEXT + 1
    assert text.endswith("\u2026")


@pytest.mark.asyncio
@pytest.mark.parametrize("replace", [True, False])
async def test_a_response_url_gets_no_token(replace: bool, here: Here) -> None:
    here.far.body = "ok"
    await here.slack.respond(f"{here.far.address}/actions/T1/1/x", HELLO, replace=replace)
    (asked,) = here.far.asked
    assert asked.authorization == ""
    sent = json.loads(asked.body)
    assert sent["replace_original"] is replace
    assert sent.get("response_type") == (None if replace else "ephemeral")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x",
        "http://127.0.0.1:1/x",
        "https://hooks.slack.com.evil.example/x",
        "//evil.example",
        "javascript:alert(1)",
        "http://[",
        "",
    ],
)
async def test_a_response_url_of_somebody_else_is_not_called(address: str, here: Here) -> None:
    with pytest.raises(SlackRefused) as no:
        await here.slack.respond(address, HELLO, replace=False)
    assert no.value.code == "foreign_response_url"
    assert here.far.asked == []


@pytest.mark.asyncio
async def test_a_response_url_that_is_used_up(here: Here) -> None:
    here.far.status, here.far.body = 404, '{"ok": false, "error": "used_url"}'
    with pytest.raises(SlackRefused) as no:
        await here.slack.respond(f"{here.far.address}/actions/x", HELLO, replace=False)
    assert no.value.code == "response_url_404"


@pytest.mark.asyncio
async def test_a_profile_is_known_for_a_minute(here: Here) -> None:
    here.far.body = json.dumps({"ok": True, "user": {"team_id": "T1", "is_admin": True}})
    assert (await here.slack.profile("U1")).is_admin
    here.far.body = json.dumps({"ok": True, "user": {"team_id": "T1", "is_admin": False}})
    assert (await here.slack.profile("U1")).is_admin
    here.clock.pass_(KNOWN_FOR)
    assert not (await here.slack.profile("U1")).is_admin
    assert len(here.far.asked) == 2


@pytest.mark.asyncio
async def test_the_workspaces_of_an_organisation_are_read_to_the_last_page(here: Here) -> None:
    first = {"ok": True, "teams": [{"id": "T1"}, {"id": "T2"}], "response_metadata": {"next_cursor": "more"}}
    here.far.first.append(json.dumps(first))
    here.far.body = json.dumps(
        {"ok": True, "teams": [{"id": "T3"}], "response_metadata": {"next_cursor": ""}}
    )
    assert await here.slack.teams() == {"T1", "T2", "T3"}
    assert [each.body for each in here.far.asked] == ["limit=1000", "limit=1000&cursor=more"]


NO_LISTS: list[dict[str, object]] = [
    {},
    {"teams": None},
    {"teams": {"id": "T1"}},
    {"teams": ["T1"]},
    {"teams": [{"id": "T1"}, {"id": None}]},
    {"teams": [{"id": ""}]},
    {"teams": [{"id": "T1"}], "response_metadata": {"next_cursor": "for ever"}},
]


@pytest.mark.asyncio
@pytest.mark.parametrize("answer", NO_LISTS)
async def test_a_list_of_workspaces_that_may_lack_one_is_none(answer: dict[str, object], here: Here) -> None:
    here.far.body = json.dumps({"ok": True, **answer})
    with pytest.raises(SlackUnclear):
        await here.slack.teams()


PEOPLE = [
    ({"name": "ann", "team_id": "T1"}, Profile("ann", "T1")),
    ({"real_name": "Ann", "profile": {"display_name": "a"}, "team_id": "T1"}, Profile("a", "T1")),
    ({"team_id": "T1", "is_owner": True}, Profile("somebody", "T1", is_admin=True)),
    ({"team_id": "T1", "is_restricted": True}, Profile("somebody", "T1", is_guest=True)),
    ({"team_id": "T1", "is_ultra_restricted": True}, Profile("somebody", "T1", is_guest=True)),
    ({"team_id": "T1", "is_bot": True}, Profile("somebody", "T1", is_bot=True)),
    ({"team_id": "T1", "deleted": True}, Profile("somebody", "T1", is_deleted=True)),
    ({"team_id": "T2", "is_stranger": True}, Profile("somebody", "T2", is_deleted=True)),
    ({"is_admin": "true", "profile": []}, Profile("somebody", "")),
    (
        {"team_id": "T1", "enterprise_user": {"teams": ["T1", "T2", 3], "is_owner": True}},
        Profile("somebody", "T1", teams=frozenset({"T1", "T2"}), is_org_admin=True),
    ),
    ({"team_id": "T1", "enterprise_user": {"teams": "T2", "is_admin": "true"}}, Profile("somebody", "T1")),
    ({"team_id": "T1", "enterprise_user": ["T2"]}, Profile("somebody", "T1")),
    (None, Profile("somebody", "")),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("user", "profile"), PEOPLE)
async def test_who_somebody_is(user: object, profile: Profile, here: Here) -> None:
    """What is not said, or said in another shape, gives nobody a right."""
    here.far.body = json.dumps({"ok": True, "user": user})
    assert await here.slack.profile("U1") == profile


FILE = Attachment("audit.csv", b"a,b\r\n")


def uploading(address: str, **more: str) -> str:
    """One answer that fits every call of an upload."""
    found = {"ok": True, "upload_url": f"{address}/upload/1", "file_id": "F1", "channel": "D1", "ts": "1.2"}
    return json.dumps({**found, **more})


@pytest.mark.asyncio
async def test_a_file_is_uploaded_announced_and_then_shown(here: Here) -> None:
    here.far.body = uploading(here.far.address)
    await here.slack.send_file("U1", HELLO, FILE)
    place, upload, words, shown = here.far.asked
    assert (place.path, place.body) == ("/api/files.getUploadURLExternal", "filename=audit.csv&length=5")
    assert (upload.path, upload.body, upload.authorization) == ("/upload/1", "a,b\r\n", "")
    assert (words.path, json.loads(words.body)["channel"]) == ("/api/chat.postMessage", "U1")
    assert shown.path == "/api/files.completeUploadExternal"
    assert json.loads(shown.body) == {"files": [{"id": "F1", "title": "audit.csv"}], "channel_id": "D1"}


@pytest.mark.asyncio
@pytest.mark.parametrize("address", ["http://evil.example/u", "http://127.0.0.1:1/u", "", "http://[", "/u"])
async def test_a_file_goes_nowhere_but_to_slack(here: Here, address: str) -> None:
    here.far.body = uploading(here.far.address, upload_url=address)
    with pytest.raises(SlackRefused, match="foreign_upload_url"):
        await here.slack.send_file("U1", HELLO, FILE)
    assert len(here.far.asked) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("failing", "status", "raised"),
    [
        ("getUploadURLExternal", 500, "unreachable"),
        ("upload/1", 500, "service_unavailable"),
        ("upload/1", 400, "upload_refused"),
    ],
)
async def test_until_it_is_shown_nothing_is_unclear(
    here: Here, failing: str, status: int, raised: str
) -> None:
    here.far.body = uploading(here.far.address)
    here.far.failing = {failing: status}
    with pytest.raises(SlackRefused, match=raised):
        await here.slack.send_file("U1", HELLO, FILE)
    assert "chat.postMessage" not in here.far.asked[-1].path


@pytest.mark.asyncio
async def test_a_silent_upload_is_a_no(here: Here) -> None:
    here.far.silent = True
    with pytest.raises(SlackRefused, match="unreachable"):
        await here.slack.uploads.send(f"{here.far.address}/u", b"x")


@pytest.mark.asyncio
async def test_words_without_their_file_are_taken_back_and_an_unclear_end_stays_one(here: Here) -> None:
    here.far.body = uploading(here.far.address)
    here.far.failing = {"completeUploadExternal": 429}
    with pytest.raises(SlackRefused, match="ratelimited"):
        await here.slack.send_file("U1", HELLO, FILE)
    assert here.far.asked[-1].path == "/api/chat.delete"
    here.far.failing = {"completeUploadExternal": 500}
    with pytest.raises(SlackUnclear):
        await here.slack.send_file("U1", HELLO, FILE)
    assert here.far.asked[-1].path == "/api/files.completeUploadExternal"


def test_the_real_slack_takes_files_at_hosts_of_its_own_only() -> None:
    ours = ["https://slack.com", "https://files.slack.com", "https://files.slack-gov.com"]
    others = [
        "http://files.slack.com",
        "https://files.slack.com:8443",
        "https://notslack.com",
        "https://slack.com.evil.example",
    ]
    assert [url for url in (*ours, *others) if URL(url) in SlackHosts()] == ours
    assert "https://slack.com" not in SlackHosts()


@pytest.mark.asyncio
async def test_what_slack_wants_less_of_is_not_asked_again_before_its_time(here: Here) -> None:
    here.far.status, here.far.headers = 429, {"Retry-After": "30"}
    with pytest.raises(SlackRefused):
        await here.slack.update(Card("C1", "1.2"), HELLO)
    here.far.status = 200
    here.clock.pass_(timedelta(seconds=10))
    with pytest.raises(SlackRefused) as no:
        await here.slack.update(Card("C2", "3.4"), HELLO)
    assert (no.value.code, no.value.retry_after) == ("ratelimited", timedelta(seconds=20))
    assert len(here.far.asked) == 1
    here.clock.pass_(timedelta(seconds=20))
    await here.slack.update(Card("C2", "3.4"), HELLO)
    assert len(here.far.asked) == 2


@pytest.mark.asyncio
async def test_one_channel_that_is_told_too_much_keeps_no_other_channel_and_no_form_waiting(
    here: Here,
) -> None:
    here.far.status, here.far.headers = 429, {"Retry-After": "30"}
    with pytest.raises(SlackRefused):
        await here.slack.post("C1", HELLO)
    here.far.status, here.far.body = 200, '{"ok": true, "channel": "C2", "ts": "1.2"}'
    await here.slack.post("C2", HELLO)
    await here.slack.update(Card("C1", "1.2"), HELLO)
    with pytest.raises(SlackRefused):
        await here.slack.post("C1", HELLO)
    assert len(here.far.asked) == 3


@pytest.mark.asyncio
async def test_a_workspace_that_is_throttled_keeps_no_other_waiting(here: Here) -> None:
    here.far.status, here.far.headers = 429, {"Retry-After": "30"}
    with pytest.raises(SlackRefused):
        await here.slack.update(Card("C1", "1.2"), HELLO)
    here.far.status = 200
    other = replace(here.calls, pauses=Pauses(here.clock.wire))
    await other.call("chat.update", {"channel": "C9", "ts": "1"})
    assert len(here.far.asked) == 2
