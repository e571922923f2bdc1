"""`/mip add`: the modal, its changing fields, and the account it makes."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from handlers.access import Access
from handlers.answers import Answer, Done, Open, Redraw
from mip.accounts import Account
from mip.errors import NotFound, Rejected
from mip.managing import add
from mip.names import TAKEN
from mip.people import Right
from mip.ports import Accounts, CertificateMaker, Clock, Ledger, WorkspaceSettings
from views import actions, fields
from views import add_account as form
from views.interaction import Press, Submission, Typed
from views.reference import Malformed


@dataclass(frozen=True)
class AddAccount:
    """`usual` is how often accounts are scanned where the workspace chose nothing."""

    access: Access
    accounts: Accounts
    ledger: Ledger
    certificates: CertificateMaker
    clock: Clock
    offer: form.Offer
    settings: WorkspaceSettings
    usual: timedelta

    async def open(self, typed: Typed, _rest: str) -> Answer:
        """Opens from a fixed catalogue: nothing is looked up while the trigger's three seconds run."""
        await self.access.require(Right.MANAGE, typed.person, "add")
        return Open(form.build(self.offer, channel=typed.channel))

    async def press(self, press: Press) -> Answer:
        """From the App Home, where there is no channel to begin with, but perhaps one that the workspace chose."""
        await self.access.require(Right.MANAGE, press.person, "add")
        chosen = await self.settings.of(press.person.workspace)
        return Open(form.build(self.offer, proposed=chosen.channel))

    async def choose(self, press: Press) -> Answer:
        """Another connector or credential: the same modal with other fields."""
        await self.access.require(Right.MANAGE, press.person, "choose", counts=False)
        if press.form is None or press.form.callback_id != actions.FORM_ADD:
            raise Malformed("form")
        chosen = form.choice(press.form, self.offer)
        return Redraw(form.build(self.offer, chosen, channel=press.form.about.detail))

    async def save(self, submission: Submission) -> Answer:
        """The Enter key held down sends the same form several times: one of them counts, none is an error."""
        await self.access.require(Right.MANAGE, submission.person, "add")
        draft = form.read(submission, self.offer, self.clock.calendar())
        account = self._account(submission, draft, await self._interval(submission))
        try:
            await self._refuse_twin(submission.person.workspace, draft)
            credential = await self.certificates.make() if draft.by_certificate else draft.credential
            await self.ledger.commit(add(account, credential, self.clock.wire()))
        except Rejected:
            if not await self._is_there(account):
                raise
        return Done()

    async def _is_there(self, account: Account) -> bool:
        """It got in by the same form a moment before, perhaps in another process."""
        try:
            await self.accounts.get(account.workspace, account.id)
        except NotFound:
            return False
        return True

    async def _refuse_twin(self, workspace: str, draft: form.Draft) -> None:
        """A courtesy before the form closes: the database's own constraint is what counts."""
        if await self.accounts.is_named(workspace, draft.name):
            raise Rejected({fields.NAME: TAKEN})

    async def _interval(self, submission: Submission) -> timedelta:
        chosen = await self.settings.of(submission.person.workspace)
        return chosen.interval or self.usual

    def _account(self, submission: Submission, draft: form.Draft, interval: timedelta) -> Account:
        return Account(
            id=_of_form(submission, draft),
            workspace=submission.person.workspace,
            name=draft.name,
            registration=draft.registration,
            channel=draft.channel,
            added_by=submission.person.user,
            added_at=self.clock.calendar(),
            interval=interval,
            expires_at=draft.expires_at,
        )


def _of_form(submission: Submission, draft: form.Draft) -> str:
    """The account's id: the same form, sent again, asks for the same account."""
    form_sent = submission.form
    sent = (submission.person.workspace, form_sent.id, form_sent.hash, draft.name.skeleton)
    return hashlib.sha256("\n".join(sent).encode()).hexdigest()[:32]
