"""The storage offers what the use cases ask for. mypy reads this; running it only proves that it imports."""

from mip import ports
from storage import Storage


def as_ports(
    storage: Storage,
) -> tuple[
    ports.Accounts,
    ports.Ledger,
    ports.Labels,
    ports.Attempts,
    ports.Tasks,
    ports.Outbox,
    ports.Admins,
    ports.Audit,
    ports.Trail,
    ports.Subscriptions,
    ports.Digests,
    ports.Watches,
    ports.Installations,
]:
    return (
        storage.accounts,
        storage.ledger,
        storage.labels,
        storage.attempts,
        storage.tasks,
        storage.outbox,
        storage.admins,
        storage.audit,
        storage.trail,
        storage.subscriptions,
        storage.digests,
        storage.watches,
        storage.installations,
    )


def test_there_is_one_repository_for_each_port() -> None:
    assert as_ports.__annotations__["storage"] is Storage
