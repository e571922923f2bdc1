"""Sealed texts open where they were sealed, and nowhere else."""

from dataclasses import replace

import pytest

from mip.credentials import Secret
from storage.vault import Place, Vault, VaultRefused, key_id

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
PLACE = Place("credential", "c1", "T1", "sealed")
SECRET = Secret("a secret with \u00fcml\u00e4uts")


def test_what_was_sealed_opens() -> None:
    vault = Vault((KEY,))
    sealed = vault.seal(SECRET, PLACE)
    assert vault.open(sealed, PLACE) == SECRET
    assert sealed.startswith(f"v1:{key_id(KEY)}:")
    assert sealed.count(":") == 3


@pytest.mark.parametrize("part", ["table", "row", "workspace", "field"])
def test_a_moved_text_is_refused(part: str) -> None:
    vault = Vault((KEY,))
    with pytest.raises(VaultRefused):
        vault.open(vault.seal(SECRET, PLACE), replace(PLACE, **{part: "x"}))


def test_a_text_with_any_character_changed_is_refused() -> None:
    vault = Vault((KEY,))
    sealed = vault.seal(SECRET, PLACE)
    for i, letter in enumerate(sealed):
        for other in {"A", "B", "-", ":", "\n", "=", chr(ord(letter) ^ 1)} - {letter}:
            with pytest.raises(VaultRefused):
                vault.open(sealed[:i] + other + sealed[i + 1 :], PLACE)


def test_a_cut_text_is_refused() -> None:
    vault = Vault((KEY,))
    sealed = vault.seal(SECRET, PLACE)
    for end in range(len(sealed)):
        with pytest.raises(VaultRefused):
            vault.open(sealed[:end], PLACE)


@pytest.mark.parametrize(
    "text", ["", "plain", "v0:a:b:c", "v1:::", "v1:00000000:AAAAAAAAAAAAAAAA:AAAA", "\u00e9:::"]
)
def test_what_never_was_sealed_is_refused(text: str) -> None:
    with pytest.raises(VaultRefused) as refused:
        Vault((KEY,)).open(text, PLACE)
    assert "plain" not in str(refused.value)


def test_the_first_key_writes_and_all_read() -> None:
    old = Vault((KEY,)).seal(SECRET, PLACE)
    both = Vault((OTHER, KEY))
    assert both.open(old, PLACE) == SECRET
    assert both.seal(SECRET, PLACE).split(":")[1] == key_id(OTHER)
    with pytest.raises(VaultRefused) as refused:
        Vault((OTHER,)).open(old, PLACE)
    assert refused.value.kid == key_id(KEY)


def test_no_two_sealed_texts_are_alike() -> None:
    vault = Vault((KEY,))
    sealed = [vault.seal(SECRET, PLACE).split(":") for _ in range(10_000)]
    assert len({nonce for _, _, nonce, _ in sealed}) == 10_000
    assert len({text for _, _, _, text in sealed}) == 10_000


@pytest.mark.parametrize("keys", [(), (b"short",), (KEY, KEY), (KEY + b"x",)])
def test_keys_of_another_shape_are_refused(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(keys)
