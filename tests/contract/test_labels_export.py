"""An account's labels as a file: from either database, whole, and for nobody who may not read them any more."""

import csv
import io
import json
from dataclasses import dataclass

import pytest

from handlers.access import Access
from handlers.budget import Budget
from handlers.labels_export import SendLabelsExport
from handlers.long_file import BATCH
from handlers.lookup import Lookup
from mip.changes import Delivery, Tell
from mip.errors import NotFound
from mip.labels import Label
from mip.people import Profile
from mip.trail import Wanted
from storage import Storage
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import WORKSPACE, added, given, removed
from tests.contract.test_audit_export import Post

pytestmark = pytest.mark.asyncio

MANY = 2 * BATCH + 3


@dataclass
class Directory(Post):
    """Keeps the files, and knows whether the person is a guest by now."""

    is_guest: bool = False

    async def profile(self, user: str) -> Profile:
        return Profile(user, WORKSPACE, is_guest=self.is_guest)


async def send(storage: Storage, clock: HandClock, slack: Directory, form: str = "csv") -> None:
    access = Access(slack, storage.admins, storage.audit, Budget(), clock)
    lookup = Lookup(access, storage.accounts, storage.ledger)
    delivery = Delivery(Tell.LABELS_EXPORT, WORKSPACE, "a1", "U1", "key", details={"form": form})
    await SendLabelsExport(lookup, storage.labels, slack, clock).send(delivery, repeat=False)


async def test_everything_in_many_batches_with_what_vanished(storage: Storage, clock: HandClock) -> None:
    many = tuple(Label(f"g{n}", f"Label {n}", "g0" if n else None, extra={"new": n}) for n in range(MANY))
    stored = await added(storage, labels=many)
    await given(storage, stored, labels=many[:-1])
    slack = Directory()
    await send(storage, clock, slack)
    await send(storage, clock, slack, "json")
    (user, message, as_csv), (_, _, as_json) = slack.files
    assert (user, as_csv.name, as_json.name) == (
        "U1",
        "labels-contoso-2026-03-01.csv",
        "labels-contoso-2026-03-01.json",
    )
    assert message.text == f"The labels of *Contoso*: {MANY} labels."
    rows = list(csv.DictReader(io.StringIO(as_csv.content.decode("utf-8-sig"), newline="")))
    assert [row["guid"] for row in rows] == [label.guid for label in many]
    assert [row["guid"] for row in rows if row["vanished"]] == [f"g{MANY - 1}"]
    assert (rows[1]["path"], rows[1]["parent_path"], rows[1]["extra"]) == (
        "Label 0 / Label 1",
        "Label 0",
        '{"new": 1}',
    )
    assert (rows[0]["priority"], rows[0]["is_enabled"]) == ("", "")
    written = json.loads(as_json.content)
    assert [each["guid"] for each in written] == [label.guid for label in many]
    assert (written[1]["extra"], written[0]["priority"]) == ({"new": 1}, None)


async def test_who_may_not_any_more_gets_nothing(storage: Storage, clock: HandClock) -> None:
    await added(storage, labels=(Label("g1", "One"),))
    slack = Directory(is_guest=True)
    with pytest.raises(NotFound):
        await send(storage, clock, slack)
    assert slack.files == []
    (denied,) = await storage.trail.read(WORKSPACE, Wanted(action="authz"), skip=0, most=10)
    assert denied.details == {"doing": "export"}


async def test_a_removed_account_is_not_sent(storage: Storage, clock: HandClock) -> None:
    await removed(storage, await added(storage, labels=(Label("g1", "One"),)))
    slack = Directory()
    with pytest.raises(NotFound):
        await send(storage, clock, slack)
    assert slack.files == []
