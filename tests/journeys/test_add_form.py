"""The modal *Add MIP account*: what is wrong is said under its field, and nothing that was typed is lost."""

import asyncio
from pathlib import Path

import pytest

from sandbox.slack_workspace import TEAM
from sandbox.visitor import Visitor
from tests.journeys.stories import CHANNEL, NAME, add, app_of, fill_custom, grant, journey, shows, stored

TAKEN = "That name is already used in this workspace. Choose another."


@pytest.mark.asyncio
async def test_wrong_fields_are_marked_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner, app = w.person("olivia"), await app_of(w, "Contoso")
        secret_id = "0f0f0f0f-aaaa-4bbb-8ccc-0123456789ab"
        await fill_custom(w, owner, "N" * 61, client_id="my app", tenant_id="common", secret=secret_id)
        errors = await owner.submit()
        assert errors is not None
        assert set(errors) == {"Account name", "Client ID", "Tenant ID", "Client secret"}
        assert "at most 60 characters" in errors["Account name"]
        assert "Secret ID" in errors["Client secret"]
        assert "Value" in errors["Client secret"]

        fields = (await owner.modal()).fields
        assert fields["Account name"].value == "N" * 61
        assert fields["Client ID"].value == "my app"
        assert fields["Tenant ID"].value == "common"
        assert fields["Notification channel"].value == CHANNEL
        assert await w.bot.shared.storage.accounts.all(TEAM) == []

        await grant(w, "Contoso")
        await owner.type("Account name", NAME)
        await owner.type("Client ID", app["client_id"])
        await owner.type("Tenant ID", app["home"])
        await owner.type("Client secret", app["secrets"][0]["value"])
        assert await owner.submit() is None
        await shows(owner, NAME, "Validation Successful")


@pytest.mark.asyncio
async def test_another_connector_draws_other_fields_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        shown = await owner.command("add", "#general")
        assert shown.modal is not None
        assert list(shown.modal.fields) == ["SaaS connector", "Account name", "Notification channel"]
        assert shown.modal.fields["SaaS connector"].value == "MIP bot connector"
        assert shown.modal.fields["Notification channel"].value == "#general"
        await owner.type("Account name", "Typed first")
        await owner.choose("Notification channel", CHANNEL)

        await owner.choose("SaaS connector", "Custom connector")
        await owner.type("Client ID", "half of it")
        modal = await owner.modal()
        asked = ["Client ID", "Tenant ID", "Cloud", "Credential", "Client secret", "Secret expires on"]
        assert list(modal.fields)[3:] == asked
        assert modal.fields["Cloud"].value == "Global"
        assert modal.fields["Cloud"].options == ("Global", "GCC High", "DoD", "China")

        await owner.choose("SaaS connector", "MIP bot connector")
        assert "Client ID" not in (await owner.modal()).fields
        await owner.choose("SaaS connector", "Custom connector")
        fields = (await owner.modal()).fields
        assert fields["Account name"].value == "Typed first"
        assert fields["Notification channel"].value == CHANNEL
        await owner.close()


@pytest.mark.asyncio
async def test_a_name_that_looks_like_another_is_refused_under_its_field(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        owner = w.person("olivia")
        await add(w, owner)
        await fill_custom(w, owner)
        for twin in ("CONTOSO prod", "\uff23ontoso Prod", "Contoso  Prod", "Conto\u017fo Prod"):
            await owner.type("Account name", twin)
            assert await owner.submit() == {"Account name": TAKEN}
            assert (await owner.modal()).fields["Account name"].value == twin
        await owner.type("Account name", "Contoso Test")
        assert await owner.submit() is None


@pytest.mark.asyncio
async def test_of_two_people_who_save_one_name_at_once_one_is_told(tmp_path: Path) -> None:
    async with journey(tmp_path) as w:
        people = [w.person("olivia"), w.person("adam")]
        for number in range(5):
            name = f"Account {number}"
            for person in people:
                await fill_custom(w, person, name)
            answers = await asyncio.gather(*(person.submit() for person in people))
            assert sorted(answers, key=bool) == [None, {"Account name": TAKEN}]
            assert (await stored(w, name)).name.shown == name
            await _close_refused(people)


async def _close_refused(people: list[Visitor]) -> None:
    for person in people:
        if not await person.no_modal():
            await person.close()


@pytest.mark.asyncio
async def test_a_connector_that_is_not_set_up_is_not_offered_and_the_form_says_why(tmp_path: Path) -> None:
    async with journey(tmp_path, SLACK_CLIENT_ID="", SLACK_CLIENT_SECRET=None) as w:
        shown = await w.person("olivia").command("add")
        assert shown.modal is not None
        assert shown.modal.fields["SaaS connector"].options == ("Custom connector",)
        assert "SLACK_CLIENT_ID" in shown.modal.text
        assert "Client ID" in shown.modal.fields
