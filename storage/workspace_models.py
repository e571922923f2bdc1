"""More tables: which workspaces installed the bot, and who is installing it. See storage/models.py."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from storage.models import ID, WORD
from storage.moments import UtcField


# What one workspace, or (`is_org`) a whole organisation, gave us. `workspace` is the id again: a seal is bound to it.
# `refresh` is "" where tokens do not expire; `version` counts the tokens. `refused_at`: Slack takes the token no more.
class Installation(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    workspace = fields.CharField(max_length=ID)
    enterprise = fields.CharField(max_length=ID)
    is_org = fields.BooleanField()
    app = fields.CharField(max_length=ID)
    bot_user = fields.CharField(max_length=ID)
    installed_by = fields.CharField(max_length=ID)
    installed_at = UtcField()
    token = fields.TextField()
    refresh = fields.TextField()
    expires_at = UtcField(null=True)
    version = fields.IntField()
    renewing_until = UtcField(null=True)
    refused_at = UtcField(null=True)
    refused_why = fields.CharField(max_length=WORD, null=True)

    class Meta:
        table = "mip_installation"


# A workspace that we serve, by its own installation or by its organisation's.
class Workspace(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    installation = fields.CharField(max_length=ID)
    name = fields.CharField(max_length=255)

    class Meta:
        table = "mip_workspace"
        indexes = (Index(fields=("installation",), name="idx_workspace_installation"),)


# Somebody went to Slack to install the bot. `id` is the hash of the state, used once.
class Installing(Model):
    id = fields.CharField(max_length=ID, primary_key=True)
    browser_hash = fields.CharField(max_length=ID)
    expires_at = UtcField()

    class Meta:
        table = "mip_installing"
        indexes = (Index(fields=("expires_at",), name="idx_installing_expiry"),)
