"""The select *Scan interval*, for every form that has one."""

from datetime import timedelta

from slack_sdk.models.blocks import InputBlock, Option, StaticSelectElement

from mip.intervals import OFFERED
from views.pieces import option, words
from views.text import span

INTERVAL = "interval"


def select(present: timedelta, label: str = "Scan interval") -> InputBlock:
    options = offered(present)
    chosen = next(each for each in options if each.value == _value(present))
    element = StaticSelectElement(action_id=INTERVAL, options=options, initial_option=chosen)
    return InputBlock(block_id=INTERVAL, label=words(label), element=element, optional=False)


def offered(present: timedelta | None) -> list[Option]:
    """The present one too, where it is another than the usual ones."""
    intervals = {*OFFERED, present} if present else {*OFFERED}
    return [option(span(each), _value(each)) for each in sorted(intervals)]


def _value(interval: timedelta) -> str:
    """As `mip.intervals.read_interval` takes it."""
    return str(int(interval.total_seconds()))
