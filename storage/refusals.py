"""Why the storage will not work as asked: each is a sentence for the operator, without any stored value."""


class StorageRefused(Exception):  # noqa: N818 - a decision, not a fault of the program
    """Whoever starts the bot shows its text and stops."""
