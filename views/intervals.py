"""The select *Scan interval*, for every form that has one."""

from datetime import timedelta

from slack_sdk.models.blocks import InputBlock, StaticSelectElement

from mip.intervals import OFFERED
from views.pieces import option, words
from views.text import span

INTERVAL = "interval"


def select(present: timedelta, label: str = "Scan interval") -> InputBlock:
    """The present one is offered where it is another than the usual ones."""
    options = [option(span(each), _value(each)) for each in sorted({*OFFERED, present})]
    chosen = next(each for each in options if each.value == _value(present))
    element = StaticSelectElement(action_id=INTERVAL, options=options, initial_option=chosen)
    return InputBlock(block_id=INTERVAL, label=words(label), element=element, optional=False)


def _value(interval: timedelta) -> str:
    """As `mip.intervals.read_interval` takes it."""
    return str(int(interval.total_seconds()))
