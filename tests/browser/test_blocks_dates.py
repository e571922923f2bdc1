"""Moments in messages, in the zone of whoever looks at them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.block_stage import Stage, on_stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOMENT = 1392734382  # 2014-02-18 14:39:42 UTC
LATER = MOMENT + 400 * 86400
HOUR, DAY = 3600, 86400


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def berlin(chromium: Browser) -> AsyncIterator[Stage]:
    async with on_stage(chromium, zone="Europe/Berlin", locale="de-DE") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def tokyo(chromium: Browser) -> AsyncIterator[Stage]:
    async with on_stage(chromium, zone="Asia/Tokyo", locale="en-US") as found:
        yield found


async def test_every_token_that_slack_documents(berlin: Stage) -> None:
    cases = {
        "{date_num}": "2014-02-18",
        "{date_slash}": "18/02/2014",
        "{date}": "February 18th, 2014",
        "{date_short}": "Feb 18, 2014",
        "{date_long}": "Tuesday, February 18th, 2014",
        "{date_long_full}": "February 18, 2014",
        "{date_pretty}": "February 18th, 2014",
        "{date_short_pretty}": "Feb 18, 2014",
        "{date_long_pretty}": "Tuesday, February 18th, 2014",
        "{day_divider_pretty}": "Tuesday, February 18th, 2014",
        "{time}": "15:39",
        "{time_secs}": "15:39:42",
        "{ago}": "1 year ago",
        "Posted {date_num} {time_secs}, {nothing}": "Posted 2014-02-18 15:39:42, {nothing}",
    }
    assert dict(zip(cases, await berlin.dates(list(cases), MOMENT, LATER), strict=True)) == cases


async def test_another_zone_and_a_clock_of_twelve_hours(tokyo: Stage) -> None:
    formats = ["{date_short} at {time}", "{time_secs}"]
    assert await tokyo.dates(formats, MOMENT, LATER) == ["Feb 18, 2014 at 11:39 PM", "11:39:42 PM"]
    assert await tokyo.dates(formats, MOMENT + HOUR, LATER) == ["Feb 19, 2014 at 12:39 AM", "12:39:42 AM"]
    assert await tokyo.dates(["{time}"], MOMENT, LATER, zone="America/Los_Angeles") == ["6:39 AM"]


@pytest.mark.parametrize(
    ("away", "word"),
    [(-DAY, "Yesterday"), (0, "Today"), (8 * HOUR, "Today"), (9 * HOUR, "Tomorrow"), (DAY, "Tomorrow")],
)
async def test_near_days_have_words(berlin: Stage, away: int, word: str) -> None:
    """Calendar days where the person is: half past midnight is tomorrow, though it is nine hours away."""
    formats = [
        "{date_pretty}",
        "{date_short_pretty} at {time}",
        "on {date_long_pretty}",
        "{day_divider_pretty}",
    ]
    found = await berlin.dates(formats, MOMENT + away, MOMENT)
    assert found[0] == word
    assert found[1].startswith(f"{word} at ")
    assert found[2] == f"on {word.lower()}"
    assert found[3] == word


async def test_a_day_of_this_year_needs_no_year_between_the_days(berlin: Stage) -> None:
    assert await berlin.dates(["{day_divider_pretty}"], MOMENT, MOMENT + 30 * DAY) == [
        "Tuesday, February 18th"
    ]


async def test_ordinals(berlin: Stage) -> None:
    first = MOMENT - 17 * DAY
    said = [
        (await berlin.dates(["{date}"], first + day * DAY, LATER))[0]
        for day in (0, 1, 2, 3, 10, 11, 12, 20, 21, 22)
    ]
    days = [text.removeprefix("February ").removesuffix(", 2014") for text in said]
    assert days == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd"]


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (-30, "30 seconds ago"),
        (-60, "1 minute ago"),
        (-4 * HOUR, "4 hours ago"),
        (-2 * DAY, "2 days ago"),
        (3 * HOUR, "in 3 hours"),
    ],
)
async def test_how_long_ago(berlin: Stage, away: int, words: str) -> None:
    assert await berlin.dates(["seen {ago}"], MOMENT + away, MOMENT) == [f"seen {words}"]


async def test_rich_text_leaves_out_the_year_as_its_own_page_says(berlin: Stage) -> None:
    assert await berlin.dates(["{date}"], MOMENT, LATER, rich=True) == ["February 18"]


async def test_a_date_tells_the_moment_in_full(berlin: Stage) -> None:
    main = await berlin.show_text(
        f"at <!date^{MOMENT}^{{time}}^https://a.example/|14:39 UTC>", now=LATER * 1000
    )
    time = main.get_by_role("link", name="15:39").locator("time")
    await expect(time).to_have_attribute("datetime", "2014-02-18T14:39:42.000Z")
    await expect(time).to_have_attribute("title", "Tuesday, February 18th, 2014 at 15:39:42 GMT+1")


async def test_an_unfit_address_of_a_date_is_no_link(berlin: Stage) -> None:
    found = await berlin.mrkdwn([f"<!date^{MOMENT}^{{time}}^javascript:alert(1)|x>"])
    assert "href" not in found[0]
    assert "15:39" in found[0]
