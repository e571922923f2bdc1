"""Everything that is kept, opened together and closed together."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from mip.abandoning import plan
from mip.changes import Change, card
from mip.errors import Stale
from mip.ports import Clock
from mip.renewing import expired
from mip.schedule import RENEWAL_KEPT
from storage import keys as key_check
from storage import outbox, retention, tasks
from storage.accounts import Accounts
from storage.admins import Admins
from storage.attempts import Attempts
from storage.audit import Audit
from storage.database import Database
from storage.digests import Digests
from storage.home_readers import HomeReaders
from storage.installations import Installations
from storage.labels import Labels
from storage.ledger import Ledger
from storage.outbox import Outbox
from storage.overview import Overviews
from storage.settings import WorkspaceSettings
from storage.subscriptions import Subscriptions
from storage.tallies import Tallies
from storage.tasks import Tasks
from storage.trail import Trail
from storage.vault import Vault
from storage.watches import Watches

Chance = Callable[[int], str]


class Storage:
    """The repositories. Get one by `Storage.open`, and close it whatever happens afterwards."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, chance: Chance) -> None:
        self._database = database
        self._clock = clock
        self.vault = vault
        self.audit = Audit(clock)
        self.accounts = Accounts(vault, self.audit)
        self.ledger = Ledger(vault, self.audit, clock, chance)
        self.labels = Labels()
        self.attempts = Attempts(vault, self.audit)
        self.tasks = Tasks(clock, chance)
        self.outbox = Outbox(clock, chance)
        self.admins = Admins(self.audit, clock)
        self.trail = Trail(clock)
        self.settings = WorkspaceSettings(self.audit, clock)
        self.home_readers = HomeReaders()
        self.overviews = Overviews()
        self.subscriptions = Subscriptions(self.audit, clock)
        self.watches = Watches(clock)
        self.digests = Digests(clock, chance)
        self.installations = Installations(vault, self.audit, clock)
        # One process alone counts in its memory.
        self.tally = Tallies() if database.is_shared else None

    @classmethod
    async def open(
        cls, url: str, keys: tuple[bytes, ...], clock: Clock, chance: Chance = secrets.token_hex
    ) -> "Storage":
        """Raises ValueError, DatabaseBusy, SchemaRefused, KeyRefused; then nothing stays open."""
        vault = Vault(keys)
        database = await Database.open(url)
        try:
            await key_check.check(vault)
            if not database.is_shared:
                await tasks.release_all()
                await outbox.reclaim_all()
        except BaseException:
            await database.close()
            raise
        return cls(database, vault, clock, chance)

    async def ping(self, ours: datetime | None = None) -> None:
        """For readiness: the database answers, its time is this machine's (`ours`), and we have every key that its
        rows need. Raises what is wrong."""
        await self._database.ping(ours)
        await key_check.check(self.vault)

    async def time(self) -> datetime | None:
        """By which all processes on this database go; None where there is one alone."""
        return await self._database.time()

    async def purge(self) -> None:
        wire = self._clock.wire()
        await self.attempts.purge(wire)
        await retention.purge(wire, self._clock.calendar())
        await self.installations.purge(wire)
        await self._drop_unproven(wire - RENEWAL_KEPT)
        await self._plan_ends()

    async def _drop_unproven(self, before: datetime) -> None:
        """By a change like any other: it is told and audited. Whoever is faster, another replica or a proof, wins."""
        for account in await self.accounts.unproven(before):
            if account.renewal is not None:
                with suppress(Stale):
                    await self.ledger.commit(expired(account, account.renewal))

    async def _plan_ends(self) -> None:
        """For accounts of a database from before half-finished ones ended; whatever else forgot it is mended too."""
        for account in await self.accounts.unplanned():
            due = plan(account.id, self._clock.calendar())
            change = Change(account.workspace, account, account, deliveries=(card(account),), work=(due,))
            with suppress(Stale):
                await self.ledger.commit(change)

    async def close(self) -> None:
        await self._database.close()
