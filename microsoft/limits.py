"""How long and how much Microsoft may take of us."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Times in seconds, sizes in bytes after decompression."""

    connect: float = 3.0
    read: float = 10.0
    # Ends an answer that comes byte by byte and so never trips the read timeout.
    total: float = 30.0
    scan: float = 300.0
    # Real tenants stay far below 1 MiB; a compressed bomb must not grow past this.
    body: int = 8 * MEBIBYTE
    pages: int = 200
    labels: int = 20_000
    # A validation is repeated by its caller's own schedule, so it hardly repeats by itself.
    retries: int = 4
    retries_when_fresh: int = 1
    # What has taken so long is not repeated: whoever keeps silent keeps a worker for one answer, not for five.
    patience: float = 8.0
    # Longer than this is not slept through, where it keeps a worker, but handed to the caller.
    longest_sleep: float = 30.0
    longest_back_off: float = 60.0
    # At a time, and per second, over all tenants: Graph allows an app 2000 requests a second.
    concurrency: int = 16
    requests_per_second: float = 100.0
    # MSAL blocks, and waits for as long as Microsoft does: one for each read at a time. Fewer were no faster where
    # Microsoft answers at once, and where it takes 200 ms three threads held eight reads up.
    threads: int = 8
    # An application object with its token holds about 12 kB.
    applications: int = 1000
