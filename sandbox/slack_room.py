"""One workspace with all that acts in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.defaults import Options
from sandbox.slack_asks import Acts
from sandbox.slack_backstage import Backstage
from sandbox.slack_calls import Method
from sandbox.slack_chat import Chat
from sandbox.slack_commands import Commands
from sandbox.slack_control import PeopleControl
from sandbox.slack_deliveries import Deliveries
from sandbox.slack_directory import Directory
from sandbox.slack_events import Events
from sandbox.slack_files import Files
from sandbox.slack_forms import Forms
from sandbox.slack_identity import IdTokens
from sandbox.slack_live import Scene
from sandbox.slack_modals import Modals
from sandbox.slack_presses import Presses
from sandbox.slack_refusals import Refusals
from sandbox.slack_replies import ReplyDesk
from sandbox.slack_socket import SocketMode
from sandbox.slack_teams import Team
from sandbox.slack_tickets import Replies, Triggers
from sandbox.slack_views import Views
from sandbox.slack_workspace import Workspace


@dataclass(frozen=True)
class Room:
    workspace: Workspace
    modals: Modals
    triggers: Triggers
    replies: Replies
    refusals: Refusals
    desk: ReplyDesk
    files: Files
    events: Events
    methods: Mapping[str, Method]
    acts: Acts

    @property
    def team(self) -> Team:
        return self.workspace.team

    @property
    def scene(self) -> Scene:
        return Scene(self.workspace, self.modals)

    def holds(self, identity: str) -> bool:
        """Whether something here has this id."""
        return (
            identity in self.workspace.people
            or identity in self.workspace.channels
            or any(identity == person.dm for person in self.workspace.people.values())
            or self.triggers.whose(identity) is not None
            or self.modals.has(identity)
            or self.files.has(identity)
        )


@dataclass(frozen=True)
class Furniture:
    """What every room is made with."""

    options: Options
    deliveries: Deliveries
    socket: SocketMode
    id_tokens: IdTokens
    now: Callable[[], float]

    def room(self, workspace: Workspace) -> Room:
        base, now, deliveries = self.options.slack_url, self.now, self.deliveries
        triggers, replies, modals = Triggers(now), Replies(base, now, workspace.team.id), Modals(workspace)
        refusals = Refusals(workspace, modals, triggers)
        desk, files, events = (
            ReplyDesk(workspace, replies, refusals),
            Files(base, workspace),
            Events(workspace, deliveries),
        )
        presses = Presses(workspace, modals, triggers, replies, deliveries)
        forms = Forms(workspace, modals, triggers, replies, deliveries, presses, refusals)
        commands = Commands(workspace, triggers, replies, desk, deliveries, refusals, self.options.command)
        people = PeopleControl(workspace, modals, commands, presses, forms, events)
        backstage = Backstage(
            workspace, events, deliveries, self.socket, self.id_tokens, self.options.signing_secret
        )
        sources = (Chat(workspace), Directory(workspace), Views(workspace, modals, triggers), files)
        methods = {name: method for each in sources for name, method in each.methods().items()}
        return Room(
            workspace,
            modals,
            triggers,
            replies,
            refusals,
            desk,
            files,
            events,
            methods,
            {**people.acts(), **backstage.acts()},
        )
