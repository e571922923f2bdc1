"""The views.* methods: modals and App Homes.

https://docs.slack.dev/reference/methods/views.open and its siblings
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.slack_blocks import is_view_too_large, problems_of_view
from sandbox.slack_calls import Call, Method
from sandbox.slack_modals import Modals, OpenView
from sandbox.slack_payloads import as_view
from sandbox.slack_tickets import Trigger, Triggers
from sandbox.slack_workspace import Refused, Workspace


class Views:
    def __init__(self, workspace: Workspace, modals: Modals, triggers: Triggers) -> None:
        self._workspace = workspace
        self._modals = modals
        self._triggers = triggers

    def methods(self) -> Mapping[str, Method]:
        return {
            "views.open": Method(self.open),
            "views.push": Method(self.push),
            "views.update": Method(self.update),
            "views.publish": Method(self.publish),
        }

    def open(self, call: Call) -> dict[str, Any]:
        return self._show(call, self._modals.open)

    def push(self, call: Call) -> dict[str, Any]:
        return self._show(call, self._modals.push)

    def update(self, call: Call) -> dict[str, Any]:
        view = read_view(call.maybe("view"), "modal", "home")
        shown = self._modals.find(view_id=call.maybe("view_id"), external_id=call.maybe("external_id"))
        if view["type"] != shown.view["type"]:
            raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] another view type"]})
        self._modals.change(shown, view, call.maybe("hash"))
        return {"view": as_view(shown, self._workspace.team)}

    def publish(self, call: Call) -> dict[str, Any]:
        view = read_view(call.maybe("view"), "home")
        person = self._workspace.person(call.text("user_id"))
        shown = self._modals.publish(person.id, view, call.maybe("hash"))
        return {"view": as_view(shown, self._workspace.team)}

    def _show(self, call: Call, place: Callable[[Trigger, dict[str, Any]], OpenView]) -> dict[str, Any]:
        """The view is checked first: a broken one does not use up the trigger."""
        view = read_view(call.maybe("view"), "modal")
        shown = place(self._triggers.use(call.text("trigger_id")), view)
        return {"view": as_view(shown, self._workspace.team)}


def read_view(view: Any, *types: str) -> dict[str, Any]:
    """Raises Refused: view_too_large, or invalid_arguments with what Slack would say about each fault."""
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] missing view"]})
    if is_view_too_large(view):
        raise Refused("view_too_large")
    found = problems_of_view(view)
    if not found and view["type"] not in types:
        found = [f"[ERROR] a view of type {view['type']} does not belong here [json-pointer:/view/type]"]
    if found:
        raise Refused("invalid_arguments", response_metadata={"messages": found})
    return view
