"""Another *Credential* chosen in a form: the same radio buttons stand in two."""

from dataclasses import dataclass

from handlers.add_account import AddAccount
from handlers.answers import Answer
from handlers.reauthorize import Reauthorize
from views import actions
from views.interaction import Press


@dataclass(frozen=True)
class ChooseCredential:
    add: AddAccount
    reauthorize: Reauthorize

    async def choose(self, press: Press) -> Answer:
        if press.form is not None and press.form.callback_id == actions.FORM_REAUTHORIZE:
            return await self.reauthorize.choose(press)
        return await self.add.choose(press)
