"""A person at the pretend Slack: types commands, fills in modals, presses buttons, and tells what is seen.

Things are found by their visible texts. Everything that takes time is waited for, by looking every 50 ms.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp

from sandbox.browser import Blocked, Browser, Page
from sandbox.seen import Field, Modal, Pressed, Seen, Shown, messages_in, seen_modal

__all__ = ["Blocked", "Browser", "Field", "Modal", "NotSeen", "Page", "Pressed", "Seen", "Shown", "Visitor"]

LOOK_AGAIN = 0.05
PATIENCE = 30.0
Thing = TypeVar("Thing")


class NotSeen(Exception):  # noqa: N818 - reads as what happened: the person did not see it
    """What was waited for did not appear; the text tells what was there instead."""


class Visitor:
    """`control` is the base address of the control listener, `user` a name such as olivia.

    `team` is the id of the workspace in which the person is, if it is not the first.
    """

    def __init__(
        self,
        control: str,
        user: str,
        session: aiohttp.ClientSession,
        patience: float = PATIENCE,
        team: str = "",
    ) -> None:
        self._control = control.rstrip("/")
        self._user = user
        self._who = {"user": user, "team": team}
        self._session = session
        self._patience = patience
        self._before = 0

    async def command(self, text: str = "", channel: str = "#security") -> Shown:
        """Types /mip and waits for what only this person sees: an answer, a modal, a failure."""
        done = await self._act("command", channel=channel, text=text)
        try:
            return await self._until(lambda: self._shown(done["n"]), "an answer to the command")
        except NotSeen:
            return Shown((), None, ())

    async def modal(self) -> Modal:
        """The modal on top, as soon as one is open."""
        return await self._until(self._top, "a modal")

    async def no_modal(self) -> bool:
        return not (await self.state())["modals"]

    async def choose(self, label: str, option: Any) -> None:
        """In a menu, among radio buttons, in a channel picker ("#security"), or a list among checkboxes."""
        await self._until(lambda: self._field(label), f"a field {label!r}")
        await self._act("fill", values={label: option})

    async def type(self, label: str, text: str) -> None:
        await self.choose(label, text)

    async def submit(self) -> dict[str, str] | None:
        """The errors by label; None when the modal has closed. Raises NotSeen when Slack had trouble."""
        done = await self._act("submit")
        if done["trouble"]:
            raise NotSeen(f"the modal to be accepted: {done['trouble']}")
        return None if done["closed"] else dict(done["errors"])

    async def close(self) -> None:
        await self._act("close")

    async def open_home(self) -> Modal:
        done = await self._act("home")
        return await self._until(lambda: self._home(done["n"]), "the App Home")

    async def home_says(self, words: str) -> Modal:
        """The App Home, as soon as it says so: it may be drawn anew while somebody looks at it."""
        return await self._until(lambda: self._home_with(words), f"an App Home that says {words!r}")

    async def press(
        self, button: str, *, containing: str = "", channel: str | None = None, value: str | None = None
    ) -> Pressed:
        """In the modal on top; else in the newest message that has the button and contains the words."""
        place = await self._until(lambda: self._place(button, containing, channel), f"a button {button!r}")
        done = await self._act("press", text=button, value=value, **place)
        return Pressed(done["url"], done["status"])

    async def suggested(self, action: str, typed: str, *, containing: str) -> list[dict[str, Any]]:
        """Types into a menu of a message; the options that the app offers."""
        message = await self.wait_for(containing, new=False)
        place = {"channel": message.channel, "ts": message.ts}
        done = await self._ask("suggest", action_id=action, typed=typed, **place)
        return list(json.loads(done["body"] or "{}").get("options", []))

    async def pick(self, action: str, option: dict[str, Any], *, containing: str) -> None:
        """Chooses one of them."""
        message = await self.wait_for(containing, new=False)
        place = {"channel": message.channel, "ts": message.ts}
        await self._act("press", action_id=action, value=option, **place)

    async def messages(self, channel: str) -> list[Seen]:
        """The channel's messages for everybody, oldest first."""
        return [each for each in await self._messages(channel) if not each.ephemeral]

    async def ephemeral(self) -> list[Seen]:
        """Everything that only this person sees, oldest change first."""
        return sorted(
            (each for each in await self._messages(None) if each.ephemeral), key=lambda each: each.n
        )

    async def toasts(self) -> list[str]:
        return [toast["text"] for toast in (await self.state())["toasts"]]

    async def wait_for(
        self,
        wanted: str | Callable[[Seen], bool],
        *,
        channel: str | None = None,
        new: bool = True,
        patience: float | None = None,
    ) -> Seen:
        """The newest message that says the words or fits; `new`: changed since this person's last act."""
        fits = wanted if callable(wanted) else lambda message: message.says(wanted)
        after = self._before if new else 0

        async def look() -> Seen | None:
            found = [each for each in await self._messages(channel) if each.n > after and fits(each)]
            return max(found, key=lambda each: each.n, default=None)

        return await self._until(look, f"a message that says {wanted!r}", patience)

    async def state(self) -> dict[str, Any]:
        async with self._session.get(f"{self._control}/slack/state", params=self._who) as got:
            got.raise_for_status()
            state: dict[str, Any] = await got.json()
            return state

    async def _act(self, act: str, **fields: Any) -> dict[str, Any]:
        done = await self._ask(act, **fields)
        self._before = done["n"]
        return done

    async def _ask(self, act: str, **fields: Any) -> dict[str, Any]:
        body = {**self._who, **fields}
        async with self._session.post(f"{self._control}/slack/{act}", json=body) as got:
            done: dict[str, Any] = await got.json()
        if "error" in done:
            raise NotSeen(f"a way to {act}: {done['error']}")
        return done

    async def _until(
        self, look: Callable[[], Awaitable[Thing | None]], what: str, patience: float | None = None
    ) -> Thing:
        deadline = time.monotonic() + (self._patience if patience is None else patience)
        while True:
            found = await look()
            if found is not None:
                return found
            if time.monotonic() > deadline:
                raise NotSeen(f"{self._user} waited for {what}. There was instead: {await self._all()}")
            await asyncio.sleep(LOOK_AGAIN)

    async def _shown(self, before: int) -> Shown | None:
        state = await self.state()
        messages = [each for each in messages_in(state, None) if each.ephemeral and each.n > before]
        modals = [seen_modal(each) for each in state["modals"] if each["n"] > before]
        toasts = [each["text"] for each in state["toasts"] if each["n"] > before]
        if not (messages or modals or toasts):
            return None
        return Shown(tuple(messages), modals[-1] if modals else None, tuple(toasts))

    async def _top(self) -> Modal | None:
        modals = (await self.state())["modals"]
        return seen_modal(modals[-1]) if modals else None

    async def _field(self, label: str) -> Field | None:
        modal = await self._top()
        return modal.fields.get(label) if modal else None

    async def _home(self, before: int) -> Modal | None:
        home = (await self.state())["home"]
        return seen_modal(home) if home and home["n"] > before else None

    async def _home_with(self, words: str) -> Modal | None:
        home = await self._home(0)
        return home if home and words in home.text else None

    async def _place(self, button: str, containing: str, channel: str | None) -> dict[str, str] | None:
        state = await self.state()
        views = [each for each in (*state["modals"][-1:], state["home"]) if each]
        for view in map(seen_modal, views):
            if button in view.buttons and containing in view.text and channel is None:
                return {"view_id": view.id}
        found = [
            each for each in messages_in(state, channel) if button in each.buttons and each.says(containing)
        ]
        newest = max(found, key=lambda each: each.n, default=None)
        return None if newest is None else {"channel": newest.channel, "ts": newest.ts}

    async def _messages(self, channel: str | None) -> list[Seen]:
        return messages_in(await self.state(), channel)

    async def _all(self) -> str:
        state = await self.state()
        messages = [f"[{each.text}]" for each in messages_in(state, None)[-5:]]
        modals = [f"modal {each['title']!r} with {each['errors']}" for each in state["modals"]]
        toasts = [each["text"] for each in state["toasts"][-2:]]
        return "; ".join([*messages, *modals, *toasts]) or "nothing"
