"""The windows of the pretend Slack and the pretend Microsoft, in a real browser: clear, honest and for everybody."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from playwright.async_api import Response, expect

from mip.consent import Purpose
from tests.browser import keys, windows
from tests.browser.fit import is_fit
from tests.browser.shots import Shots
from tests.browser.visit import Visit
from tests.browser.watch import Watch

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONTOSO = ("Adele Vance", "Pradeep Gupta", "Megan Bowen", "Gerald Guest", "Alex Wilber")
FABRIKAM = ("Frida Lund", "Paul Osei", "Mona Keller", "Gina Guest", "Arto Salo")
NORTHWIND = ("Nora Haddad", "Piotr Nowak", "Milan Horvat", "Grace Guest", "Anna Silva")
WORKSPACE = ("Olivia Owner", "Adam Admin", "Mia Member", "Gus Guest", "Sina Single", "Xavier External")


@dataclass(frozen=True)
class Case:
    """How to come to a window, and what stands there; `stops` are the places where Tab stops."""

    way: Callable[[Visit], Awaitable[None]]
    heading: str
    whose: str
    words: tuple[str, ...]
    stops: tuple[str, ...]
    status: int = 200


def sign_in_as(*people: str) -> tuple[str, ...]:
    return tuple(f"Sign in as {name}" for name in people)


CLOSED_IN = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
PRETEND = "Nothing here is real: nobody needs a password"
WHO_MAY = "Only a Global Administrator or a Privileged Role Administrator may accept for an organization."
TROUBLE = "Sorry, but we're having trouble signing you in."
DETAILS = "Troubleshooting details"
CASES = (
    Case(
        windows.slack,
        "Sign in with Slack",
        "Pretend Slack",
        ("Sandbox", "MIP bot would like to know who you are.", "Workspace owner", PRETEND),
        (*(f"Continue as {name}" for name in WORKSPACE), "Cancel"),
    ),
    Case(
        windows.slack_asked_wrongly,
        "Something went wrong",
        "Pretend Slack",
        ("Slack refused: bad_redirect_uri", "start again from the app"),
        (),
        400,
    ),
    Case(
        windows.slack_installs,
        "Add MIP bot to Slack",
        "Pretend Slack",
        ("MIP bot asks to be installed in Sandbox.", "commands chat:write", PRETEND),
        ("Allow", "Cancel", "Another workspace or person"),
    ),
    Case(
        windows.slack_installs_elsewhere,
        "Add MIP bot to Slack",
        "Pretend Slack",
        ("Fabrikam", "Frank Member, you may not install apps in Fabrikam: ask one of its owners or admins."),
        ("Cancel", "Another workspace or person"),
        403,
    ),
    Case(
        windows.accounts,
        "Pick an account",
        "Pretend Microsoft",
        ("to continue to MIP bot connector", "adele@contoso.example", "Application Administrator", PRETEND),
        (*sign_in_as(*CONTOSO, *FABRIKAM, *NORTHWIND), "Cancel"),
    ),
    Case(
        windows.accounts_of_one_tenant,
        "Pick an account",
        "Pretend Microsoft",
        ("to continue to MIP bot connector, which asks for an account of Fabrikam", WHO_MAY),
        sign_in_as(*FABRIKAM, *CONTOSO, *NORTHWIND),
    ),
    Case(
        windows.consent,
        "Permissions requested",
        "Pretend Microsoft",
        (
            "Review for your organization Fabrikam (fabrikam.onmicrosoft.com)",
            "MIP bot connector unverified",
            "Get labels application scope.",
            "If you accept, this app will get access to the specified resources for all users",
            "You are signed in as Frida Lund (frida@fabrikam.example).",
        ),
        ("Get labels application scope.", "Accept", "Cancel", "Use another account"),
    ),
    Case(
        windows.without_a_role,
        "Need admin approval",
        "Pretend Microsoft",
        ("AADSTS90094", WHO_MAY, "Otherwise ask an admin of Fabrikam.", "You are signed in as Arto Salo"),
        (DETAILS, "Return to the application without granting consent", "Use another account"),
        403,
    ),
    Case(
        windows.of_another_tenant,
        TROUBLE,
        "Pretend Microsoft",
        ("That account belongs to another organization than the one that the app asked for.", "AADSTS50020"),
        (DETAILS, "Use another account"),
        400,
    ),
    Case(
        windows.microsoft_asked_wrongly,
        TROUBLE,
        "Pretend Microsoft",
        ("AADSTS50011", "go back to the app: whoever runs it has to mend this."),
        (DETAILS,),
        400,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.way.__name__)
async def test_a_window_is_clear_honest_and_for_everybody(
    visit: Visit, case: Case, watch: Watch, shots: Shots
) -> None:
    watch.expect(f"status of {case.status}")
    await case.way(visit)
    await shots.take(visit.page, "window")
    assert await is_closed_in(visit.shown, case.status)
    assert await visit.page.title() == f"{case.heading} - {case.whose}"
    said = " ".join((await visit.page.locator("main").inner_text()).split())
    assert [words for words in (case.whose, *case.words) if words not in said] == []
    assert tuple(await keys.stops(visit.page)) == case.stops
    assert await is_fit(visit.page)


async def test_a_permission_unfolds_to_its_technical_name(visit: Visit) -> None:
    await visit.starts(Purpose.APPROVE)
    await visit.press("Sign in as Adele Vance")
    technical = visit.page.get_by_text("Application permission SensitivityLabel.Read")
    await expect(technical).to_be_hidden()
    await keys.press(visit.page, "Get labels application scope.")
    await expect(technical).to_be_visible()


async def test_all_of_a_tile_can_be_pressed(visit: Visit) -> None:
    await windows.accounts(visit)
    await visit.page.get_by_text("frida@fabrikam.example").click(force=True)
    await expect(visit.page.get_by_role("heading", name="Permissions requested")).to_be_visible()


async def test_without_an_administrator_a_person_gets_back_to_the_app(visit: Visit, watch: Watch) -> None:
    watch.expect("status of 403")
    await windows.without_a_role(visit)
    await visit.press("Return to the application without granting consent")
    await expect(visit.page.get_by_role("heading", name="Declined")).to_be_visible()


async def is_closed_in(answer: Response, status: int) -> bool:
    """Nothing from elsewhere may load, nobody may frame it, nobody keeps it."""
    assert answer.status == status
    sent = await answer.all_headers()
    assert {name: sent.get(name) for name in CLOSED_IN} == CLOSED_IN
    return True
