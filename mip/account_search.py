"""Finding accounts by what people know of them: a part of the name or the tenant, the status, the channel."""

import re
from collections.abc import Iterable, Sequence

from mip.account_list import Listed
from mip.label_search import fold
from mip.status import shown

# `should_escape` in the manifest makes Slack send the channels it knows as ids.
_CHANNEL = re.compile(r"<#([cgd][a-z0-9]{1,30})(?:\|[^>]*)?>")

_QUOTES = "\"'\u201c\u201d\u201e"


def matching(accounts: Iterable[Listed], words: str) -> Sequence[Listed]:
    """Those that have every word somewhere; all of them where there is no word."""
    wanted = [_CHANNEL.sub(r"#\1#", word.strip(_QUOTES)) for word in fold(words).split()]
    return [account for account in accounts if all(word in _known(account) for word in wanted)]


def _known(account: Listed) -> str:
    said = (account.name, account.tenant, shown(account.facts), f"#{account.channel}#")
    return "\n".join(map(fold, said))
