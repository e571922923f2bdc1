"""The plain pages that a browser sees at the pretend slack.com: one form for each thing a person can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from aiohttp import web

STYLE = (
    "body{font:16px system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem;color:#1d1c1d}"
    "button{display:block;width:100%;margin:.5rem 0;padding:.7rem;font:inherit;border:1px solid #999;"
    "border-radius:6px;background:#fff;cursor:pointer}form{margin:0}"
)


@dataclass(frozen=True)
class Choice:
    """A button that posts these hidden fields."""

    text: str
    fields: Mapping[str, str]


def page(title: str, text: str, action: str, choices: Sequence[Choice], status: int = 200) -> web.Response:
    forms = "".join(_form(action, choice) for choice in choices)
    html = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title>"
        f"<style>{STYLE}</style><h1>{escape(title)}</h1><p>{escape(text)}</p>{forms}</html>"
    )
    return web.Response(text=html, content_type="text/html", status=status)


def _form(action: str, choice: Choice) -> str:
    hidden = "".join(
        f'<input type=hidden name="{escape(name)}" value="{escape(value)}">'
        for name, value in choice.fields.items()
    )
    button = f"<button type=submit>{escape(choice.text)}</button>"
    return f'<form method=post action="{escape(action)}">{hidden}{button}</form>'
