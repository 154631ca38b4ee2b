"""Modals, stacked up to three deep for each person, and App Homes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from integrations.workspace.changes import Change, Changes
from integrations.workspace.errors import Refused
from integrations.workspace.fields import initial_state
from integrations.workspace.messages import Messages, elements
from integrations.workspace.model import Json
from integrations.workspace.state import State

STACK = 3
"""How many modals can lie upon each other."""


@dataclass(slots=True)
class View:
    """A modal or an App Home as one person has it open."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    values: Json = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The words at the top of the view."""
        return str((self.body.get("title") or {}).get("text") or "")

    @property
    def is_modal(self) -> bool:
        """Return True if it lies over all else until it is closed."""
        return bool(self.body["type"] == "modal")

    @property
    def blocks(self) -> list[Json]:
        """The blocks that the view shows."""
        return list(self.body.get("blocks") or [])

    def as_slack(self, state: State) -> Json:
        """Slack's view object."""
        return {
            "id": self.id,
            "team_id": state.team.id,
            "type": self.body["type"],
            "blocks": self.blocks,
            "private_metadata": self.body.get("private_metadata") or "",
            "callback_id": self.body.get("callback_id") or "",
            "external_id": self.body.get("external_id") or "",
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.body.get("title") or {"type": "plain_text", "text": "View Title"},
            "submit": self.body.get("submit"),
            "close": self.body.get("close"),
            "clear_on_close": bool(self.body.get("clear_on_close")),
            "notify_on_close": bool(self.body.get("notify_on_close")),
            "submit_disabled": bool(self.body.get("submit_disabled")),
            "previous_view_id": self.previous,
            "root_view_id": self.root,
            "app_id": state.app.id,
            "app_installed_team_id": state.team.id,
            "bot_id": state.app.bot_id,
        }


class Views:
    """Every view that is open. What is given here has passed the limits."""

    def __init__(self, state: State, messages: Messages, changes: Changes) -> None:
        self._state = state
        self._messages = messages
        self._changes = changes
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """The modals of a person, the lowest first."""
        return self._stacks.setdefault(user, [])

    def top(self, user: str) -> View | None:
        """The modal that the person sees."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """The App Home of a person, where one was published."""
        return self._homes.get(user)

    def get(self, view_id: str) -> View:
        """An open view. Raises Refused("not_found")."""
        return self._find(lambda view: view.id == view_id)

    def by_external_id(self, external_id: str) -> View:
        """An open view by the id that the app gave it. Raises Refused("not_found")."""
        return self._find(lambda view: view.body.get("external_id") == external_id)

    def _find(self, meant: Callable[[View], bool]) -> View:
        modals = (view for stack in self._stacks.values() for view in stack)
        for view in (*modals, *self._homes.values()):
            if meant(view):
                return view
        raise Refused("not_found")

    def open(self, user: str, body: Json) -> View:
        """Open a modal in place of whatever modal is open."""
        self._unique(body)
        self.close_all(user)
        return self._put(user, body)

    def push(self, user: str, body: Json) -> View:
        """Lay a modal upon the open one. Raises Refused: `not_found`, `push_limit_reached`."""
        self._unique(body)
        stack = self.stack(user)
        if not stack:
            raise Refused("not_found")
        if len(stack) >= STACK:
            raise Refused("push_limit_reached")
        return self._put(user, body)

    def _put(self, user: str, body: Json) -> View:
        stack = self.stack(user)
        view_id = self._state.timestamps.id("V")
        view = View(view_id, user, {}, "", stack[0].id if stack else view_id, stack[-1].id if stack else None)
        self._fill(view, body)
        stack.append(view)
        self._tell("view_open", view)
        return view

    def update(self, view: View, body: Json, *, expected: str | None = None) -> View:
        """Replace what a view shows; what people have put in stays where block and action stay.

        Raises Refused("hash_conflict") where it is no longer as `expected`.
        """
        if expected is not None and expected != view.hash:
            raise Refused("hash_conflict")
        self._unique(body, but=view)
        self._fill(view, body)
        self._tell("home" if view.body["type"] == "home" else "view_update", view)
        return view

    def publish(self, user: str, body: Json, *, expected: str | None = None) -> View:
        """Show an App Home."""
        view = self._homes.get(user)
        if view is not None:
            return self.update(view, body, expected=expected)
        view_id = self._state.timestamps.id("V")
        view = self._homes[user] = View(view_id, user, {}, "", view_id)
        self._fill(view, body)
        self._tell("home", view)
        return view

    def _fill(self, view: View, body: Json) -> None:
        view.body = body | {"blocks": self._messages.with_ids(body.get("blocks") or [])}
        view.hash = f"{self._state.timestamps.seconds()}.{secrets.token_hex(4)}"
        before, view.values = view.values, {}
        for block in view.blocks:
            for element in elements(block):
                state = initial_state(element)
                if state is None:
                    continue
                kept = before.get(block["block_id"], {}).get(element["action_id"])
                same = kept is not None and kept["type"] == state["type"]
                view.values.setdefault(block["block_id"], {})[element["action_id"]] = kept if same else state

    def _unique(self, body: Json, but: View | None = None) -> None:
        external_id = body.get("external_id")
        if not external_id:
            return
        try:
            found = self.by_external_id(external_id)
        except Refused:
            return
        if found is not but:
            raise Refused("duplicate_external_id")

    def close(self, view: View) -> None:
        """Close a modal, and those upon it."""
        stack = self.stack(view.user)
        while view in stack:
            self._tell("view_close", stack.pop())

    def close_all(self, user: str) -> None:
        """Close every modal of a person."""
        for view in self.stack(user)[:1]:
            self.close(view)

    def _tell(self, name: str, view: View) -> None:
        data: Json = {"view_id": view.id}
        if name != "view_close":
            data["view"] = view.as_slack(self._state)
        self._changes.tell(Change(name, data, frozenset({view.user})))  # type: ignore[arg-type] # the four names above
