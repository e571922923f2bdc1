"""What the bot remembers: tables, transactions, migrations, and the vault for secrets."""

from storage.store import Storage

__all__ = ["Storage"]
