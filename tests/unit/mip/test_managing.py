from dataclasses import replace

import pytest

from mip.accounts import Account, Card, Connector, Held, Registration, Renewal
from mip.changes import Action, Change, Task, Tell, Work
from mip.consent import Attempt, Purpose, Step
from mip.credentials import ClientSecret, Secret
from mip.errors import Rejected
from mip.managing import (
    accept_consent,
    add,
    ask_scan,
    ask_validation,
    deactivate,
    decline_consent,
    edit,
    link,
    recredential,
    remove,
    settle_hold,
)
from mip.names import read_name
from mip.reasons import Reason
from mip.status import Facts, Retrieval, Status, Validation, shown
from tests.unit.mip.samples import (
    ACTIVE,
    ADMIN,
    CLIENT,
    FAILED,
    HOUR,
    INACTIVE,
    LOST,
    NOW,
    OTHER_TENANT,
    PENDING,
    TENANT,
    VALIDATED,
    account,
    changed,
    told,
)

SECRET = ClientSecret(Secret("sssh"))
ATTEMPT = Attempt(
    "L1",
    "T1",
    "A1",
    "U1",
    "CHERE",
    Purpose.LINK,
    Step.CONSENT,
    NOW,
    NOW + HOUR,
    proven_tenant=OTHER_TENANT,
    proven_person="oid",
)
HELD = Held(NOW, 0, 40, "digest")


def audited(change: Change) -> list[tuple[Action, str]]:
    return [(entry.action, entry.actor) for entry in change.audit]


def only_audit(change: Change) -> dict[str, str]:
    (entry,) = change.audit
    assert (entry.workspace, entry.account) == ("T1", "A1")
    return dict(entry.details)


def test_an_added_account_gets_its_card_and_its_adder_a_link() -> None:
    change = add(account(), None, NOW)
    assert change.before is None
    assert told(change) == [Tell.CARD, Tell.LINK]
    assert [(d.user, d.channel) for d in change.deliveries] == [("", "CNEWS"), ("UADDER", "CNEWS")]
    assert ([work.task for work in change.work], change.credential) == ([Task.CHECK], None)
    assert (changed(change).has_credential, changed(change).credential_version) == (False, 0)
    assert audited(change) == [(Action.ACCOUNT_ADDED, "UADDER")]
    assert only_audit(change) == {"name": "Contoso", "connector": "mip_bot", "channel": "CNEWS"}


def test_an_added_account_with_a_credential_is_validated_at_once() -> None:
    change = add(account(custom=True), SECRET, NOW)
    assert told(change) == [Tell.CARD]
    validation, _ = change.work
    assert validation == Work("A1", Task.VALIDATE, NOW, asked_by="UADDER", asked_in="CNEWS")
    assert change.credential == SECRET
    assert (changed(change).has_credential, changed(change).credential_version) == (True, 1)
    assert "sssh" not in repr(change)


def test_a_link_is_for_one_persons_eyes_and_holds_no_ticket() -> None:
    delivery = link(account(), "U7", "CHERE", NOW)
    assert (delivery.tell, delivery.user, delivery.channel, delivery.details) == (
        Tell.LINK,
        "U7",
        "CHERE",
        {},
    )
    assert delivery.key == link(account(), "U7", "CHERE", NOW).key
    assert delivery.key != link(account(), "U8", "CHERE", NOW).key
    assert delivery.key != link(account(), "U7", "CHERE", NOW + HOUR).key


@pytest.mark.parametrize("activate", [False, True])
def test_a_validation_is_asked_for_by_somebody_somewhere(activate: bool) -> None:
    change = ask_validation(account(VALIDATED), ADMIN, "CHERE", NOW, activate=activate)
    assert change.before == change.after == account(VALIDATED)
    assert change.work == (
        Work("A1", Task.VALIDATE, NOW, activate=activate, asked_by="UADMIN", asked_in="CHERE"),
    )
    assert audited(change) == [(Action.VALIDATION_ASKED, "UADMIN")]
    assert only_audit(change) == {"activate": str(activate)}
    assert told(change) == []


@pytest.mark.parametrize("facts", [ACTIVE, LOST])
def test_an_account_set_inactive_has_nothing_due_any_more(facts: Facts) -> None:
    change = deactivate(account(facts, next_scan_at=NOW), ADMIN, NOW, NOW)
    after = changed(change)
    assert after.facts == replace(facts, retrieval=Retrieval.OFF)
    assert shown(after.facts) is Status.TENANT_INACTIVE
    assert (after.next_scan_at, after.changed_by, after.changed_at) == (None, "UADMIN", NOW)
    # That its credential expires, or is lost meanwhile, is worth knowing all the same.
    assert set(change.cancel) == {Task.SCAN, Task.VALIDATE}
    assert (told(change), audited(change)) == ([Tell.CARD], [(Action.ACCOUNT_DEACTIVATED, "UADMIN")])


