"""What one onlooker of the workspace has not seen yet: pure, but for what was seen before.

{"fresh", "n", "user", "channels", "messages", "gone", "modals", "home", "notices", "refusals"}; messages, notices
and refusals only where new or changed, the others whole. `fresh`: what was known before is no longer true.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.slack_modals import Modals
from sandbox.slack_sight import brief, shown_channel, shown_message, shown_notice, shown_refusal, shown_view
from sandbox.slack_workspace import Channel, Message, Person, Refused, Workspace

NEVER = -1


@dataclass(frozen=True)
class Scene:
    workspace: Workspace
    modals: Modals


class SlackWatch:
    """Looking costs little when little has changed, however many messages there are."""

    topic = "slack"

    def __init__(self, scene: Callable[[], Scene], user: str) -> None:
        """`scene` gives the workspace of the moment: a reset puts another in its place.

        `user` is an id or a name. Raises KeyError for nobody's.
        """
        self._scene = scene
        self._user = _id_of(user, scene().workspace)
        self._seen: Workspace | None = None
        self._n = NEVER
        self._places: set[str] = set()

    def news(self) -> dict[str, Any] | None:
        scene = self._scene()
        fresh = scene.workspace is not self._seen
        if fresh:
            self._seen, self._n, self._places = scene.workspace, NEVER, set()
        if scene.workspace.n == self._n:
            return None
        told = {"fresh": fresh, **self._told(scene, scene.workspace.people[self._user])}
        self._n = scene.workspace.n
        return told

    def _told(self, scene: Scene, person: Person) -> dict[str, Any]:
        workspace, modals = scene.workspace, scene.modals
        channels = [each for each in workspace.channels.values() if workspace.may_see(person, each)]
        home = modals.home(person.id)
        return {
            "n": workspace.n,
            "user": brief(person),
            "channels": [shown_channel(each, person) for each in channels],
            "messages": [shown_message(each, workspace) for each in self._new(workspace, person, channels)],
            "gone": [
                {"channel": each.channel, "ts": each.ts}
                for each in workspace.gone
                if NEVER < self._n < each.n
            ],
            "modals": [shown_view(each, workspace) for each in modals.stack(person.id)],
            "home": None if home is None else shown_view(home, workspace),
            "notices": [
                shown_notice(each) for each in workspace.toasts if each.user == person.id and each.n > self._n
            ],
            "refusals": [shown_refusal(each) for each in workspace.refusals if each.n > self._n],
        }

    def _new(self, workspace: Workspace, person: Person, channels: list[Channel]) -> Iterator[Message]:
        """Changed since, or in a channel that was not open to the person before."""
        known, self._places = self._places, {channel.id for channel in channels}
        for message in workspace.messages:
            is_new = message.n > self._n or message.channel not in known
            if is_new and message.channel in self._places and message.only_for in {None, person.id}:
                yield message


def _id_of(user: str, workspace: Workspace) -> str:
    try:
        return workspace.person(user).id
    except Refused:
        raise KeyError(user) from None
