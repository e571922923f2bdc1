import pytest

from mip.accounts import read_client_id, read_tenant
from tests.unit.mip.samples import ACTIVE, CLIENT, PENDING, TENANT, account


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (TENANT, TENANT),
        (TENANT.upper(), TENANT),
        (f"  {TENANT}\n", TENANT),
        ("contoso.onmicrosoft.com", "contoso.onmicrosoft.com"),
        ("Contoso.COM ", "contoso.com"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("a." * 126 + "a", "a." * 126 + "a"),
    ],
)
def test_a_tenant_is_a_guid_or_a_domain_in_lower_case(typed: str, read: str) -> None:
    assert read_tenant(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        *("", "common", "organizations", "consumers", "adfs", "../x", "a/b", "x?y", "x#y", "%2e%2e"),
        *(
            "con\ntoso",
            "con\ntoso.com",
            "contoso\u202e.com",
            "   ",
            "con toso.com",
            "a" * 300,
            "a." * 150 + "a",
        ),
        *(f"{{{TENANT}}}", "contoso.com:443", "contoso..com", ".com", "contoso.", "c\u043entoso.com"),
        *("https://contoso.com", "contoso.com/", "contoso.com\x00", "a@b.com"),
        pytest.param("a." * 126 + "aa", id="254 characters"),
    ],
)
def test_anything_else_is_no_tenant(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^That is not a tenant id"):
        read_tenant(typed)


def test_a_client_id_is_a_guid_in_lower_case() -> None:
    assert read_client_id(f" {CLIENT.upper()} ") == CLIENT


@pytest.mark.parametrize("typed", ["", "contoso.com", f"{{{CLIENT}}}", CLIENT[:-1], f"{CLIENT}0", "app"])
def test_anything_else_is_no_client_id(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^That is not a client id"):
        read_client_id(typed)


def test_only_the_customers_own_app_is_custom() -> None:
    assert account(custom=True).is_custom
    assert not account().is_custom


def test_other_facts_change_nothing_else() -> None:
    assert account(PENDING).with_facts(ACTIVE) == account(ACTIVE)


def test_where_microsoft_keeps_personal_accounts_is_nobodys_tenant() -> None:
    with pytest.raises(ValueError, match=r"^That is where Microsoft keeps personal accounts"):
        read_tenant("9188040D-6c67-4c5b-b112-36a304b66dad")


@pytest.mark.parametrize("typed", ["-.com", "a-.com", "contoso.-x", "a..b"])
def test_a_domain_has_names_between_its_dots(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^That is not a tenant id"):
        read_tenant(typed)
