"""The fixtures of these tests."""

from tests.unit.sandbox.loopback_microsoft import microsoft
from tests.unit.sandbox.tiny_app import scene

__all__ = ["microsoft", "scene"]