def test_a_scan_is_asked_for_by_somebody_somewhere() -> None:
    change = ask_scan(account(ACTIVE), ADMIN, "CHERE", NOW)
    assert change.before == change.after == account(ACTIVE)
    assert change.work == (Work("A1", Task.SCAN, NOW, asked_by="UADMIN", asked_in="CHERE"),)
    assert (told(change), audited(change)) == ([], [(Action.SCAN_ASKED, "UADMIN")])


def test_an_edited_account_has_its_new_name_and_its_card_in_the_new_channel() -> None:
    change = edit(account(ACTIVE), read_name("Fabrikam"), "CNEW", ADMIN, NOW)
    after = changed(change)
    assert (after.name.shown, after.channel, after.changed_by, after.changed_at) == (
        "Fabrikam",
        "CNEW",
        "UADMIN",
        NOW,
    )
    assert after.facts == ACTIVE
    assert [(d.tell, d.channel) for d in change.deliveries] == [(Tell.CARD, "CNEW")]
    assert only_audit(change) == {"name": "Fabrikam", "was": "Contoso", "channel": "CNEW"}
    assert audited(change) == [(Action.ACCOUNT_EDITED, "UADMIN")]


@pytest.mark.parametrize(
    ("place", "channel", "ts"), [(None, "CNEWS", ""), (Card("DADDER", "1.2"), "DADDER", "1.2")]
)
def test_a_removed_account_is_told_where_its_card_stands_and_leaves_nothing(
    place: Card | None, channel: str, ts: str
) -> None:
    change = remove(account(ACTIVE, card=place), ADMIN, NOW)
    assert (change.after, change.burn_attempts, set(change.cancel)) == (None, True, set(Task))
    (delivery,) = change.deliveries
    assert (delivery.tell, delivery.channel, delivery.user) == (Tell.REMOVED, channel, "")
    assert delivery.details == {
        "name": "Contoso",
        "by": "UADMIN",
        "ts": ts,
        "tenant": TENANT,
        "client": CLIENT,
    }
    assert audited(change) == [(Action.ACCOUNT_REMOVED, "UADMIN")]
    assert only_audit(change) == {"name": "Contoso"}


NEW_APP = Registration(Connector.CUSTOM, client_id=OTHER_TENANT, tenant=TENANT)


@pytest.mark.parametrize(("had", "given"), [(True, None), (True, SECRET), (False, SECRET)])
def test_what_never_worked_is_replaced_and_keeps_its_status_until_it_is_validated(
    had: bool, given: ClientSecret | None
) -> None:
    subject = account(FAILED, custom=True, has_credential=had, credential_version=4)
    change = recredential(subject, NEW_APP, given, ADMIN, "CHERE", NOW)
    after = changed(change)
    assert (after.registration, after.has_credential, after.credential_version) == (NEW_APP, True, 5)
    assert after.facts == FAILED
    assert (change.credential, change.renewal, after.renewal) == (given, None, None)
    assert change.work == (Work("A1", Task.VALIDATE, NOW, asked_by="UADMIN", asked_in="CHERE"),)
    assert audited(change) == [(Action.CREDENTIAL_CHANGED, "UADMIN")]
    assert only_audit(change) == {"client": OTHER_TENANT}


@pytest.mark.parametrize("facts", [VALIDATED, ACTIVE, INACTIVE, LOST])
def test_what_ever_worked_keeps_its_credential_until_the_new_one_is_proven(facts: Facts) -> None:
    subject = account(facts, custom=True, has_credential=True, credential_version=4)
    change = recredential(subject, NEW_APP, SECRET, ADMIN, "CHERE", NOW)
    waits = Renewal(OTHER_TENANT, NOW, "UADMIN", "CHERE")
    assert changed(change) == replace(subject, renewal=waits, changed_by="UADMIN", changed_at=NOW)
    assert (change.credential, change.renewal) == (None, SECRET)
    assert change.work == (Work("A1", Task.VALIDATE, NOW, asked_by="UADMIN", asked_in="CHERE"),)
    assert audited(change) == [(Action.CREDENTIAL_GIVEN, "UADMIN")]
    assert only_audit(change) == {"client": OTHER_TENANT}
    assert [d.tell for d in change.deliveries] == [Tell.CARD]


def test_another_app_than_the_one_that_worked_needs_a_secret_of_its_own() -> None:
    with pytest.raises(Rejected) as refused:
        recredential(account(ACTIVE, custom=True, has_credential=True), NEW_APP, None, ADMIN, "CHERE", NOW)
    assert list(refused.value.fields) == ["client_secret"]


def test_without_a_new_secret_what_works_is_validated_as_it_is() -> None:
    subject = account(LOST, custom=True, has_credential=True)
    change = recredential(subject, subject.registration, None, ADMIN, "CHERE", NOW)
    assert (change.credential, change.renewal) == (None, None)
    assert [work.task for work in change.work] == [Task.VALIDATE]


