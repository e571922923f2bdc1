"""What a secret looks like in an address or in any other text: pure."""

import re

MASK = "***"
NAMES = (
    "client_secret",
    "client_assertion",
    "assertion",
    "password",
    "code",
    "code_verifier",
    "state",
    "nonce",
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "ticket",
    "response_url",
    "trigger_id",
)
_NAME = "|".join(NAMES)
LOOKS = (
    # JSON Web Tokens, and the tokens of Slack.
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), MASK),
    (re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+"), MASK),
    # Parameters of addresses, also within HTML, and of addresses within addresses.
    (re.compile(rf"((?:^|[?&;])(?:{_NAME})=)[^&\s\"'<>|#]+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(rf"((?:%3F|%26)(?:{_NAME})%3D)(?:(?!%26)[^&\s\"'<>|#])+", re.IGNORECASE), rf"\1{MASK}"),
    # Hidden fields of pages.
    (re.compile(rf"(name=\"(?:{_NAME})\"\s+value=\")[^\"]*", re.IGNORECASE), rf"\1{MASK}"),
    # JSON that was not whole, or is written within something else.
    (
        re.compile(rf'("(?:{_NAME}|[\w.-]*secret[\w.-]*)"\s*:\s*")(?:[^"\\]|\\.)*', re.IGNORECASE),
        rf"\1{MASK}",
    ),
    # A response_url, and a trigger_id.
    (re.compile(r"(/(?:commands|actions|app)/\w+/)\d+/[\w-]+"), rf"\1{MASK}"),
    (re.compile(r"\b\d+\.\d+\.[0-9a-f]{32}\b"), MASK),
    # Whatever is that long and that shapeless is a key to something.
    (re.compile(r"[A-Za-z0-9_-]{40,}"), MASK),
)


def masked(text: str) -> str:
    """Without whatever would let a reader act as somebody else, as far as it can be told by its look."""
    for look, instead in LOOKS:
        text = look.sub(instead, text)
    return text
