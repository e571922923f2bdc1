"""Which workspaces nobody works for: they have removed the bot, or Slack refuses their token."""

from tortoise.expressions import Subquery

from storage.models import Account
from storage.workspace_models import Installation, Workspace

# Where the id of a workspace's installation was.
GONE = ""


def unserved() -> Subquery:
    """A workspace of the operator's own token is not among those that installed the bot, and so not here."""
    good = Subquery(Installation.filter(refused_at=None).values("id"))
    return Subquery(Workspace.exclude(installation__in=good).values("id"))


def accounts_unserved() -> Subquery:
    return Subquery(Account.filter(workspace__in=unserved()).values("id"))
