"""What people script today: azure-identity and msgraph-sdk, a client for each tenant."""

import asyncio
import ssl
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from benchmarks import answers, scans
from benchmarks.apart import Speed, Stopwatch, apart
from benchmarks.databases import sqlite
from benchmarks.far_side import HOST, FarSide, far_side
from benchmarks.filled import fill
from benchmarks.report import Bar, Result
from benchmarks.retrieval import AT_ONCE
from benchmarks.sizes import Sizes

WANTED = 20.0
TITLE = f"What people script today: azure-identity and msgraph-sdk, {AT_ONCE} at a time"
COLUMNS = ("who", "accounts/s", "CPU ms per account", "times")


def measure(sizes: Sizes, folder: Path) -> Result:
    if find_spec("msgraph") is None:
        return Result(
            TITLE, COLUMNS, [], notes=["Skipped: msgraph-sdk and azure-identity are not installed."]
        )
    with far_side(folder / "far") as far:
        asyncio.run(fill(url := sqlite(folder), sizes.scanned, scanned=True))
        before = apart(read_many, far, sizes.peers, AT_ONCE)
        mine = apart(scans.scan_many, scans.Job(far, url, sizes.scanned, AT_ONCE))
        after = apart(read_many, far, sizes.peers, AT_ONCE)
    theirs = (before.per_second + after.per_second) / 2
    times = mine.per_second / theirs
    cpu = (before.cpu_ms + after.cpu_ms) / 2
    return Result(
        TITLE,
        COLUMNS,
        [
            ("azure-identity + msgraph-sdk", f"{theirs:.1f}", f"{cpu:.0f}", "1"),
            ("MIP bot, rescans on SQLite", f"{mine.per_second:.0f}", f"{mine.cpu_ms:.1f}", f"{times:.1f}"),
        ],
        [Bar("azure-identity + msgraph-sdk", theirs), Bar("MIP bot", mine.per_second, WANTED * theirs)],
        "accounts/s",
        [f"A sample of {sizes.peers} tenants; the bot also decides, stores and audits."],
        {"theirs": theirs, "mine": mine.per_second, "times": times},
    )


def read_many(far: FarSide, count: int, at_once: int) -> Speed:
    return asyncio.run(_read_many(far, count, at_once))


async def _read_many(far: FarSide, count: int, at_once: int) -> Speed:
    # The first one takes seconds: it imports.
    await _read(far, str(uuid.UUID(int=0)))
    watch, numbers = Stopwatch(), iter(range(count))
    await asyncio.gather(*(_reader(far, numbers) for _ in range(at_once)))
    return watch.stop(count)


async def _reader(far: FarSide, numbers: Iterator[int]) -> None:
    for number in numbers:
        await _read(far, str(uuid.UUID(int=number + 1)))


async def _read(far: FarSide, tenant: str) -> None:
    """As the documentation of both has it, aimed at the far side."""
    import httpx  # noqa: PLC0415 - the whole group may be absent
    from azure.identity.aio import ClientSecretCredential  # noqa: PLC0415 - same
    from msgraph import GraphRequestAdapter, GraphServiceClient  # noqa: PLC0415 - same
    from msgraph_core import GraphClientFactory  # noqa: PLC0415 - same

    credential = ClientSecretCredential(
        tenant,
        tenant,
        "not-a-secret",
        authority=far.origin,
        disable_instance_discovery=True,
        connection_verify=str(far.ca_file),
    )
    trusted = ssl.create_default_context(cafile=far.ca_file)
    client = GraphClientFactory.create_with_default_middleware(client=httpx.AsyncClient(verify=trusted))
    try:
        adapter = GraphRequestAdapter(_provider(credential), client=client)
        adapter.base_url = f"{far.origin}/v1.0"
        graph = GraphServiceClient(request_adapter=adapter)
        found = await graph.security.data_security_and_governance.sensitivity_labels.get()
        if found is None or len(found.value or ()) != answers.LABELS:
            raise ValueError("these are not the labels")
    finally:
        await client.aclose()
        await credential.close()


def _provider(credential: object) -> object:
    from kiota_authentication_azure.azure_identity_authentication_provider import (  # noqa: PLC0415 - same
        AzureIdentityAuthenticationProvider,
    )

    return AzureIdentityAuthenticationProvider(
        credential, scopes=["https://graph.microsoft.com/.default"], allowed_hosts=[HOST]
    )
