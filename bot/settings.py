"""What the operator sets, read once at start. Every problem is named at once, with what to do, never by value."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.setting_rules import (
    MAKE_A_KEY,
    is_loopback,
    read_address,
    read_interval,
    read_keys,
    read_public,
    read_roles,
)
from mip.credentials import is_guid
from mip.identity import GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR

NOBODY_TO_SERVE = (
    "SLACK_BOT_TOKEN is missing: copy it from the Slack app's page OAuth & Permissions. "
    "For many workspaces, set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead."
)


class BadSettings(Exception):  # noqa: N818 - a list of sentences for the operator
    """`problems` has one sentence for each variable that is missing or wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _text(rule: Callable[[str], Any]) -> BeforeValidator:
    """Applies a rule to what the environment holds, and lets defaults of our own pass."""

    def apply(value: Any) -> Any:
        return rule(value) if isinstance(value, str) and value else value

    return BeforeValidator(apply)


Address = Annotated[str, _text(read_address)]
Port = Annotated[int, Field(ge=0, le=65535)]


def named(variable: str, default: Any = None, **more: Any) -> Any:
    return Field(default, validation_alias=variable, **more)


class Settings(BaseSettings):
    """Field by field as in the README's table. Secrets do not show in a repr."""

    # pydantic-settings would put the defaults through the rules, and "" (not set) is no address.
    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True, validate_default=False
    )

    signing_secret: SecretStr | None = named("SLACK_SIGNING_SECRET")
    bot_token: SecretStr | None = named("SLACK_BOT_TOKEN")
    app_token: SecretStr | None = named("SLACK_APP_TOKEN")
    slack_client_id: str = named("SLACK_CLIENT_ID", "")
    slack_client_secret: SecretStr | None = named("SLACK_CLIENT_SECRET")
    public: Annotated[str, _text(read_public)] = named("MIPBOT_PUBLIC_URL", "")
    host: str = named("MIPBOT_HOST", "127.0.0.1")
    port: Port = named("MIPBOT_PORT", 3000)
    data_dir: Path = named("MIPBOT_DATA_DIR", Path("data"))
    database: str = named("MIPBOT_DATABASE_URL", "", repr=False)
    keys: Annotated[tuple[bytes, ...], NoDecode, _text(read_keys)] = named(
        "MIPBOT_ENCRYPTION_KEYS", (), repr=False
    )
    client_id: str = named("MIPBOT_CLIENT_ID", "")
    client_secret: SecretStr | None = named("MIPBOT_CLIENT_SECRET")
    certificate_file: Path | None = named("MIPBOT_CLIENT_CERTIFICATE_FILE")
    roles: Annotated[frozenset[str], NoDecode, _text(read_roles)] = named(
        "MIPBOT_ALLOWED_ROLES", frozenset({GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR})
    )
    scan_interval: Annotated[timedelta, _text(read_interval)] = named(
        "MIPBOT_SCAN_INTERVAL", timedelta(hours=1)
    )
    slack_url: Address = named("MIPBOT_SLACK_URL", "https://slack.com")
    login_url: Address = named("MIPBOT_LOGIN_URL", "")
    graph_url: Address = named("MIPBOT_GRAPH_URL", "")
    ca_file: Path | None = named("MIPBOT_CA_FILE")
    metrics_port: Port | None = named("MIPBOT_METRICS_PORT")
    log_format: Literal["json", "text"] = named("MIPBOT_LOG_FORMAT", "text")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = named("MIPBOT_LOG_LEVEL", "INFO")

    @model_validator(mode="after")
    def _together(self) -> Self:
        problems = list(self._missing())
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _missing(self) -> list[str]:
        rules = (
            (
                self.bot_token or self.slack_client_id,
                NOBODY_TO_SERVE,
            ),
            (
                self.signing_secret or self.app_token,
                "SLACK_SIGNING_SECRET is missing: copy it from the Slack app's page Basic Information.",
            ),
            (self.keys, f"MIPBOT_ENCRYPTION_KEYS is missing: make a key with: {MAKE_A_KEY}"),
            (
                self.public or is_loopback(self.host),
                "MIPBOT_PUBLIC_URL is missing: the https address at which browsers reach the bot.",
            ),
            (
                bool(self.slack_client_id) == bool(self.slack_client_secret),
                "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both or neither.",
            ),
            (
                bool(self.client_id) == bool(self.client_secret or self.certificate_file),
                "MIPBOT_CLIENT_ID needs MIPBOT_CLIENT_SECRET or MIPBOT_CLIENT_CERTIFICATE_FILE, and they need it.",
            ),
            (not self.client_id or is_guid(self.client_id), "MIPBOT_CLIENT_ID has to be a GUID."),
            *((_is_file(path), f"{name}: there is no such file.") for name, path in self._files()),
        )
        return [sentence for holds, sentence in rules if not holds]

    def _files(self) -> list[tuple[str, Path | None]]:
        return [
            ("MIPBOT_CLIENT_CERTIFICATE_FILE", self.certificate_file),
            ("MIPBOT_CA_FILE", self.ca_file),
        ]

    @property
    def public_url(self) -> str:
        """Where browsers reach us, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public or f"http://{host}:{self.port}"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite://{self.data_dir / 'mipbot.sqlite3'}"

    @property
    def serves_many(self) -> bool:
        """Workspaces install the bot by themselves; with a token of the operator's there is the one it is for."""
        return self.bot_token is None

    @property
    def is_socket_mode(self) -> bool:
        return self.app_token is not None

    @property
    def slack_is_elsewhere(self) -> bool:
        """Whether every Slack address, response_url included, has to be of the configured origin."""
        return "slack_url" in self.model_fields_set


def _is_file(path: Path | None) -> bool:
    return path is None or path.is_file()


def load(**given: Any) -> Settings:
    """From the environment and `.env`; `given` (by variable name) wins. Raises BadSettings."""
    try:
        return Settings(**given)
    except ValidationError as refused:
        raise BadSettings([*_sentences(refused), *_hidden(refused, given)]) from None


def _hidden(refused: ValidationError, given: Mapping[str, Any]) -> list[str]:
    """Pydantic does not look at settings together while one of them is wrong by itself: so without those."""
    wrong = {str(error["loc"][0]) for error in refused.errors() if error["loc"]}
    fields = Settings.model_fields.values()
    defaults = {str(f.validation_alias): f.default for f in fields if f.validation_alias in wrong}
    try:
        if wrong:
            Settings(**{**given, **defaults})
    except ValidationError as others:
        return [said for said in _sentences(others) if not said.startswith(tuple(wrong))]
    return []


def _sentences(refused: ValidationError) -> list[str]:
    """Pydantic's own texts hold the value: only the name and our own sentence leave here."""
    found: list[str] = []
    for error in refused.errors(include_url=False, include_context=True, include_input=False):
        cause = error.get("ctx", {}).get("error")
        name = str(error["loc"][0]) if error["loc"] else ""
        if name:
            found.append(f"{name} {cause or _words(error['type'], error.get('ctx', {}))}.")
        else:
            found.extend(str(cause).splitlines())
    return found


def _words(kind: str, context: dict[str, Any]) -> str:
    if kind == "literal_error":
        return f"has to be {context['expected']}"
    if kind.startswith(("int", "greater", "less")):
        return "has to be a number from 0 to 65535"
    return "is not valid"
