"""Every way to a window of the pretend Slack or Microsoft, as a person goes it: from the link, by keyboard."""

from yarl import URL

from tests.browser import ways
from tests.browser.visit import Visit


async def slack(visit: Visit) -> None:
    await visit.starts()
    await visit.press("Continue")


async def slack_asked_wrongly(visit: Visit) -> None:
    await slack(visit)
    await visit.open(str(URL(visit.page.url).update_query(redirect_uri="http://127.0.0.1:1/elsewhere")))


async def slack_installs(visit: Visit) -> None:
    options = visit.place.world.sandbox.options
    query = {
        "client_id": options.slack_client_id,
        "scope": "commands,chat:write",
        "redirect_uri": f"{visit.place.public}/slack/oauth_redirect",
        "state": "s1",
    }
    await visit.open(str(URL(f"{options.addresses['slack']}/oauth/v2/authorize").with_query(query)))


async def slack_installs_elsewhere(visit: Visit) -> None:
    await slack_installs(visit)
    await visit.press("Another workspace or person", "Fabrikam as Frank Member")


async def accounts(visit: Visit) -> None:
    await visit.starts()
    await visit.press(*ways.TO_MICROSOFT)


async def accounts_of_one_tenant(visit: Visit) -> None:
    await consent(visit)
    await visit.press("Use another account")


async def consent(visit: Visit) -> None:
    await visit.starts()
    await visit.press(*ways.TO_CONSENT)


async def without_a_role(visit: Visit) -> None:
    await accounts_of_one_tenant(visit)
    await visit.press("Sign in as Arto Salo")


async def of_another_tenant(visit: Visit) -> None:
    await accounts_of_one_tenant(visit)
    await visit.press("Sign in as Adele Vance")


async def microsoft_asked_wrongly(visit: Visit) -> None:
    await accounts(visit)
    await visit.open(str(URL(visit.page.url).update_query(redirect_uri="http://127.0.0.1:1/elsewhere")))
