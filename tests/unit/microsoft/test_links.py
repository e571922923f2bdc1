from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from microsoft.links import ForeignLink, next_page

PATH = "/v1.0/security/dataSecurityAndGovernance/sensitivityLabels"
COLLECTION = URL(f"https://graph.microsoft.com{PATH}")


@pytest.mark.parametrize(
    "query",
    ["?$skiptoken=abc", "?$skiptoken=a%2Bb%20c&$top=5", "?%24skiptoken=X'Y!(z)", "?a=https://evil.com/"],
)
def test_another_query_of_the_same_collection_is_followed_to_the_letter(query: str) -> None:
    assert str(next_page(f"{COLLECTION}{query}", COLLECTION)) == f"{COLLECTION}{query}"


def test_a_link_on_a_configured_loopback_address_is_followed() -> None:
    collection = URL(f"http://127.0.0.1:8123{PATH}")
    assert next_page(f"http://127.0.0.1:8123{PATH}?p=2", collection).query["p"] == "2"


@pytest.mark.parametrize(
    "link",
    [
        f"https://evil.com{PATH}?p=2",
        f"https://graph.microsoft.com@evil.com{PATH}",
        f"https://graph.microsoft.com.evil.com{PATH}",
        f"https://graph.microsoft.com.{PATH}",
        f"//evil.com{PATH}",
        f"{PATH}?p=2",
        f"http://graph.microsoft.com{PATH}",
        f"https://graph.microsoft.com:8443{PATH}",
        f"https://graph.microsoft.com:99999{PATH}",
        f"https://user:pw@graph.microsoft.com{PATH}",
        f"https://@graph.microsoft.com{PATH}",
        f"https://graph.microsoft.com\\@evil.com{PATH}",
        f"https://graph.microsoft.com\\{PATH}",
        f"https://graph.micro\tsoft.com{PATH}",
        f"https://graph.microsoft.com{PATH}?a=\nb",
        f" https://graph.microsoft.com{PATH}",
        f"https://\uff47\uff52\uff41\uff50\uff48.microsoft.com{PATH}",
        f"https://graph\u3002microsoft\u3002com{PATH}",
        f"https://graph.microsoft.com{PATH}?ü",
        f"https://[::1]{PATH}",
        f"https://169.254.169.254{PATH}",
        f"https://xn--grph-5na.microsoft.com{PATH}",
        "javascript:alert(1)",
        "file:///etc/passwd",
        f"https://graph.microsoft.com{PATH}#x",
        f"https://graph.microsoft.com{PATH}/",
        f"https://graph.microsoft.com{PATH}/../../users",
        f"https://graph.microsoft.com{PATH.replace('security', '%73ecurity')}",
        "https://graph.microsoft.com/v1.0/users",
        "https://graph.microsoft.com/beta/security/dataSecurityAndGovernance/sensitivityLabels",
        "https://graph.microsoft.com/v1.0/../../x",
        "https://graph.microsoft.com",
        "",
        None,
        5,
        [],
        {},
        True,
        f"https://graph.microsoft.com{PATH}?" + "a" * 20_000,
    ],
)
def test_a_link_to_anywhere_else_is_refused(link: Any) -> None:
    with pytest.raises(ForeignLink):
        next_page(link, COLLECTION)


ODD = st.text(alphabet="https:/@\\.?#[]%2eab\t\n\u3002\uff47-", max_size=40)


@given(st.one_of(ODD.map(lambda t: f"https://graph.microsoft.com{t}"), ODD, st.text()))
def test_whatever_is_accepted_is_on_our_collection(link: str) -> None:
    try:
        url = next_page(link, COLLECTION)
    except ForeignLink:
        return
    assert (url.scheme, url.host, url.port, url.raw_path) == ("https", "graph.microsoft.com", 443, PATH)
    assert url.user is None
