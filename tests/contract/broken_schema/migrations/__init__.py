"""Migrations that fail after they have changed something."""
