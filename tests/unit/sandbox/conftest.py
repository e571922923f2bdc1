"""The fixtures of these tests."""

from tests.unit.sandbox.loopback_microsoft import microsoft

__all__ = ["microsoft"]
