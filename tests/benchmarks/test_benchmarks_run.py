"""Each benchmark runs, at a size that says nothing about speed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from benchmarks.__main__ import ALL, cli


@pytest.mark.parametrize("name", ALL)
def test_it_measures_and_keeps_what_it_found(name: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, [name, "--small", "--results", str(tmp_path)])
    assert done.exit_code == 0, done.output
    figures = json.loads((tmp_path / f"{name}.json").read_text())
    assert figures["title"] in done.output
    assert figures["machine"] in (tmp_path / f"{name}.md").read_text()
    skipped = "kipped" in done.output
    assert skipped or (tmp_path / f"{name}.md").read_text().count("\n| ") > 1
