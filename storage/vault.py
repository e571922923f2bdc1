"""Secrets at rest: AES-256-GCM, bound to the place they are kept in: no row can lend its secret to another.

A sealed text is `v1:<key id>:<nonce>:<ciphertext>`, the last two in base64url without padding.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mip.credentials import Secret
from storage.refusals import StorageRefused

KEY_BYTES = 32
NONCE_BYTES = 12
_VERSION = "v1"
_PARTS = 4


class VaultRefused(StorageRefused):
    """A stored text is not what this vault sealed for this place. `kid` is the key it names."""

    def __init__(self, kid: str = "") -> None:
        super().__init__(f"the vault refuses a stored text (key {kid or 'unknown'})")
        self.kid = kid


@dataclass(frozen=True)
class Place:
    """Where a secret is kept. The text opens nowhere else."""

    table: str
    row: str
    workspace: str
    field: str

    def bytes(self) -> bytes:
        return f"{self.table}|{self.row}|{self.workspace}|{self.field}".encode()


def key_id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:8]


class Vault:
    """The first key seals, all open. Raises ValueError when a key is not 32 bytes or comes twice."""

    def __init__(self, keys: tuple[bytes, ...], noise: Callable[[int], bytes] = os.urandom) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys) or len(set(keys)) != len(keys):
            raise ValueError(f"The vault needs one or more different keys of {KEY_BYTES} bytes.")
        self._ciphers = {key_id(key): AESGCM(key) for key in keys}
        self._noise = noise
        self.writes_with = key_id(keys[0])

    @property
    def mark(self) -> str:
        """How every text begins that the writing key seals."""
        return f"{_VERSION}:{self.writes_with}:"

    @property
    def kids(self) -> frozenset[str]:
        return frozenset(self._ciphers)

    def seal(self, secret: Secret, place: Place) -> str:
        nonce = self._noise(NONCE_BYTES)
        sealed = self._ciphers[self.writes_with].encrypt(nonce, secret.reveal().encode(), place.bytes())
        return ":".join((_VERSION, self.writes_with, _text(nonce), _text(sealed)))

    def open(self, sealed: str, place: Place) -> Secret:
        """Raises VaultRefused for whatever is tampered, moved, of an unknown key, or never was sealed."""
        kid, nonce, ciphertext = _parts(sealed)
        cipher = self._ciphers.get(kid)
        if cipher is None:
            raise VaultRefused(kid)
        try:
            return Secret(cipher.decrypt(nonce, ciphertext, place.bytes()).decode())
        except (InvalidTag, UnicodeDecodeError, ValueError):
            raise VaultRefused(kid) from None


def named_key(sealed: str) -> str:
    """The id of the key that a text says it is sealed with; "" for what is no sealed text at all."""
    parts = sealed.split(":")
    return parts[1] if len(parts) == _PARTS and parts[0] == _VERSION else ""


def _parts(sealed: str) -> tuple[str, bytes, bytes]:
    try:
        version, kid, nonce, ciphertext = sealed.split(":")
        parts = kid, _bytes(nonce), _bytes(ciphertext)
    except ValueError:
        raise VaultRefused from None
    if version != _VERSION or len(parts[1]) != NONCE_BYTES:
        raise VaultRefused
    return parts


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Python's decoder forgives stray characters and loose last bits; one text per value is wanted."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError from error
    if _text(data) != text:
        raise ValueError
    return data
