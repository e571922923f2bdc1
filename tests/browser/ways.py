"""Every way to each of the bot's own pages, as a person goes it: from the link, by keyboard."""

from datetime import timedelta
from urllib.parse import urlencode

from playwright.async_api import Route
from yarl import URL

from mip.consent import Purpose
from mip.identity import PERSONAL_ACCOUNTS
from sandbox.microsoft_catalogue import CONTOSO, FABRIKAM
from tests.browser.visit import Visit
from tests.hostile.linking import CONTOSO_SECRET, TEAM, new_link

TO_MICROSOFT = ("Continue", "Continue as Olivia Owner")
TO_CONSENT = (*TO_MICROSOFT, "Sign in as Frida Lund")


async def landing(visit: Visit) -> None:
    await visit.starts()


async def on_the_way(visit: Visit) -> None:
    """Slack does not answer, so the page that goes there by itself stays to be looked at."""

    async def nothing(route: Route) -> None:
        await route.fulfill(status=204)

    await visit.context.route("**/openid/connect/authorize?*", nothing)
    await visit.starts()
    await visit.press("Continue")


async def approved(visit: Visit) -> None:
    await visit.starts()
    await visit.press(*TO_CONSENT, "Accept")


async def approved_for_an_own_app(visit: Visit) -> None:
    await visit.starts(Purpose.APPROVE)
    await visit.press("Sign in as Adele Vance", "Accept")


async def certificate_shown(visit: Visit) -> None:
    await visit.starts(Purpose.CERTIFICATE)


async def secret_asked(visit: Visit) -> None:
    await visit.starts(Purpose.SECRET)


async def secret_form(visit: Visit) -> None:
    await visit.starts(Purpose.SECRET)
    await visit.press("Continue", "Continue as Olivia Owner")


async def secret_of_another_person(visit: Visit) -> None:
    await visit.starts(Purpose.SECRET)
    await visit.press("Continue", "Continue as Mia Member")


async def secret_wrong(visit: Visit) -> None:
    """A GUID is the secret's ID."""
    await secret_form(visit)
    await visit.type(CONTOSO)
    await visit.press("Save")


async def secret_kept(visit: Visit) -> None:
    await secret_form(visit)
    await visit.type(CONTOSO_SECRET)
    await visit.press("Client secret")


async def not_in_slack(visit: Visit) -> None:
    await visit.starts()
    await visit.press("Continue", "Cancel")


async def another_person(visit: Visit) -> None:
    await visit.starts()
    await visit.press("Continue", "Continue as Mia Member")


async def not_in_microsoft(visit: Visit) -> None:
    await visit.starts()
    await visit.press(*TO_MICROSOFT, "Cancel")


async def without_a_role(visit: Visit) -> None:
    await visit.starts()
    await visit.press(*TO_MICROSOFT, "Sign in as Mona Keller")


async def a_guest(visit: Visit) -> None:
    await visit.starts()
    await visit.press(*TO_MICROSOFT, "Sign in as Gina Guest")


async def a_personal_account(visit: Visit) -> None:
    issuer = f"https://login.microsoftonline.com/{PERSONAL_ACCOUNTS}/v2.0"
    claims = {"tid": PERSONAL_ACCOUNTS, "iss": issuer}
    await visit.place.world.ask("POST", "/microsoft/next-id-token", {"claims": claims})
    await visit.starts()
    await visit.press(*TO_CONSENT)


async def another_tenant(visit: Visit) -> None:
    """The account is known to belong to Fabrikam already."""
    one = await visit.starts()
    await visit.press(*TO_CONSENT, "Accept")
    known = await visit.place.world.bot.shared.storage.accounts.get(TEAM, one.account.id)
    await visit.open(await new_link(visit.place, known))
    await visit.press(*TO_MICROSOFT, "Sign in as Adele Vance")


async def declined(visit: Visit) -> None:
    await visit.starts()
    await visit.press(*TO_CONSENT, "Cancel")


async def declined_by_nobody(visit: Visit) -> None:
    await visit.starts()
    await visit.press(*TO_CONSENT)
    state = URL(visit.page.url).query["state"]
    query = urlencode({"error": "server_error", "state": state})
    await visit.open(f"{visit.place.public}/microsoft/callback?{query}")


async def a_form_of_elsewhere(visit: Visit) -> None:
    await visit.starts()
    await visit.page.evaluate("document.querySelector('[name=csrf]').value = 'f'.repeat(64)")
    await visit.press("Continue")


async def an_unknown_link(visit: Visit) -> None:
    await visit.open(f"{visit.place.public}/connect/{'x' * 43}")


async def an_unknown_secret_link(visit: Visit) -> None:
    await visit.open(f"{visit.place.public}/secret/{'x' * 43}")


async def a_used_link(visit: Visit) -> None:
    one = await visit.starts()
    await visit.press("Continue")
    await visit.open(one.link)


async def a_used_secret_link(visit: Visit) -> None:
    one = await visit.starts(Purpose.SECRET)
    await visit.press("Continue", "Continue as Olivia Owner")
    await visit.type(CONTOSO_SECRET)
    await visit.press("Save")
    await visit.open(one.link)


async def an_expired_link(visit: Visit) -> None:
    one = await visit.starts()
    visit.place.clock.ahead = timedelta(minutes=11)
    await visit.open(one.link)


async def a_form_open_for_too_long(visit: Visit) -> None:
    await visit.starts()
    visit.place.clock.ahead = timedelta(minutes=11)
    await visit.press("Continue")


async def another_browser(visit: Visit) -> None:
    """Somebody copies the address of Slack's sign-in from one browser into another."""
    await visit.starts()
    await visit.press("Continue")
    address = visit.page.url
    await visit.context.clear_cookies()
    await visit.open(address)
    await visit.press("Continue as Olivia Owner")


async def an_answer_twice(visit: Visit) -> None:
    """The address that Microsoft sent the browser to, from the history."""
    await approved(visit)
    await visit.open(visit.page.url)


async def an_answer_to_another_question(visit: Visit) -> None:
    await visit.starts()
    await visit.press("Continue")
    state = URL(visit.page.url).query["state"]
    await visit.open(f"{visit.place.public}/microsoft/callback?code=1&state={state}")


async def an_answer_that_names_another_tenant(visit: Visit) -> None:
    world = visit.place.world
    await world.ask("PATCH", f"/microsoft/tenants/{FABRIKAM}", {"consent_names_tenant": CONTOSO})
    await approved(visit)
    await world.ask("PATCH", f"/microsoft/tenants/{FABRIKAM}", {"consent_names_tenant": ""})


async def slack_is_away(visit: Visit) -> None:
    fault = {"where": "slack.openid.connect.token", "kind": "status", "status": 503, "times": 0}
    await visit.place.world.ask("POST", "/faults", fault)
    await visit.starts()
    await visit.press("Continue", "Continue as Olivia Owner")
