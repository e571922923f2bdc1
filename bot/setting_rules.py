"""How each kind of setting is read from text. Every refusal is a sentence without the value."""

import base64
import binascii
import ipaddress
import re
from datetime import timedelta

from yarl import URL

from mip.credentials import is_guid
from mip.intervals import LONGEST, SHORTEST

MAKE_A_KEY = "openssl rand -base64 32"
KEY_BYTES = 32

_DURATION = re.compile(r"([1-9][0-9]{0,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def read_address(value: str) -> str:
    """Without a slash at the end. A gateway to Slack or Microsoft may have a path."""
    try:
        url = URL(value)
        port = url.port
    except ValueError:
        raise ValueError("is not an address") from None
    extras = url.user or url.query_string or url.fragment
    if url.scheme not in {"http", "https"} or not url.host or port is None or extras:
        raise ValueError("has to be an address such as https://bot.example.com")
    if url.scheme == "http" and not is_loopback(url.host):
        raise ValueError("has to begin with https:// (http is for this machine only)")
    return value.rstrip("/")


def read_public(value: str) -> str:
    """The addresses on our own pages begin at the root: below a path they would lead elsewhere."""
    address = read_address(value)
    if URL(address).path != "/":
        raise ValueError("has to be an address without a path")
    return address


def _duration(value: str) -> timedelta:
    found = _DURATION.fullmatch(value.strip())
    if found is None:
        raise ValueError("has to be a duration such as 15m, 1h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def read_interval(value: str) -> timedelta:
    wanted = _duration(value)
    if not SHORTEST <= wanted <= LONGEST:
        raise ValueError("has to be from 15m to 7d")
    return wanted


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def read_roles(value: str) -> frozenset[str]:
    ids = [role.lower() for role in _listed(value)]
    if not ids or not all(is_guid(role) for role in ids):
        raise ValueError("has to be role template ids (GUIDs), separated by commas")
    return frozenset(ids)


def read_keys(value: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(base64.b64decode(part, validate=True) for part in _listed(value))
    except (binascii.Error, ValueError):
        raise ValueError("has to be standard base64; make a key with: " + MAKE_A_KEY) from None
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ValueError("needs keys of 32 bytes each; make one with: " + MAKE_A_KEY)
    return keys
