"""The Slack app manifest: one file in the repository, with a stand-in where the operator's address goes."""

from yarl import URL

PLACEHOLDER = "https://bot.example.com"


def for_address(template: str, public: str) -> str:
    """Raises ValueError: Slack delivers to https only."""
    url = URL(public)
    if url.scheme != "https" or not url.host:
        raise ValueError("Slack needs an address that begins with https://")
    return template.replace(PLACEHOLDER, str(url).rstrip("/"))
