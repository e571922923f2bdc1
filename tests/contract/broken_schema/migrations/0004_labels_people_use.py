"""The real one."""

from importlib import import_module

Migration = import_module("storage.migrations.0004_labels_people_use").Migration
