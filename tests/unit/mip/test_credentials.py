import pytest

from mip.credentials import Certificate, ClientSecret, Secret, is_guid, read_client_secret
from tests.unit.mip.samples import TENANT

VALUE = "q8Q~not-a-real-secret.Only_for_tests-0000"


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "{!r}".format, "%s".__mod__])
@pytest.mark.parametrize(
    "holder", [Secret(VALUE), ClientSecret(Secret(VALUE)), Certificate(Secret(VALUE), "public")]
)
def test_a_secret_never_shows(holder: object, shown: object) -> None:
    assert callable(shown)
    assert VALUE not in shown(holder)
    assert "***" in shown(holder)


def test_a_secret_is_told_when_asked_by_name() -> None:
    assert Secret(VALUE).reveal() == VALUE


def test_secrets_are_equal_by_value_and_to_nothing_else() -> None:
    assert Secret("a") == Secret("a")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("a") != "a"


def test_a_client_secret_is_read_as_pasted_without_the_space_around_it() -> None:
    assert read_client_secret(f" {VALUE}\n") == ClientSecret(Secret(VALUE))
    assert read_client_secret("x" * 512) == ClientSecret(Secret("x" * 512))


@pytest.mark.parametrize("typed", ["", "  ", "\n"])
def test_an_empty_field_is_no_client_secret(typed: str) -> None:
    assert read_client_secret(typed) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (TENANT, "That looks like the Secret ID"),
        (TENANT.upper(), "That looks like the Secret ID"),
        ("x" * 513, "That is not a client secret"),
        ("se\ncret", "That is not a client secret"),
        ("se\x00cret", "That is not a client secret"),
        ("secr\u00e9t", "That is not a client secret"),
    ],
)
def test_what_cannot_be_a_secrets_value_is_refused_without_repeating_it(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}") as no:
        read_client_secret(typed)
    assert typed not in str(no.value)


@pytest.mark.parametrize(
    ("text", "guid"),
    [
        (TENANT, True),
        (TENANT.upper(), True),
        (f"{TENANT}\n", False),
        (TENANT.replace("-", ""), False),
        (f"{{{TENANT}}}", False),
        ("g" * 8 + TENANT[8:], False),
        ("", False),
    ],
)
def test_a_guid_is_written_in_one_way(text: str, guid: bool) -> None:
    assert is_guid(text) is guid
