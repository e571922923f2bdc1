"""`python -m benchmarks [NAME ...]`: measures, prints each table, and keeps JSON, tables and plots."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import acknowledgement, growth, memory, peers, replicas, report, retrieval
from benchmarks.sizes import SMALL, Sizes

RESULTS = Path(__file__).parent / "results"

ALL: Mapping[str, Callable[[Sizes, Path], report.Result]] = {
    "acknowledgement": acknowledgement.measure,
    "retrieval": retrieval.measure,
    "growth": growth.measure,
    "memory": memory.measure,
    "replicas": replicas.measure,
    "peers": peers.measure,
}


cli = typer.Typer(add_completion=False)


@cli.command()
def main(
    names: Annotated[list[str] | None, typer.Argument(help=f"Of: {', '.join(ALL)}. All, if none.")] = None,
    small: Annotated[bool, typer.Option(help="Only see whether they run.")] = False,
    results: Annotated[Path, typer.Option(help="Where JSON, tables and plots go.")] = RESULTS,
) -> None:
    """Measure what the work costs, beside a floor and beside what people do today."""
    for name in names or ALL:
        with tempfile.TemporaryDirectory(prefix="bench") as folder:
            found = ALL[name](SMALL if small else Sizes(), Path(folder))
        typer.echo(report.write(name, found, results))


if __name__ == "__main__":
    cli()
