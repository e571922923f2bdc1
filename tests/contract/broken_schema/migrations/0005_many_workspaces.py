"""The real one."""

from importlib import import_module

Migration = import_module("storage.migrations.0005_many_workspaces").Migration
