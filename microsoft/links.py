"""Addresses that come out of an answer. Following one sends our token or secret there, so none is trusted.

Parsers disagree on odd hosts (full-width letters, backslashes, line breaks), so odd addresses are refused
before they are parsed, and the object that was checked is the one that is requested.
"""

import re
from typing import Any

from yarl import URL

from microsoft.answers import Unusable

_PLAIN = re.compile(r"https?://[A-Za-z0-9.\-]+(?::[0-9]{1,5})?(?:/[!-\[\]-~]*)?")
_LONGEST = 16_384


class ForeignLink(Unusable):
    """An answer wanted to send us elsewhere: worth an audit row."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, again=0)
        self.suspicious = True


def read_address(address: Any) -> URL:
    """Raises ForeignLink for whatever is not a plain ASCII http(s) address without user information."""
    if not isinstance(address, str) or len(address) > _LONGEST or not _PLAIN.fullmatch(address):
        raise ForeignLink("an address in the answer is malformed")
    try:
        url = URL(address, encoded=True)
        whole = url.host and url.port
    except ValueError:
        whole = None
    if not whole:
        raise ForeignLink("an address in the answer is malformed")
    return url


def same_origin(one: URL, other: URL) -> bool:
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def next_page(link: Any, collection: URL) -> URL:
    """The next page's address: origin and path of `collection`, with another query. Raises ForeignLink."""
    url = read_address(link)
    if not same_origin(url, collection) or url.raw_path != collection.raw_path or url.raw_fragment:
        raise ForeignLink("the next page is elsewhere")
    return url
