"""PostgreSQL for the replicas: where it does not start, these tests are skipped by name."""

from tests.contract.conftest import postgres

__all__ = ["postgres"]
