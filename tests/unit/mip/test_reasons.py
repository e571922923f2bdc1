import pytest

from mip.reasons import ACCESS_MISSING, Reason


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_the_cause_and_the_next_step_in_sentences(reason: Reason) -> None:
    for sentence in (reason.words, reason.next_step):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert not [sign for sign in ("<", ">", "&", "AADSTS", "_") if sign in sentence]


def test_no_two_reasons_are_told_alike() -> None:
    assert len({reason.words for reason in Reason}) == len(Reason)


def test_only_what_can_still_be_given_counts_as_missing_access() -> None:
    mended = {
        Reason.NO_CONSENT,
        Reason.APP_NOT_FOUND,
        Reason.APP_DISABLED,
        Reason.PERMISSION_MISSING,
        Reason.CREDENTIAL_MISSING,
        Reason.CERTIFICATE_NOT_UPLOADED,
    }
    assert mended == ACCESS_MISSING


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        (Reason.SECRET_INVALID, "Value"),
        (Reason.PERMISSION_MISSING, "SensitivityLabel.Read"),
        (Reason.APP_DISABLED, "enterprise application"),
        (Reason.BLOCKED_BY_POLICY, "exclude"),
        (Reason.TENANT_NOT_FOUND, "Cloud"),
        (Reason.WRONG_CLOUD, "GCC High, DoD or China"),
        (Reason.CONSENT_DECLINED, "Accept"),
    ],
)
def test_the_next_step_names_the_thing_to_touch(reason: Reason, word: str) -> None:
    assert word in reason.next_step


@pytest.mark.parametrize("reason", [Reason.THROTTLED, Reason.PROVIDER_ERROR, Reason.NETWORK])
def test_what_mends_itself_asks_for_nothing(reason: Reason) -> None:
    assert reason.next_step.startswith("Nothing to do")
