"""What people see in a browser. The template engine escapes every value; no page has script or inline style.

They are written for a Content-Security-Policy of `default-src 'none'; style-src 'self'; form-action 'self'`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from mip.certificates import Upload
from mip.portals import portal_name
from mip.reasons import Reason
from views.secret_form import CLIENT_SECRET, EXPIRES_ON, AskedFor
from views.text import plain, utc, utc_day

STYLE_PATH = "/style.css"
OTHER_PERSON = (
    "This link was made for {initiator} in workspace {workspace}. "
    "You are not that person. Nothing was {done}."
)
NO_ROLE = "You need Global Administrator or Privileged Role Administrator (activate it in PIM first)"
NOT_VALID = "This link is not valid any more. Start again from Slack. Reference {reference}."
WENT_WRONG = "Something went wrong. Reference {reference}."
IF_AGAIN = "Start again from Slack. If it happens again, tell the reference to whoever runs this bot."


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("views", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["shown"] = plain
    made.globals["style"] = STYLE_PATH
    return made


@dataclass(frozen=True)
class Pages:
    """All pages as complete HTML documents."""

    environment: Environment = field(default_factory=_environment)

    def connect(
        self, *, account: str, workspace: str, initiator: str, began: datetime, action: str, csrf: str
    ) -> str:
        """`action` is where the form is posted to. The page itself changes nothing."""
        return self._draw(
            "connect.html",
            account=account,
            workspace=workspace,
            initiator=initiator,
            began=utc(began),
            action=action,
            csrf=csrf,
        )

    def going(self, address: str) -> str:
        """Goes with a `Refresh` header to the same address, which is the only link on the page."""
        return self._draw("going.html", address=address)

    def secret_asked(self, asked: AskedFor, *, began: datetime, action: str, csrf: str) -> str:
        """Before the person is proven: nothing can be typed here yet, and the page changes nothing."""
        return self._draw("secret_asked.html", **vars(asked), began=utc(began), action=action, csrf=csrf)

    def secret(
        self,
        asked: AskedFor,
        *,
        action: str,
        csrf: str,
        wrong: Mapping[str, str] | None = None,
        day: str = "",
    ) -> str:
        """The field of the secret is blank each time: what was typed never comes back. `wrong` holds sentences
        by field, `day` the date that was chosen."""
        wrong = wrong or {}
        return self._draw(
            "secret.html",
            **vars(asked),
            action=action,
            csrf=csrf,
            error=wrong.get(CLIENT_SECRET, ""),
            day_error=wrong.get(EXPIRES_ON, ""),
            day=day,
        )

    def secret_kept(self, account: str) -> str:
        text = "The client secret is kept, encrypted. Slack tells you when the connection was checked."
        return self._said("Secret received", text, account)

    def certificate(
        self, *, account: str, upload: Upload, workspace: str, initiator: str, download: str
    ) -> str:
        """`download` is where the file is. The page itself changes nothing."""
        return self._draw(
            "certificate.html",
            account=account,
            upload=upload,
            expires=utc_day(upload.expires_at) if upload.expires_at else "",
            portal=portal_name(upload.cloud),
            workspace=workspace,
            initiator=initiator,
            download=download,
        )

    def forbidden(self) -> str:
        """A form that did not come from the page we showed this browser, or from a person who no longer may."""
        return self._said("Not allowed", "This form was not accepted. Open your link in Slack again.")

    def cancelled(self) -> str:
        return self._said("Cancelled", "Nothing was connected. To try again, start again from Slack.")

    def sign_in_cancelled(self, again: str) -> str:
        """`again` is where another sign-in starts: the attempt is still open."""
        text = "You did not sign in to Microsoft."
        return self._draw("again.html", title="Not signed in", text=text, again=again)

    def done(self, account: str) -> str:
        text = "We are checking the connection now. Slack tells you when labels can be read."
        return self._said("Approved", text, account)

    def declined(self, account: str = "") -> str:
        return self._said(
            "Declined",
            "The request was declined in Microsoft, so nothing was connected. "
            "To try again, start again from Slack and press Accept.",
            account,
        )

    def unfinished(self) -> str:
        """Microsoft came back with an error that is nobody's decision. The attempt is over all the same."""
        return self._said("Not finished", "Microsoft did not finish the request. Start again from Slack.")

    def other_person(self, *, initiator: str, workspace: str, is_secret: bool = False) -> str:
        done = "kept" if is_secret else "connected"
        text = OTHER_PERSON.format(initiator=plain(initiator), workspace=plain(workspace), done=done)
        return self._said("This link is not yours", text)

    def no_role(self, again: str) -> str:
        """`again` is where another sign-in starts: the attempt is still open."""
        return self._draw("again.html", title="Another role is needed", text=NO_ROLE, again=again)

    def no_guest(self, again: str) -> str:
        text = "You are a guest in that tenant. Sign in as one of its own administrators."
        return self._draw("again.html", title="A guest cannot approve", text=text, again=again)

    def personal_account(self, again: str) -> str:
        text = "That is a personal Microsoft account. Sign in with one of your organisation."
        return self._draw("again.html", title="A work account is needed", text=text, again=again)

    def wrong_tenant(self, known: str, signed_in: str, again: str) -> str:
        text = (
            f"This MIP account belongs to tenant {known}; you signed in to {signed_in}. "
            "Sign in to the first one."
        )
        return self._draw("again.html", title="Another tenant", text=text, again=again)

    def installed(self, name: str, *, is_org: bool) -> str:
        """Slack adds what a whole organisation installed to none of its workspaces by itself:
        https://docs.slack.dev/enterprise/organization-ready-apps
        """
        where = "organisation" if is_org else "workspace"
        chosen = (
            "Choose its workspaces in Slack's administration of the organisation; then type" if is_org else ""
        )
        text = (
            f"MIP bot is installed in the {where} {plain(name)}. {chosen or 'Open Slack and type'} /mip add."
        )
        return self._said("Installed", text)

    def not_installed(self, why: str, again: str) -> str:
        text = f"{why} Nothing was changed."
        return self._draw("install_again.html", title="Nothing was installed", text=text, again=again)

    def perhaps_installed(self, again: str) -> str:
        """Slack may have installed it for a code whose answer we never read."""
        text = "Slack did not answer in time, so we cannot tell whether MIP bot is installed. "
        return self._draw(
            "install_again.html",
            title="Busy",
            text=f"{text}Install it once more; that does no harm if it is.",
            again=again,
        )

    def not_valid(self, reference: str) -> str:
        """The same for unknown, used, expired and another browser: who guesses learns nothing."""
        return self._said("Link not valid", NOT_VALID.format(reference=reference))

    def busy(self) -> str:
        """The attempt may be over, so what is sure to work is another beginning."""
        text = "Microsoft or Slack could not be reached, so nothing was done. Start again from Slack in a minute."
        return self._said("Busy", text)

    def own_trouble(self) -> str:
        """Whoever signed in did nothing wrong, and cannot mend it."""
        trouble = Reason.OWN_CREDENTIAL
        return self._said(
            "Not connected", f"{trouble.words} {trouble.next_step} Then start again from Slack."
        )

    def went_wrong(self, reference: str) -> str:
        text = f"{WENT_WRONG.format(reference=reference)} {IF_AGAIN}"
        return self._said("Something went wrong", text)

    def _said(self, title: str, text: str, about: str = "") -> str:
        return self._draw("said.html", title=title, text=text, about=about)

    def _draw(self, template: str, **values: object) -> str:
        return self.environment.get_template(template).render(**values)


def stylesheet() -> str:
    return files("views").joinpath("templates", "style.css").read_text(encoding="utf-8")
