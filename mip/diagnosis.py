"""What an answer of Microsoft's proves of each check, and what it leaves open."""

from collections.abc import Mapping

from mip.checks import BETA_PERMISSION, V1_PERMISSION, Check, Diagnosis, Mark, roles, support_id
from mip.progress import Reached
from mip.reasons import Reason
from mip.retrieval import BETA, Found
from mip.validation import Answer

# Where a reason says that we were stopped; None says nothing about any check. A test wants every reason here.
STOPPED_AT: Mapping[Reason, Check | None] = {
    Reason.NO_CONSENT: Check.PERMISSION,
    Reason.CONSENT_DECLINED: None,
    Reason.SECRET_INVALID: Check.CREDENTIAL,
    Reason.SECRET_EXPIRED: Check.CREDENTIAL,
    Reason.CERTIFICATE_INVALID: Check.CREDENTIAL,
    Reason.CERTIFICATE_NOT_UPLOADED: Check.CREDENTIAL,
    Reason.APP_NOT_FOUND: Check.APP,
    Reason.APP_DISABLED: Check.APP,
    Reason.PERMISSION_MISSING: Check.PERMISSION,
    Reason.TENANT_NOT_FOUND: Check.TENANT,
    Reason.WRONG_TENANT: None,
    Reason.WRONG_CLOUD: Check.TENANT,
    Reason.CLOUD_UNSUPPORTED: Check.API,
    Reason.BLOCKED_BY_POLICY: Check.CREDENTIAL,
    Reason.THROTTLED: None,
    Reason.PROVIDER_ERROR: None,
    Reason.PROVIDER_DOWN: None,
    Reason.NETWORK: None,
    Reason.SLACK_SILENT: None,
    Reason.TOO_MANY_ACTIONS: None,
    Reason.TOO_MANY_LABELS: None,
    Reason.CREDENTIAL_MISSING: Check.CREDENTIAL,
    Reason.CREDENTIAL_UNREADABLE: Check.CREDENTIAL,
    Reason.KEY_LACKING: None,
    Reason.OWN_CREDENTIAL: Check.CREDENTIAL,
    Reason.CREDENTIAL_WIPED: Check.CREDENTIAL,
    Reason.RESTORED: None,
}
# A token is given for an app that is in the tenant, to whoever shows its credential; a page of labels to whoever
# holds the permission, where the API exists.
_PROVEN: Mapping[Reached, frozenset[Check]] = {
    Reached.NOTHING: frozenset(),
    Reached.TENANT: frozenset({Check.TENANT}),
    Reached.TOKEN: frozenset({Check.TENANT, Check.APP, Check.CREDENTIAL}),
    Reached.PAGE: frozenset(Check),
}
# The first of these that a token holds is what lets it read; whatever else it holds is more than needed.
_LETS_READ: Mapping[str, tuple[str, ...]] = {
    V1_PERMISSION: (V1_PERMISSION, "SensitivityLabels.Read.All"),
    BETA_PERMISSION: (BETA_PERMISSION,),
}


def diagnose(answer: Answer) -> Diagnosis:
    progress = answer.progress
    permission = BETA_PERMISSION if progress.source == BETA else V1_PERMISSION
    stopped = None if isinstance(answer, Found) else STOPPED_AT[answer.reason]
    return Diagnosis(
        {check: _mark(check, stopped, progress.reached) for check in Check},
        permission,
        extra(progress.roles, permission),
        support_id(answer.request_id),
        support_id(answer.correlation_id),
    )


def _mark(check: Check, stopped: Check | None, reached: Reached) -> Mark:
    if check is stopped:
        return Mark.FAILED
    return Mark.PASSED if check in _PROVEN[reached] else Mark.UNREACHED


def extra(granted: tuple[str, ...], permission: str) -> tuple[str, ...]:
    """What could be taken from the app, and it would still read the labels."""
    known = roles(granted)
    needed = next((name for name in _LETS_READ[permission] if name in known), permission)
    return tuple(name for name in known if name != needed)
