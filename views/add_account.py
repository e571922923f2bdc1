"""The modal "Add MIP account", and what a person put into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from slack_sdk.models.blocks import Block, InputBlock, Option, StaticSelectElement

from mip.accounts import Cloud, Connector, Registration, read_client_id, read_tenant
from mip.credentials import ClientSecret, read_client_secret
from mip.expiry import read_day
from mip.names import AccountName, read_name
from mip.ports import View
from views import actions, fields, reference
from views.fields import BY_CERTIFICATE, BY_SECRET, CLIENT_ID, CLIENT_SECRET, CREDENTIAL, Reader, one_of
from views.interaction import OpenForm, Submission
from views.pieces import modal, option, small, words

CONNECTOR = actions.CONNECTOR
TENANT = "tenant"
CLOUD = "cloud"
FIELDS = frozenset(
    {
        *(CONNECTOR, fields.NAME, fields.CHANNEL, CLIENT_ID, TENANT, CLOUD, CREDENTIAL, CLIENT_SECRET),
        fields.EXPIRES_ON,
    }
)
WARNED = "As Microsoft Entra shows it. Then you are warned well before that day."

CONNECTORS = {
    Connector.MIP_BOT: (
        "MIP bot connector",
        "This bot's app. May only read sensitivity labels (SensitivityLabel.Read).",
    ),
    Connector.CUSTOM: (
        "Custom connector",
        "Your own app. It only needs to read labels (SensitivityLabel.Read).",
    ),
}


@dataclass(frozen=True)
class Offer:
    """What can be chosen here. `mip_bot_missing` says in a sentence why that connector is not among it."""

    mip_bot_missing: str = ""
    certificate: bool = False

    @property
    def connectors(self) -> tuple[Connector, ...]:
        return (Connector.CUSTOM,) if self.mip_bot_missing else tuple(Connector)


@dataclass(frozen=True)
class Draft:
    """A form read. `credential` None: to be asked for on the private page, or a certificate to be made.

    `expires_at` is that of the secret, also of one that is still to be asked for.
    """

    name: AccountName
    channel: str
    registration: Registration
    credential: ClientSecret | None = None
    by_certificate: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Chosen:
    """What decides which fields are shown."""

    connector: Connector
    credential: str = BY_SECRET


def build(offer: Offer, chosen: Chosen | None = None, *, channel: str = "", proposed: str = "") -> View:
    """`channel` is where the command was given: the person is answered there. `proposed` is the one that is chosen
    to begin with, where it is not that one."""
    now = chosen or Chosen(offer.connectors[0])
    drawn = _drawn(offer, now, proposed) if proposed else _usual(offer, now)
    return {**drawn, "private_metadata": reference.write("", 0, channel)}


@lru_cache(maxsize=8)
def _usual(offer: Offer, now: Chosen) -> View:
    """The same for everybody: fifty checked objects, that take longer than the call to Slack which opens it."""
    return _drawn(offer, now)


def _drawn(offer: Offer, now: Chosen, proposed: str = "") -> View:
    blocks = [
        _connector(offer, now.connector),
        *([small(offer.mip_bot_missing)] if offer.mip_bot_missing else []),
        fields.name(),
        fields.channel(proposed),
        *(_custom(offer, now.credential) if now.connector is Connector.CUSTOM else []),
    ]
    return modal("Add MIP account", blocks, form=actions.FORM_ADD, submit="Save")


def choice(form: OpenForm, offer: Offer) -> Chosen:
    """What is chosen on somebody's screen, to draw the form again."""
    return Chosen(
        _connector_of(form.values, offer) or offer.connectors[0],
        BY_CERTIFICATE if offer.certificate and form.values.get(CREDENTIAL) == BY_CERTIFICATE else BY_SECRET,
    )


def read(submission: Submission, offer: Offer, now: datetime) -> Draft:
    """Raises Rejected with a sentence for each field, Malformed when the form is not ours.

    `now` is the calendar's, for the day on which the secret expires.
    """
    reader = Reader(submission.values, FIELDS)
    name = reader.read(fields.NAME, read_name)
    channel = reader.read(fields.CHANNEL, fields.read_channel)
    connector = reader.read(CONNECTOR, one_of(offer.connectors, "SaaS connector"))
    registration, secret, certificate = Registration(Connector.MIP_BOT), None, False
    if connector == Connector.CUSTOM:
        registration, secret, certificate = _read_custom(reader, offer)
    expires_at = read_expiry(reader, now)
    reader.finish()
    assert name is not None  # noqa: S101 - finish() has raised otherwise
    assert channel is not None  # noqa: S101 - same
    return Draft(name, channel, registration, until(secret, expires_at), certificate, expires_at)


def read_credential(reader: Reader, *, certificate_offered: bool) -> tuple[ClientSecret | None, bool]:
    """The secret, None when left empty; and whether a certificate was chosen instead."""
    offered = fields.credentials(certificate_offered=certificate_offered)
    if reader.read(CREDENTIAL, one_of(tuple(offered), "Credential")) == BY_CERTIFICATE:
        return None, True
    return reader.read(CLIENT_SECRET, read_client_secret), False


def read_expiry(reader: Reader, now: datetime) -> datetime | None:
    """Of a secret only: what was chosen before another credential was, is not meant any more."""
    if reader.values.get(CREDENTIAL) != BY_SECRET:
        return None
    return reader.read(fields.EXPIRES_ON, read_day(now))


def until(secret: ClientSecret | None, expires_at: datetime | None) -> ClientSecret | None:
    return secret and replace(secret, expires_at=expires_at)


def _read_custom(reader: Reader, offer: Offer) -> tuple[Registration, ClientSecret | None, bool]:
    """Whoever is quick sends the form before Slack has drawn the fields of the connector just chosen."""
    if CLIENT_ID not in reader.values:
        reader.wrong[CONNECTOR] = "The fields of this connector were not there yet. Choose it again."
        return Registration(Connector.CUSTOM), None, False
    registration = Registration(
        Connector.CUSTOM,
        Cloud(reader.read(CLOUD, one_of(tuple(Cloud), "Cloud")) or Cloud.GLOBAL),
        reader.read(CLIENT_ID, read_client_id) or "",
        reader.read(TENANT, read_tenant) or "",
    )
    return registration, *read_credential(reader, certificate_offered=offer.certificate)


def _connector_of(values: Mapping[str, str], offer: Offer) -> Connector | None:
    return next((c for c in offer.connectors if c == values.get(CONNECTOR)), None)


def _connector(offer: Offer, chosen: Connector) -> InputBlock:
    options = [option(CONNECTORS[c][0], c.value, CONNECTORS[c][1]) for c in offer.connectors]
    return fields.radio(CONNECTOR, "SaaS connector", options, chosen.value, dispatches=True)


def _custom(offer: Offer, credential: str) -> list[Block]:
    secret = [fields.client_secret(fields.LEFT_EMPTY), fields.expires_on(WARNED)]
    return [
        fields.typed(CLIENT_ID, "Client ID", hint="Application (client) ID, from the app's overview."),
        fields.typed(TENANT, "Tenant ID", hint="Directory (tenant) ID, or a domain of the tenant.", most=300),
        _cloud(),
        fields.credential(credential, certificate_offered=offer.certificate),
        *(secret if credential == BY_SECRET else [small(fields.MADE_ON_SAVE)]),
    ]


def _cloud() -> InputBlock:
    options = [Option(text=words(cloud.value), value=cloud.value) for cloud in Cloud]
    element = StaticSelectElement(action_id=CLOUD, options=options, initial_option=options[0])
    return InputBlock(block_id=CLOUD, label=words("Cloud"), element=element)
