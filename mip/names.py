"""Account names: what may be typed, and when two of them are the same.

Unique per workspace on a skeleton, so that case, width and compatibility forms do not make twins.
"""

import unicodedata
from dataclasses import dataclass

MAX_GRAPHEMES = 60
MAX_BYTES = 240
MAX_MARKS_IN_A_ROW = 3
TAKEN = "That name is already used in this workspace. Choose another."
RESERVED = frozenset({"all", "help"})

_JOINER = "\u200d"
# Variation selectors, fillers and the blank Braille cell: letters and marks by category, nothing to the eye.
_INVISIBLE = frozenset(
    {_JOINER, "\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0"}
    | {chr(c) for c in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}
)
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


@dataclass(frozen=True)
class AccountName:
    shown: str
    skeleton: str


def read_name(text: str) -> AccountName:
    """Raises ValueError with a sentence for the person."""
    shown = unicodedata.normalize("NFC", text).strip()
    shown = " ".join(shown.split()) if not _has_control(shown) else shown
    _refuse(shown)
    return AccountName(shown, skeleton(shown))


def skeleton(shown: str) -> str:
    """The form in which names are compared: NFKC, case-folded, without invisible characters."""
    folded = unicodedata.normalize("NFKC", shown).casefold()
    visible = "".join(c for c in folded if c not in _INVISIBLE)
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def _refuse(name: str) -> None:
    if not skeleton(name):
        raise ValueError("Give the account a name.")
    if _has_control(name):
        raise ValueError("The name has invisible or control characters. Type it again.")
    if graphemes(name) > MAX_GRAPHEMES or len(name.encode()) > MAX_BYTES:
        raise ValueError(f"The name is too long: at most {MAX_GRAPHEMES} characters.")
    if _longest_run_of_marks(name) > MAX_MARKS_IN_A_ROW:
        raise ValueError("The name has too many accents on one letter.")
    if len(_scripts(unicodedata.normalize("NFKC", name))) > 1:
        raise ValueError("The name mixes alphabets. Use one.")
    if skeleton(name) in RESERVED or skeleton(name).startswith("--"):
        raise ValueError("That word has a meaning in commands. Choose another name.")


def graphemes(text: str) -> int:
    """What a person counts as characters: marks, joined emoji and skin tones belong to what they follow."""
    count, joined = 0, False
    for c in text:
        follows = (
            joined
            or c in _INVISIBLE
            or unicodedata.category(c)[0] == "M"
            or "\U0001f3fb" <= c <= "\U0001f3ff"
        )
        count += not follows
        joined = c == _JOINER
    return count


def _has_control(text: str) -> bool:
    return any(
        unicodedata.category(c) in _REFUSED and not (c == _JOINER and _inside_emoji(text, i))
        for i, c in enumerate(text)
    )


def _inside_emoji(text: str, at: int) -> bool:
    before = text[:at].rstrip("\ufe0f")[-1:]
    beside = (before, text[at + 1 : at + 2])
    return all(c and unicodedata.category(c) in {"So", "Sk"} for c in beside)


def _longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for c in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.category(c)[0] == "M" else 0
        longest = max(longest, run)
    return longest


def _scripts(text: str) -> set[str]:
    names = (unicodedata.name(c, "") for c in text if c.isalpha())
    return {script for name in names for script in _SCRIPTS if name.startswith(script)}
