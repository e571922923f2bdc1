"""What people read about a certificate: in Slack, in the forms, and on its page."""

import ssl
from dataclasses import replace

import pytest

from mip.accounts import Cloud, Connector
from mip.certificates import Upload
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Validation
from tests.blocks import check_message, check_view
from tests.unit.views.strategies import CLIENT, NOW, an_account
from views import actions, add_account, card, certificate, fields, reauthorize
from views.add_account import Chosen, Offer
from views.fields import BY_CERTIFICATE, BY_SECRET
from views.pages import Pages

PUBLIC = ssl.DER_cert_to_PEM_cert(b"a certificate")
ON = Facts(Validation.OK, retrieval=Retrieval.ON, first_retrieved=True)
ADDRESS = "https://bot.example.com/certificate/TICKET"


def upload(cloud: Cloud = Cloud.GLOBAL) -> Upload:
    return Upload(cloud, CLIENT, PUBLIC, NOW)


def test_the_link_says_what_to_do_and_for_whom_it_is() -> None:
    said = certificate.build(an_account(), upload(), ADDRESS)
    check_message(said)
    for words in (upload().thumbprint, CLIENT, "for you only", "10 minutes", "`/mip authorize`"):
        assert words in said.text
    buttons = said.blocks[1]["elements"]
    assert [each["action_id"] for each in buttons] == [actions.OPEN_CERTIFICATE, actions.CERTIFICATE_UPLOADED]
    assert buttons[0]["url"] == ADDRESS
    assert ADDRESS not in said.text


def test_the_file_is_told_without_a_ticket() -> None:
    said = certificate.file(an_account(), upload(), repeat=True)
    check_message(said)
    assert "(may repeat)" in said.text
    assert upload().thumbprint in said.text
    assert upload().portal in str(said.blocks)
    assert "/certificate/" not in str(said)


@pytest.mark.parametrize("view", [certificate.waits, certificate.over])
def test_the_certificate_is_one_press_away_where_the_card_offers_it(view: object) -> None:
    assert callable(view)
    pending, working = view(an_account()), view(an_account(ON))
    for said in (pending, working):
        check_message(said)
        assert actions.CERTIFICATE_UPLOADED in str(said.blocks)
    assert f"'{actions.AUTHORIZE}'" in str(pending.blocks)
    assert f"'{actions.AUTHORIZE}'" not in str(working.blocks)


def test_the_card_says_that_microsoft_does_not_know_it_yet() -> None:
    account = an_account()
    waits = replace(account, reading=replace(account.reading, trouble=Reason.CERTIFICATE_NOT_UPLOADED))
    said = card.build(waits)
    check_message(said)
    assert "Microsoft does not know the certificate yet. Upload it to the app registration." in said.text


def labels_of(view: object) -> str:
    return str(view)


@pytest.mark.parametrize("chosen", [BY_SECRET, BY_CERTIFICATE])
def test_both_forms_recommend_it_and_say_that_a_new_one_is_made(chosen: str) -> None:
    add = add_account.build(Offer(certificate=True), Chosen(Connector.CUSTOM, chosen))
    again = reauthorize.build(an_account(), chosen, certificate_offered=True)
    for view in (add, again):
        check_view(view)
        assert fields.RECOMMENDED in labels_of(view)
        assert (fields.MADE_ON_SAVE in labels_of(view)) is (chosen == BY_CERTIFICATE)


def chosen_in(view: dict[str, object]) -> str:
    (radio,) = (block for block in view["blocks"] if block.get("block_id") == "credential")  # type: ignore[attr-defined] # blocks
    return str(radio["element"]["initial_option"]["value"])


def test_whoever_has_one_finds_it_preselected() -> None:
    by_certificate = an_account(has_credential=True, by_certificate=True)
    assert chosen_in(dict(reauthorize.build(by_certificate, certificate_offered=True))) == BY_CERTIFICATE
    assert chosen_in(dict(reauthorize.build(an_account(), certificate_offered=True))) == BY_SECRET
    kept = reauthorize.build(by_certificate, BY_SECRET, certificate_offered=True)
    assert reauthorize.KEEPS_CERTIFICATE in str(kept)


@pytest.mark.parametrize(
    ("cloud", "portal", "command"),
    [
        (Cloud.GLOBAL, "entra.microsoft.com", "<pre>az ad app credential reset"),
        (Cloud.CHINA, "portal.azure.cn", "<pre>az cloud set --name AzureChinaCloud"),
    ],
)
def test_the_page_leads_to_this_app_in_this_cloud(cloud: Cloud, portal: str, command: str) -> None:
    page = Pages().certificate(
        account="<b>Contoso</b>", upload=upload(cloud), workspace="W", initiator="O", download="/d"
    )
    assert f"https://{portal}/#view/" in page
    assert command in page
    assert f"--id {CLIENT} --append --cert @{upload().file_name}" in page
    assert "<b>" not in page
    for words in (upload().thumbprint, upload().sha256, NOW.strftime("%Y-%m-%d")):
        assert words in page
