"""Small rules out of which the shapes of Block Kit are written down.

A rule takes a value and the JSON pointer to it, and yields Slack's own kind of sentence for everything wrong:
`[ERROR] must be less than 76 characters [json-pointer:/blocks/0/accessory/text/text]`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = Callable[[Any, str], Iterator[str]]


def problem(words: str, at: str) -> str:
    return f"[ERROR] {words} [json-pointer:{at}]"


def anything(_value: Any, _at: str) -> Iterator[str]:
    yield from ()


def string(most: int, least: int = 1) -> Rule:
    """Lengths are in characters, as Slack counts them."""

    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", at)
        elif len(value) < least:
            yield problem(f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            yield problem(f"must be less than {most + 1} characters", at)

    return rule


def number(low: int, high: int) -> Rule:
    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must provide a number", at)
        elif not low <= value <= high:
            yield problem(f"must be between {low} and {high}", at)

    return rule


def flag(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield problem("must provide a boolean", at)


def one_of(*allowed: str) -> Rule:
    def rule(value: Any, at: str) -> Iterator[str]:
        if value not in allowed:
            yield problem(f"value must be one of {', '.join(allowed)}", at)

    return rule


def items(each: Rule, most: int, least: int = 1) -> Rule:
    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must provide an array", at)
            return
        if len(value) < least:
            yield problem(f"no fewer than {least} items allowed", at)
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", at)
        for index, item in enumerate(value):
            yield from each(item, f"{at}/{index}")

    return rule


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these fields and no others: Slack refuses what it does not know."""
    known = {**required, **(optional or {})}

    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        for name in required:
            if value.get(name) is None:
                yield problem(f"missing required field: {name}", at)
        for name, part in value.items():
            if name not in known:
                yield problem(f"invalid additional property: {name}", at)
            elif part is not None:
                yield from known[name](part, f"{at}/{name}")

    return rule


def by_type(kinds: Mapping[str, Rule]) -> Rule:
    """An object whose `type` decides which of the rules it must keep."""

    def rule(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", at)
            return
        chosen = kinds.get(str(value.get("type")))
        if chosen is None:
            yield problem(f"unsupported type: {value.get('type')}", f"{at}/type")
        else:
            yield from chosen(value, at)

    return rule


def both(first: Rule, second: Rule) -> Rule:
    def rule(value: Any, at: str) -> Iterator[str]:
        yield from first(value, at)
        yield from second(value, at)

    return rule


def exactly_one(*names: str) -> Rule:
    """Exactly one of these fields is given."""

    def rule(value: Any, at: str) -> Iterator[str]:
        given = [name for name in names if isinstance(value, dict) and value.get(name) is not None]
        if len(given) != 1:
            yield problem(f"exactly one of {', '.join(names)} must be provided", at)

    return rule
