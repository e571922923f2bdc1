"""What every page of the pretend sign-ins has in common: no script, nothing from elsewhere, no copy in a cache."""

from collections.abc import Iterable
from html import escape
from zlib import crc32

from aiohttp import web

# `form-action` is missing on purpose: a form leads through a redirect back to the app, wherever that is.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # The browser's Back button must never show a page with an old person on it.
    "Cache-Control": "no-store",
}
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - {whose}</title>
<style>{style}</style>
</head>
<body>
<main{wide}>
<p class="whose">{whose}</p>
{body}
</main>
</body>
</html>
"""
# Dark enough for white letters; which one somebody gets depends on the name alone.
COLOURS = ("#7a1f5c", "#8a3b12", "#0b6a4f", "#1f4e9e", "#5b3a9e", "#5c5a00")
STYLE = """
* { box-sizing: border-box }
body { margin: 0; padding: 1rem; line-height: 1.5; overflow-wrap: anywhere }
main { max-width: 27.5rem; margin: 2vh auto; padding: 2rem }
main.wide { max-width: 64rem }
@media (max-width: 30rem) { body { padding: .5rem } main { padding: 1rem } }
h1 { margin: .5rem 0 1rem; font-size: 1.5rem; line-height: 1.25; font-weight: 600 }
h2 { margin: 0; font-size: 1rem }
p { margin: .5rem 0 }
form { margin: 0 }
.whose, .quiet { color: #55565a; font-size: .875rem }
.whose { margin: 0 }
main > :last-child { margin-bottom: 0 }
button { min-height: 2.25rem; padding: .4rem 1.25rem; border: 1px solid #73747a; background: #fff; color: inherit;
  font: inherit; cursor: pointer }
summary { min-height: 1.75rem; cursor: pointer }
button:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid #1f4e9e; outline-offset: 2px }
code { font-size: .875rem }
.groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); gap: 1.5rem }
.tiles { margin: .5rem 0; padding: 0; list-style: none }
.tile { position: relative; display: flex; gap: .75rem; align-items: center; padding: .6rem .25rem;
  border-top: 1px solid #d9d9dc }
.tile:hover { background: #f0f1f3 }
.tile p { margin: 0 }
.tile button { min-height: 1.5rem; padding: 0; border: 0; background: none; font-weight: 600; text-align: left }
.tile button::after { content: ""; position: absolute; inset: 0 }
.tile button:focus-visible { outline: 0 }
.tile button:focus-visible::after { outline: 3px solid #1f4e9e }
.initial { flex: none; width: 2.25rem; border-radius: 50%; color: #fff; font-weight: 600; line-height: 2.25rem;
  text-align: center }
.initial::before { content: attr(data-letter) }
.role { display: inline-block; padding: 0 .5rem; border-radius: .75rem; background: #e6e8ee; color: #2b2c30;
  font-size: .8125rem }
.buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: .5rem; margin: 1.5rem 0 1rem }
.aside { margin-top: 1.5rem; padding-top: .75rem; border-top: 1px solid #d9d9dc }
""" + "\n".join(f".colour-{number} {{ background: {colour} }}" for number, colour in enumerate(COLOURS))


def document(
    title: str, body: str, *, whose: str, style: str, status: int = 200, wide: bool = False
) -> web.Response:
    """`title` and `whose` are texts, `body` is markup."""
    text = PAGE.format(
        title=escape(title),
        whose=escape(whose),
        style=STYLE + style,
        wide=' class="wide"' if wide else "",
        body=f"<h1>{escape(title)}</h1>\n{body}",
    )
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


def initial(name: str) -> str:
    """The coloured letter that stands for a picture: nothing to read, so nobody is told of it."""
    colour = crc32(name.encode()) % len(COLOURS)
    return (
        f'<span class="initial colour-{colour}" data-letter="{escape(name[:1])}" aria-hidden="true"></span>'
    )


def form(fields: Iterable[tuple[str, str]], inside: str, *, kind: str = "", action: str = "") -> str:
    """Posts these hidden fields, to the page's own address unless `action` says where."""
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields
    )
    kind = f' class="{kind}"' if kind else ""
    action = f' action="{escape(action)}"' if action else ""
    return f'<form method="post"{action}{kind}>{hidden}{inside}</form>'


def tile(
    fields: Iterable[tuple[str, str]],
    *,
    name: str,
    button: str,
    about: Iterable[str],
    mark: str,
    action: str = "",
) -> str:
    """Somebody to choose: all of it can be clicked. `about` are lines of markup, `mark` is an id for them."""
    lines = "".join(f"<p>{line}</p>" for line in about)
    inside = (
        f"{initial(name)}<div>"
        f'<button aria-describedby="{escape(mark)}">{escape(button)}</button>'
        f'<div id="{escape(mark)}">{lines}</div></div>'
    )
    return f"<li>{form(fields, inside, kind='tile', action=action)}</li>"
