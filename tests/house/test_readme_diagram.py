from pathlib import Path

from mip.status import diagram

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_draws_the_states_that_the_program_has() -> None:
    text = README.read_text(encoding="utf-8")
    between = text.split("<!-- states -->", 1)[-1].split("<!-- /states -->", 1)[0]
    assert between.strip() == f"```mermaid\n{diagram()}\n```"
