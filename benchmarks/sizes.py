"""How much is measured: enough to mean something in under five minutes each, or just enough to see that it runs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """`accounts` are stored, `scanned` of them are scanned in each round."""

    accounts: int = 10_000
    few: int = 100
    scanned: int = 800
    floor: int = 3_000
    rounds: int = 3
    commands: int = 600
    lists: int = 200
    # No more: a workspace may do 120 such things a minute.
    forms: int = 100
    even: int = 300
    late_scans: int = 240
    peers: int = 100
    watched_seconds: float = 60.0


SMALL = Sizes(
    accounts=120,
    few=10,
    scanned=20,
    floor=40,
    rounds=1,
    commands=20,
    lists=5,
    forms=5,
    even=10,
    late_scans=6,
    peers=2,
    watched_seconds=1.0,
)
