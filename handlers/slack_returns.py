"""`GET /slack/identity`: every answer of Sign in with Slack, told apart by the state it carries."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handlers.pages import Browser, PageAnswer
from handlers.same_person import SamePerson
from mip.consent import Attempt, Purpose

Onward = Callable[[Attempt, Browser], Awaitable[PageAnswer]]


@dataclass(frozen=True)
class SlackReturns:
    """`onward` is what each kind of link was for, once its person is proven."""

    same: SamePerson
    onward: Mapping[Purpose, Onward]

    async def answer(self, query: Mapping[str, str], browser: Browser) -> PageAnswer:
        proven = await self.same.returned(query, browser)
        if not isinstance(proven, Attempt):
            return proven
        return await self.onward[proven.purpose](proven, browser)
