"""Renews the pictures of the README from those that the stories have just taken: `make screenshots`."""

import shutil
import sys
from pathlib import Path

from tests.browser.shots import ROOT, folder

IMAGES = ROOT / "docs" / "images"
LARGEST = 200 * 1024  # bytes: a page that is read over a slow line
# The picture in the documentation, the story it is from, and the step.
WANTED = {
    "card-in-channel.png": ("custom_connector_from_add_to_labels_in_the_channel", "card-in-channel"),
    "add-modal.png": ("custom_connector_from_add_to_labels_in_the_channel", "add-modal"),
    "panel.png": ("labels_change_behind_the_scenes_and_the_channel_is_told", "panel"),
}


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    problems = [problem for name, (story, step) in WANTED.items() if (problem := renew(name, story, step))]
    print("\n".join(problems or [f"Renewed in {IMAGES.relative_to(ROOT)}: {', '.join(WANTED)}"]))  # noqa: T201 - a program's outcome
    return 1 if problems else 0


def renew(name: str, story: str, step: str) -> str:
    """The problem in a sentence, or nothing."""
    taken = newest(story, step)
    if taken is None:
        return f"{name}: the story {story} has taken no picture of {step}."
    if taken.stat().st_size > LARGEST:
        return f"{name}: {taken.stat().st_size} bytes are too many."
    shutil.copyfile(taken, IMAGES / name)
    return ""


def newest(story: str, step: str) -> Path | None:
    return next(iter(sorted((folder() / story).glob(f"*-{step}.png"))), None)


if __name__ == "__main__":
    sys.exit(main())
