import pytest

from mip.account_list import Listed
from mip.account_search import matching
from mip.status import Facts, Retrieval, Validation

CONTOSO = Listed(
    "Contoso Prod",
    "contoso.example",
    "C0SECURITY",
    Facts(Validation.OK, None, Retrieval.ON, first_retrieved=True),
)
MUNICH = Listed(
    "M\u00fcnchen Test",
    "aaaaaaaa-1111-2222-3333-444444444444",
    "C0OTHER",
    Facts(Validation.OK, None, Retrieval.OFF),
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
