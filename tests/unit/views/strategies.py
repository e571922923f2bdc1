"""Names as an attacker would choose them, and values that carry them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from mip.account_list import Listed, Listing, cut
from mip.accounts import Account, Cloud, Connector, Held, Reading, Registration, Renewal
from mip.checks import BETA_PERMISSION, V1_PERMISSION, Check, Diagnosis, Mark
from mip.diff import Kind, LabelChange
from mip.labels import Label
from mip.names import AccountName, skeleton
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Status, Validation, shown

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TENANT = "0f5e7a9c-1111-4222-8333-444455556666"
CLIENT = "c1c1c1c1-1111-4222-8333-444455556666"

HOSTILE = (
    "<!channel>",
    "<!here>",
    "<@U123>",
    "<#C1>",
    "<!subteam^S1>",
    "<https://evil.example|Sign in>",
    "<!date^0^x|y>",
    "*b* _i_ ~s~",
    "`code` ```block```",
    "&lt;!channel&gt; &amp;",
    ":boom:",
    "line\n>quote\r\n\u2028end",
    "http://evil.example",
    "\u202egnp.exe\u202c",
    "\u200b",
    "\u200d",
    "\ud800",
    "a\x00b",
    "",
    "   ",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 60,
    "e\u0301" * 300,
    "&" * 512,
    "<" * 512,
    "x" * 512,
    "\U0001f600" * 256,
    '"quoted" \u201cname\u201d',
)
names = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4).map(" ".join).map(lambda text: text[:512]),
)
times = st.none() | st.datetimes(
    min_value=NOW.replace(tzinfo=None) - timedelta(days=3000),
    max_value=NOW.replace(tzinfo=None) + timedelta(days=3000),
    timezones=st.just(UTC),
)
reasons = st.none() | st.sampled_from(Reason)
facts = st.builds(
    Facts,
    validation=st.sampled_from(Validation),
    reason=reasons,
    retrieval=st.sampled_from(Retrieval),
    first_retrieved=st.booleans(),
)
helds = st.none() | st.builds(
    Held,
    since=st.just(NOW),
    found=st.integers(0, 9),
    lost=st.integers(0, 99),
    digest=st.just("0123456789abcdef" * 4),
    accepted=st.booleans(),
    kept=st.booleans(),
)
registrations = st.builds(
    Registration,
    connector=st.sampled_from(Connector),
    cloud=st.sampled_from(Cloud),
    client_id=st.sampled_from(["", CLIENT]),
    tenant=st.sampled_from(["", TENANT]) | names,
)
readings = st.builds(
    Reading, attempted_at=times, trouble=reasons, succeeded_at=times, labels=st.integers(0, 20_000)
)


def named(text: str) -> AccountName:
    """A name that no rule has seen: what is drawn must not rely on the rules."""
    return AccountName(text, skeleton(text))


diagnoses = st.none() | st.builds(
    Diagnosis,
    marks=st.dictionaries(st.sampled_from(Check), st.sampled_from(Mark)),
    permission=st.sampled_from([V1_PERMISSION, BETA_PERMISSION]) | names,
    extra=st.lists(names | st.just("Mail.Read"), max_size=20).map(tuple),
    request=st.sampled_from(["", "94fb3b52-86ae-4a2d-9b1a-0d3d6a3c1f11"]) | names,
    correlation=st.sampled_from(["", "8478d534-5b23-41f0-9a3c-2f6f7f0b1c22"]) | names,
)
accounts = st.builds(
    Account,
    id=st.just("acc-1"),
    workspace=st.just("T1"),
    name=names.map(named),
    registration=registrations,
    channel=st.sampled_from(["C1NEWS", "", "<!channel>"]),
    added_by=st.sampled_from(["U1", "<!here>"]),
    added_at=st.just(NOW),
    facts=facts,
    reading=readings,
    interval=st.sampled_from([timedelta(minutes=15), timedelta(hours=1), timedelta(days=7)]),
    held=helds,
    has_credential=st.booleans(),
    by_certificate=st.booleans(),
    expires_at=times,
    renewal=st.none()
    | st.builds(
        Renewal,
        client_id=st.just(CLIENT),
        since=st.just(NOW),
        by=st.just("U1"),
        channel=st.just("C1NEWS"),
        trouble=reasons,
    ),
    changed_by=st.sampled_from(["system", "U2"]),
    changed_at=times,
    next_scan_at=times,
    diagnosis=diagnoses,
)
labels = st.builds(
    Label,
    guid=st.uuids().map(str) | names,
    name=names,
    parent=st.none() | names,
    description=st.none() | names,
    tooltip=st.none() | names,
    color=st.sampled_from([None, "", "#FF0000", "#ff000080", "<!channel>"]) | names,
    priority=st.none() | st.integers(),
    is_enabled=st.none() | st.booleans(),
    has_protection=st.none() | st.booleans(),
    applicable_to=st.none() | st.lists(names | st.sampled_from(["email", "file"]), max_size=9).map(tuple),
)
changes = st.builds(
    LabelChange,
    kind=st.sampled_from(Kind),
    guid=st.just("g"),
    name=names,
    before=st.none() | names | st.sampled_from(["yes", "no"]),
    after=st.none() | names | st.sampled_from(["yes", "no"]),
)


def an_account(facts: Facts | None = None, **changed: object) -> Account:
    made = Account(
        id="acc-1",
        workspace="T1",
        name=named("Contoso"),
        registration=Registration(Connector.CUSTOM, client_id=CLIENT, tenant=TENANT),
        channel="C1NEWS",
        added_by="U1",
        added_at=NOW,
        facts=facts or Facts(),
        version=7,
    )
    return replace(made, **changed)  # type: ignore[arg-type] # the caller names fields of Account


def in_list(account: Account) -> Listed:
    """As the database has it for a list."""
    reading = account.reading
    return Listed(
        account.name.shown,
        account.registration.tenant,
        account.channel,
        account.facts,
        reading.labels,
        reading.succeeded_at,
        account.has_credential,
        account.by_certificate,
        account.expires_at,
    )


def listing(accounts: Sequence[Account], number: int = 1, *, words: str = "", every: int = 0) -> Listing:
    """A page of twenty; `every`: so many there are in all, when not these alone."""
    return cut([in_list(each) for each in accounts], every or len(accounts), words, number, 20)


def totals(accounts: Sequence[Account]) -> Counter[Status]:
    return Counter(shown(account.facts) for account in accounts)
