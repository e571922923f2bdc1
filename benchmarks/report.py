"""What was measured, as JSON, as a table and as a plot."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Bar:
    """`wanted` is where the bar should reach, or where it must stay under."""

    label: str
    value: float
    wanted: float | None = None


@dataclass(frozen=True)
class Result:
    """One benchmark's. `rows` fit under `columns`; `notes` stand under the table."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    bars: Sequence[Bar] = ()
    axis: str = ""
    notes: Sequence[str] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)


def machine() -> str:
    """Where it was measured."""
    model = next(iter(_lines("/proc/cpuinfo", "model name")), platform.processor() or "unknown")
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{day}, {cores} cores of {model}, Python {platform.python_version()}, load average {load}"


def _lines(file: str, name: str) -> Sequence[str]:
    try:
        lines = Path(file).read_text().splitlines()
    except OSError:
        return []
    return [line.partition(":")[2].strip() for line in lines if line.startswith(name)]


def write(name: str, result: Result, folder: Path) -> str:
    """Files `name`.json, .md and, where matplotlib is, .png. Returns the table."""
    folder.mkdir(parents=True, exist_ok=True)
    where, text = machine(), table(result)
    said = {"machine": where, "title": result.title, **result.figures}
    (folder / f"{name}.json").write_text(json.dumps(said, indent=1) + "\n")
    (folder / f"{name}.md").write_text(f"{text}\n_{where}_\n")
    if result.bars and find_spec("matplotlib"):
        _plot(result, folder / f"{name}.png")
    return f"{text}\n_{where}_\n"


def table(result: Result) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (result.columns, *result.rows)]
    rule = "|" + "---|" * len(result.columns)
    notes = [f"{note}\n" for note in result.notes]
    return "\n".join([f"### {result.title}\n", lines[0], rule, *lines[1:], "", *notes])


def _plot(result: Result, file: Path) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - only who wants pictures needs it

    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415 - same

    figure, axes = plt.subplots(figsize=(8, 1.2 + 0.45 * len(result.bars)))
    labels = [bar.label for bar in result.bars]
    axes.barh(labels, [bar.value for bar in result.bars], color="#4a6fa5")
    for row, bar in enumerate(result.bars):
        axes.text(bar.value, row, f" {bar.value:.3g}", va="center")
        if bar.wanted is not None:
            axes.plot([bar.wanted, bar.wanted], [row - 0.4, row + 0.4], color="#a80000")
    axes.invert_yaxis()
    axes.set_xlabel(result.axis)
    axes.set_title(result.title)
    figure.tight_layout()
    figure.savefig(file, dpi=120)
    plt.close(figure)
