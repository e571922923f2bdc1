"""What a person finds on an HTML page: its visible text, its links and its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = frozenset({"style", "script", "template", "title"})
# These break a line when they begin or end; everything else flows.
LINES = frozenset(
    {"p", "h1", "h2", "h3", "li", "tr", "div", "form", "dt", "dd", "br", "button", "label", "section"}
)


@dataclass
class Form:
    """`fields` are the values as they stand; `buttons` are (visible text, name, value, formaction)."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str, str]] = field(default_factory=list)


class PageReader(HTMLParser):
    """Feed it the page, then read `title`, `text`, `links`, `forms` and `refresh`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.refresh = ""
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._form: Form | None = None
        self._link: tuple[str, int] | None = None
        self._button: tuple[dict[str, str], int] | None = None

    @property
    def text(self) -> str:
        lines = ("".join(self._words)).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self._open.append(tag)
        if tag in LINES:
            self._words.append("\n")
        match tag:
            case "a":
                self._link = (given.get("href", ""), len(self._words))
            case "meta" if given.get("http-equiv", "").lower() == "refresh":
                self.refresh = given.get("content", "")
            case "form":
                self._form = Form(given.get("action", ""), given.get("method", "get").upper())
                self.forms.append(self._form)
            case "button":
                self._button = (given, len(self._words))
            case "input" | "textarea" | "select":
                self._take_field(given)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)
        if tag == "a" and self._link:
            href, start = self._link
            self.links.append((self._since(start), href))
            self._link = None
        elif tag == "button" and self._button:
            given, start = self._button
            self._take_button(self._since(start), given)
            self._button = None
        elif tag == "form":
            self._form = None
        if tag in LINES:
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title += data
        elif not self._open:
            self._words.append(data.replace("\n", " "))

    def _since(self, start: int) -> str:
        return " ".join("".join(self._words[start:]).split())

    def _take_field(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower()
        if kind in {"submit", "button"}:
            self._take_button(given.get("value", "Submit"), given)
        elif self._form is not None and given.get("name"):
            if kind in {"radio", "checkbox"} and "checked" not in given:
                return
            self._form.fields[given["name"]] = given.get("value", "")

    def _take_button(self, text: str, given: dict[str, str]) -> None:
        if self._form is not None:
            named = (given.get("name", ""), given.get("value", ""), given.get("formaction", ""))
            self._form.buttons.append((text, *named))


def read_page(html: str) -> PageReader:
    reader = PageReader()
    reader.feed(html)
    reader.close()
    return reader
