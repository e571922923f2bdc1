"""A comparison as a file: from either database, whole, and for nobody who may not read one of the two any more."""

import csv
import io

import pytest

from handlers.access import Access
from handlers.budget import Budget
from handlers.compare import ReadTwo
from handlers.comparison_file import SendComparisonFile
from handlers.long_file import BATCH
from handlers.lookup import Lookup
from mip.changes import Delivery, Tell
from mip.errors import NotFound
from mip.labels import Label
from storage import Storage
from tests.contract.conftest import HandClock
from tests.contract.storage_stories import WORKSPACE, account, added, removed
from tests.contract.test_labels_export import Directory

pytestmark = pytest.mark.asyncio

MANY = BATCH + 3


async def send(storage: Storage, clock: HandClock, slack: Directory) -> None:
    access = Access(slack, storage.admins, storage.audit, Budget(), clock)
    lookup = Lookup(access, storage.accounts, storage.ledger)
    delivery = Delivery(Tell.COMPARISON_FILE, WORKSPACE, "a1", "U1", "key", details={"other": "a2"})
    await SendComparisonFile(lookup, ReadTwo(lookup, storage.labels), slack, clock).send(
        delivery, repeat=False
    )


async def test_every_label_of_both_is_in_it(storage: Storage, clock: HandClock) -> None:
    scope, extra = ("email", "file"), {"isAppliable": False}
    first = Label("g0", "Top", None, "d", "t", "#ff0000", 1, True, False, scope, extra)
    await added(storage, labels=(first, *(Label(f"g{n}", f"Label {n}", "g0") for n in range(1, MANY))))
    second = Label("h0", "TOP", priority=2)
    await added(storage, account("Fabrikam", "a2"), labels=(second, Label("h1", "Label 1", "h0")))
    slack = Directory()
    await send(storage, clock, slack)
    ((user, message, file),) = slack.files
    assert (user, file.name) == ("U1", "labels-contoso-and-fabrikam-2026-03-01.csv")
    assert message.text == f"The labels of *Contoso* and *Fabrikam*, side by side: {MANY} rows."
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
    assert [row["result"] for row in rows] == [
        *["only in Contoso"] * (MANY - 2),
        *("different", "the same"),
    ]
    top = rows[-2]
    assert (top["path"], top["GUID: Contoso"], top["GUID: Fabrikam"]) == ("Top", "g0", "h0")
    assert (top["scope: Contoso"], top["label group: Contoso"], top["protection: Contoso"]) == (
        "email, file",
        "yes",
        "no",
    )
    assert (top["priority: Contoso"], top["priority: Fabrikam"], top["colour: Fabrikam"]) == ("1", "2", "")


async def test_who_may_not_any_more_gets_nothing(storage: Storage, clock: HandClock) -> None:
    await added(storage, labels=(Label("g1", "One"),))
    await added(storage, account("Fabrikam", "a2"))
    slack = Directory(is_guest=True)
    with pytest.raises(NotFound):
        await send(storage, clock, slack)
    assert slack.files == []


@pytest.mark.parametrize("workspace", [WORKSPACE, "T2"])
async def test_an_account_that_is_gone_or_anothers_is_not_sent(
    workspace: str, storage: Storage, clock: HandClock
) -> None:
    await added(storage, labels=(Label("g1", "One"),))
    second = await added(storage, account("Fabrikam", "a2", workspace=workspace))
    if workspace == WORKSPACE:
        await removed(storage, second)
    slack = Directory()
    with pytest.raises(NotFound):
        await send(storage, clock, slack)
    assert slack.files == []