def test_setting_inactive_goes_on_trying_a_new_credential() -> None:
    waits = Renewal(OTHER_TENANT, NOW, "U2", "CTHERE")
    change = deactivate(account(ACTIVE, custom=True, renewal=waits), ADMIN, NOW + HOUR, NOW)
    assert change.cancel == (Task.SCAN,)
    assert change.work == (Work("A1", Task.VALIDATE, NOW, 2, asked_by="U2", asked_in="CTHERE"),)


def test_reauthorising_without_any_credential_asks_for_one() -> None:
    change = recredential(account(FAILED, custom=True), NEW_APP, None, ADMIN, "CHERE", NOW)
    assert (change.work, changed(change).has_credential) == ((), False)
    assert [(d.tell, d.user, d.channel) for d in change.deliveries] == [
        (Tell.CARD, "", "CNEWS"),
        (Tell.LINK, "UADMIN", "CHERE"),
    ]


def test_a_consent_stores_the_proven_tenant_and_starts_the_validation() -> None:
    blank = Registration(Connector.MIP_BOT)
    change = accept_consent(account(registration=blank), ATTEMPT, NOW)
    assert changed(change).registration.tenant == OTHER_TENANT
    assert changed(change).facts == PENDING
    assert change.work == (Work("A1", Task.VALIDATE, NOW, consented=True, asked_by="U1", asked_in="CHERE"),)
    assert (told(change), audited(change)) == ([Tell.CARD], [(Action.CONSENT_ACCEPTED, "U1")])
    assert only_audit(change) == {"tenant": OTHER_TENANT, "person": "oid"}


def test_a_consent_for_the_customers_own_app_leaves_its_tenant() -> None:
    attempt = replace(ATTEMPT, purpose=Purpose.APPROVE, proven_tenant="", proven_person="")
    change = accept_consent(account(custom=True), attempt, NOW)
    assert change.before == change.after
    assert only_audit(change) == {"tenant": TENANT, "person": ""}


@pytest.mark.parametrize("facts", [PENDING, FAILED])
def test_a_declined_consent_fails_an_account_that_was_never_connected(facts: Facts) -> None:
    change = decline_consent(account(facts), ATTEMPT, NOW)
    assert changed(change).facts == Facts(Validation.FAILED, Reason.CONSENT_DECLINED)
    assert changed(change).reading.trouble is Reason.CONSENT_DECLINED
    assert changed(change).reading.attempted_at == NOW
    assert (told(change), audited(change)) == ([Tell.CARD], [(Action.CONSENT_DECLINED, "U1")])


@pytest.mark.parametrize("facts", [VALIDATED, ACTIVE, INACTIVE, LOST])
def test_a_declined_consent_takes_nothing_from_a_connected_account(facts: Facts) -> None:
    change = decline_consent(account(facts), ATTEMPT, NOW)
    assert change.before == change.after == account(facts)
    assert audited(change) == [(Action.CONSENT_DECLINED, "U1")]


@pytest.mark.parametrize(("apply", "action"), [(True, Action.HOLD_APPLIED), (False, Action.HOLD_KEPT)])
def test_a_hold_is_settled_by_name_and_shown_on_the_card(apply: bool, action: Action) -> None:
    change = settle_hold(account(ACTIVE, held=HELD), ADMIN, NOW, apply=apply)
    settled = replace(HELD, accepted=apply, kept=not apply, answered_by="UADMIN", answered_at=NOW)
    assert changed(change).held == settled
    assert (told(change), audited(change)) == ([Tell.CARD], [(action, "UADMIN")])
    scan = Work("A1", Task.SCAN, NOW, asked_by="UADMIN", asked_in="CNEWS")
    assert change.work == ((scan,) if apply else ())


@pytest.mark.parametrize("facts", [VALIDATED, INACTIVE, LOST])
def test_a_hold_is_not_scanned_for_while_the_account_is_not_scanned(facts: Facts) -> None:
    assert settle_hold(account(facts, held=HELD), ADMIN, NOW, apply=True).work == ()


def test_there_may_be_no_hold_left_to_settle() -> None:
    assert changed(settle_hold(account(ACTIVE), ADMIN, NOW, apply=False)).held is None


def every_change(subject: Account) -> list[Change]:
    return [
        add(subject, SECRET, NOW),
        ask_validation(subject, ADMIN, "CHERE", NOW),
        deactivate(subject, ADMIN, NOW, NOW),
        ask_scan(subject, ADMIN, "CHERE", NOW),
        edit(subject, read_name("Fabrikam"), "CNEW", ADMIN, NOW),
        remove(subject, ADMIN, NOW),
        recredential(subject, NEW_APP, SECRET, ADMIN, "CHERE", NOW),
        accept_consent(subject, ATTEMPT, NOW),
        decline_consent(subject, ATTEMPT, NOW),
        settle_hold(subject, ADMIN, NOW, apply=True),
    ]


@pytest.mark.parametrize("number", range(10))
def test_every_decision_is_audited_once_within_its_workspace_and_without_the_secret(number: int) -> None:
    change = every_change(account(ACTIVE, custom=True))[number]
    assert change.workspace == "T1"
    only_audit(change)
    assert "sssh" not in repr(change)
    assert change.lease is None
