"""Who watches a label: a read for whoever looks at it."""

from collections.abc import Sequence

from storage.news_models import Watch


class Watchers:
    async def of(self, account: str, guid: str, most: int) -> Sequence[str]:
        rows = Watch.filter(account_id=account, guid=guid).order_by("id").limit(most)
        return [person for (person,) in await rows.values_list("person")]
