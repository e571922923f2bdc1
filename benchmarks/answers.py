"""What the far side answers: fixed texts, as large as the real ones."""

import base64
import json
from typing import Any

LABELS = 30
LABELS_PATH = "/v1.0/security/dataSecurityAndGovernance/sensitivityLabels"
WORKSPACE = "T0BENCH001"
PERSON = "U0BENCH001"
CHANNEL = "C0BENCH001"
APP = "A0BENCH001"
BOT_USER = "U0BENCHBOT"
BOT_TOKEN = "xoxb-not-a-token"
_DESCRIPTION = (
    "Business data that would cause damage if it were shared with people who have no need to know it. "
)


def labels(count: int = LABELS) -> dict[str, Any]:
    """About 400 bytes for each, 12 kB for thirty."""
    return {"value": [_label(number) for number in range(count)]}


def _label(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:08x}-0000-4000-8000-{number:012x}",
        "name": f"Confidential {number}",
        "displayName": f"Confidential {number}",
        "description": _DESCRIPTION,
        "toolTip": _DESCRIPTION,
        "color": "#a80000",
        "sensitivity": number,
        "isActive": True,
        "hasProtection": number % 2 == 0,
        "applicableTo": "email,file",
    }


def token() -> dict[str, Any]:
    """An access token of 1.5 kB that lasts an hour."""
    claims = {"roles": ["SensitivityLabel.Read"], "filling": "x" * 900}
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return {"token_type": "Bearer", "expires_in": 3599, "access_token": f"{'h' * 100}.{middle}.{'s' * 342}"}


def discovery(origin: str, tenant: str) -> dict[str, Any]:
    here = f"{origin}/{tenant}/oauth2/v2.0"
    return {
        "issuer": f"https://login.microsoftonline.com/{tenant}/v2.0",
        "authorization_endpoint": f"{here}/authorize",
        "token_endpoint": f"{here}/token",
        "jwks_uri": f"{origin}/{tenant}/discovery/v2.0/keys",
    }


def slack() -> dict[str, Any]:
    """One answer to every method the bot calls."""
    return {
        "ok": True,
        "team_id": WORKSPACE,
        "team": "Bench",
        "user_id": BOT_USER,
        "bot_id": "B0BENCHBOT",
        "channel": CHANNEL,
        "ts": "1700000000.000100",
        "user": {
            "id": PERSON,
            "team_id": WORKSPACE,
            "name": "olivia",
            "real_name": "Olivia",
            "is_owner": True,
            "is_admin": True,
            "tz": "Europe/London",
            "profile": {"display_name": "Olivia"},
        },
    }
