"""What a browser is answered. Values only: `bot/pages.py` adds headers and the cookie."""

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True)
class Page:
    """`refresh` sends the browser on by itself: the page has the same address as its only link."""

    html: str
    status: HTTPStatus = HTTPStatus.OK
    refresh: str = ""


@dataclass(frozen=True)
class GoTo:
    """A redirect after a GET. After a POST `form-action 'self'` would stop it: answer a Page with `refresh`."""

    address: str


@dataclass(frozen=True)
class Download:
    """A file in PEM, to be kept under `name`, which is ASCII."""

    name: str
    content: str


PageAnswer = Page | GoTo | Download


@dataclass(frozen=True)
class Browser:
    """Who holds the browser. `id` is the cookie's value, 256 random bits; new when there was none that fits."""

    id: str
    is_new: bool
    ip: str = ""
