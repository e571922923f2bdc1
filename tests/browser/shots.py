"""Pictures of the steps of a test: screenshots/<test>/<number>-<step>.png."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Error, Page

ROOT = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """`MIPBOT_SCREENSHOTS` names another place than the repository's own."""
    return Path(os.environ.get("MIPBOT_SCREENSHOTS") or ROOT / "screenshots")


@dataclass
class Shots:
    into: Path
    taken: int = 0

    @classmethod
    def of(cls, test: str) -> "Shots":
        """Those of an earlier run go: a story that has become shorter leaves no picture behind."""
        into = folder() / re.sub(r"[^\w-]+", "-", test.removeprefix("test_")).strip("-")
        shutil.rmtree(into, ignore_errors=True)
        return cls(into)

    async def take(self, page: Page, step: str) -> Path:
        self.taken += 1
        path = self.into / f"{self.taken:02}-{re.sub(r'[^a-z0-9]+', '-', step.lower())}.png"
        try:
            await page.screenshot(path=path, animations="disabled")
        except Error as failed:
            # Chromium without a graphics card says so now and then on a busy machine; once more, it can.
            if "Unable to capture screenshot" not in failed.message:
                raise
            await page.screenshot(path=path, animations="disabled")
        return path
