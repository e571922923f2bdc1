"""The people of a workspace who may do everything, besides Slack's own owners and admins."""

from tortoise.exceptions import IntegrityError

from mip.changes import AuditEntry
from mip.ports import Clock
from storage import home_readers, models, settings
from storage.audit import Audit
from storage.reading import Reading
from storage.transactions import atomic


class Admins:
    def __init__(self, audit: Audit, clock: Clock, reading: Reading) -> None:
        self._audit = audit
        self._clock = clock
        self._reading = reading

    async def named(self, workspace: str) -> frozenset[str]:
        people = models.Admin.filter(workspace=workspace).using_db(self._reading.by).values_list("person")
        return frozenset(person for (person,) in await people)

    async def add(self, workspace: str, user: str, entry: AuditEntry) -> bool:
        """False when they were named already; then nothing is written."""

        async def work() -> None:
            await settings.alone(workspace)
            await models.Admin.create(workspace=workspace, person=user)
            await home_readers.republish(workspace, self._clock)
            await self._audit.append(entry)

        try:
            await atomic(work)
        except IntegrityError:
            return False
        return True

    async def remove(self, workspace: str, user: str, entry: AuditEntry) -> bool:
        """False when they were not named; then nothing is written."""

        async def work() -> bool:
            await settings.alone(workspace)
            gone = await models.Admin.filter(workspace=workspace, person=user).delete()
            if gone:
                await home_readers.republish(workspace, self._clock)
                await self._audit.append(entry)
            return bool(gone)

        return await atomic(work)
