from dataclasses import replace

import pytest

from mip.account_search import matching
from mip.accounts import Registration
from mip.names import read_name
from mip.status import Facts, Retrieval, Validation
from tests.unit.views.strategies import an_account

CONTOSO = replace(
    an_account(Facts(Validation.OK, None, Retrieval.ON, first_retrieved=True)),
    name=read_name("Contoso Prod"),
    registration=Registration(an_account().registration.connector, tenant="contoso.example"),
    channel="C0SECURITY",
)
MUNICH = replace(
    an_account(Facts(Validation.OK, None, Retrieval.OFF)),
    name=read_name("M\u00fcnchen Test"),
    registration=Registration(CONTOSO.registration.connector, tenant="aaaaaaaa-1111-2222-3333-444444444444"),
    channel="C0OTHER",
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [CONTOSO, MUNICH]),
        ("PROD", [CONTOSO]),
        ("m\u00dcn", [MUNICH]),
        ("\uff23ontoso", [CONTOSO]),
        ("contoso.exam", [CONTOSO]),
        ("aaaaaaaa-1111", [MUNICH]),
        ("active", [CONTOSO, MUNICH]),
        ("tenant inactive", [MUNICH]),
        ("active contoso", [CONTOSO]),
        ('"Contoso Prod"', [CONTOSO]),
        ("<#C0SECURITY|security>", [CONTOSO]),
        ("<#C0OTHER>", [MUNICH]),
        ("<#C0|x>", []),
        ("contoso test", []),
        ("<!channel>", []),
    ],
)
def test_every_word_has_to_be_somewhere(words: str, found: list[object]) -> None:
    assert matching([CONTOSO, MUNICH], words) == found
