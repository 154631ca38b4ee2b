"""`/local/…`: JSON in, JSON out, and a stream of what changes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from integrations.workspace import newcomers
from integrations.workspace.errors import Refused, Unanswered
from integrations.workspace.faults import Fault
from integrations.workspace.local import page_data
from integrations.workspace.model import Json
from integrations.workspace.people import Actor, Said
from integrations.workspace.workspace import Workspace

HEARTBEAT_S = 15.0
"""How often an idle stream shows that it lives."""
_NOT_FOUND = {"user_not_found", "channel_not_found", "message_not_found", "thread_not_found", "not_found"}

Action = Callable[[Json], Awaitable[Json]]


class Local:
    """The handlers; each POST names in `as` who acts."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def routes(self) -> list[Route]:
        """Every route below `/local`."""
        reads: dict[str, Callable[[Request], Awaitable[Response]]] = {
            "state": self._state,
            "messages": self._messages,
            "events": self._events,
            "journal": self._journal,
        }
        actions: dict[str, Action] = {
            "say": self._say,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "command": self._command,
            "action": self._action,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "home": self._home,
            "read": self._read,
            "dm": self._dm,
            "join": self._join,
            "leave": self._leave,
            "status": self._status,
            "person": self._person,
            "channel": self._channel,
            "clock": self._clock,
            "faults": self._faults,
        }
        return [
            *(Route(f"/{name}", _reading(read), methods=["GET"]) for name, read in reads.items()),
            *(Route(f"/{name}", _answering(action), methods=["POST"]) for name, action in actions.items()),
        ]

    def _who(self, name: object) -> Actor:
        actor = self._workspace.member(str(name or ""))
        if actor.member.is_bot:
            raise Refused("user_not_found")
        return actor

    # --- looking -------------------------------------------------------------------

    async def _state(self, request: Request) -> Response:
        # Who does not say who they are is the first of the team.
        somebody = request.query_params.get("as") or self._workspace.state.team.people[0].id
        return JSONResponse(page_data.state(self._workspace, self._who(somebody)))

    async def _messages(self, request: Request) -> Response:
        asked = request.query_params
        me = self._who(asked.get("as"))
        found = page_data.messages(self._workspace, me, asked.get("channel", ""), asked.get("thread_ts") or None)
        return JSONResponse(found)

    async def _journal(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        if not since.isdigit():
            raise Refused("invalid_since")
        return JSONResponse([entry.as_json() for entry in self._workspace.journal.since(int(since))])

    async def _events(self, request: Request) -> Response:
        me = self._who(request.query_params.get("as"))
        return StreamingResponse(self._stream(me), media_type="text/event-stream")

    async def _stream(self, me: Actor) -> AsyncIterator[str]:
        with self._workspace.changes.watching() as changes:
            yield ": hello\n\n"
            while True:
                try:
                    async with asyncio.timeout(HEARTBEAT_S):
                        change = await changes.get()
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if change is None:
                    return
                if not change.is_for(me.id):
                    continue
                data = change.data
                if change.name == "channel":
                    conversation = self._workspace.state.conversations[data["channel"]]
                    gone = not self._workspace.state.can_see(conversation, me.id)
                    data = {"id": conversation.id, "gone": True} if gone else page_data.channel(
                        self._workspace, conversation, me
                    )  # fmt: skip
                if change.name == "member":
                    data = page_data.member(self._workspace.state.members[data["user"]])
                yield f"event: {change.name}\ndata: {json.dumps(data)}\n\n"

    # --- talking -------------------------------------------------------------------

    async def _say(self, given: Json) -> Json:
        me = self._who(given.get("as"))
        text = str(given.get("text") or "")
        if not text.strip():
            raise Refused("no_text")
        return {"ts": await me.says(str(given.get("channel")), text, given.get("thread_ts") or None)}

    async def _edit(self, given: Json) -> Json:
        text = str(given.get("text") or "")
        if not text.strip():
            raise Refused("no_text")
        await self._who(given.get("as")).edits(str(given.get("channel")), str(given.get("ts")), text)
        return {}

    async def _delete(self, given: Json) -> Json:
        await self._who(given.get("as")).deletes(str(given.get("channel")), str(given.get("ts")))
        return {}

    async def _react(self, given: Json) -> Json:
        """A second click on one's own reaction takes it back."""
        me = self._who(given.get("as"))
        where, ts, name = str(given.get("channel")), str(given.get("ts")), str(given.get("name") or "").strip(":")
        if not name:
            raise Refused("invalid_name")
        try:
            await me.reacts(where, ts, name)
        except Refused as refused:
            if refused.code != "already_reacted":
                raise
            await me.unreacts(where, ts, name)
        return {}

    async def _read(self, given: Json) -> Json:
        await self._who(given.get("as")).reads(str(given.get("channel")), given.get("ts") or None)
        return {}

    async def _dm(self, given: Json) -> Json:
        me = self._who(given.get("as"))
        return {"channel": await me.opens_dm(str(given.get("with") or ""))}

    async def _join(self, given: Json) -> Json:
        await self._who(given.get("as")).joins(str(given.get("channel")))
        return {}

    async def _leave(self, given: Json) -> Json:
        await self._who(given.get("as")).leaves(str(given.get("channel")))
        return {}

    async def _person(self, given: Json) -> Json:
        self._who(given.get("as"))
        made = await newcomers.add_person(
            self._workspace, str(given.get("name") or ""), str(given.get("tz") or ""), is_guest=bool(given.get("guest"))
        )
        return {"user": made.id}

    async def _channel(self, given: Json) -> Json:
        by = self._who(given.get("as")).member
        name, private = str(given.get("name") or ""), bool(given.get("private"))
        return {"channel": newcomers.add_channel(self._workspace, name, by, private=private).id}

    async def _status(self, given: Json) -> Json:
        me = self._who(given.get("as"))
        await me.sets_status(str(given.get("status_text") or ""), str(given.get("status_emoji") or ""))
        return {}

    # --- asking the app ------------------------------------------------------------

    async def _command(self, given: Json) -> Json:
        me = self._who(given.get("as"))
        await me.command(str(given.get("text") or ""), str(given.get("channel")), given.get("thread_ts") or None)
        return {}

    async def _action(self, given: Json) -> Json:
        me = self._who(given.get("as"))
        action = given.get("action")
        if not isinstance(action, dict):
            raise Refused("no_such_action")
        interactions, state = self._workspace.interactions, self._workspace.state
        if view_id := given.get("view_id"):
            view = self._workspace.views.get(str(view_id))
            if view.user != me.id:
                raise Refused("not_found")
            await interactions.act_in_view(me.member, view, action)
        else:
            conversation = state.conversation(str(given.get("channel")), me.id)
            await interactions.act_on_message(me.member, conversation, str(given.get("ts")), action)
        return {}

    async def _submit(self, given: Json) -> Json:
        me = self._who(given.get("as"))
        view = self._workspace.views.get(str(given.get("view_id")))
        values = given.get("values")
        if view.user != me.id:
            raise Refused("not_found")
        return {"errors": await me.submits(view, values if isinstance(values, dict) else {})}

    async def _close(self, given: Json) -> Json:
        me = self._who(given.get("as"))
        view = self._workspace.views.get(str(given.get("view_id")))
        if view.user != me.id:
            raise Refused("not_found")
        await me.closes(view)
        return {}

    async def _shortcut(self, given: Json) -> Json:
        me = self._who(given.get("as"))
        on = None
        if given.get("channel") and given.get("ts"):
            conversation = self._workspace.state.conversation(str(given["channel"]), me.id)
            message = conversation.get(str(given["ts"]))
            if message is None:
                raise Refused("message_not_found")
            on = Said(conversation.id, message)
        await me.shortcut(str(given.get("callback_id")), on)
        return {}

    async def _home(self, given: Json) -> Json:
        me = self._who(given.get("as"))
        await me.opens_home()
        return {"view": page_data.home(self._workspace, me)}

    # --- the clock, and faults -----------------------------------------------------

    async def _clock(self, given: Json) -> Json:
        control = self._workspace.clock_control
        if control is None:
            raise Refused("clock_not_turnable")
        if "play" in given:
            await control.play(bool(given["play"]))
        elif given.get("jump") == "next":
            following = control.next()
            if following is None:
                raise Refused("nothing_next")
            await control.jump(following[0])
        else:
            await control.jump(self._moment(given))
        self._workspace.clock_changed()
        return {"clock": self._workspace.clock_face()}

    def _moment(self, given: Json) -> datetime:
        control = self._workspace.clock_control
        try:
            if "jump" not in given:
                moment = datetime.fromisoformat(str(given.get("to")))
                return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
            if control is None:
                raise Refused("clock_not_turnable")
            now = control.now().astimezone(self._workspace.state.zones.get(control.zone))
            wanted = datetime.strptime(str(given["jump"]), "%H:%M")
        except ValueError:
            raise Refused("invalid_time") from None
        then = now.replace(hour=wanted.hour, minute=wanted.minute, second=0, microsecond=0, fold=0)
        return (then if then > now else then + timedelta(days=1)).astimezone(UTC)

    async def _faults(self, given: Json) -> Json:
        """`{kind, method, times, …}` orders a fault; `clear`, `drop_sockets`, `refresh`, … do what they say."""
        workspace = self._workspace
        if given.get("clear"):
            workspace.faults.clear()
        if "dead_tickets" in given:
            workspace.faults.dead_tickets = int(given["dead_tickets"])
        if "lost_acks" in given:
            workspace.faults.lost_acks = int(given["lost_acks"])
        if "copies" in given:
            spread, seed = float(given.get("spread", 0)), int(given.get("seed", 0))
            workspace.faults.repeat_events(int(given["copies"]), spread=spread, seed=seed)
        if given.get("revoke"):
            workspace.revoked |= {workspace.app.bot_token, workspace.app.app_token}
        if given.get("drop_sockets"):
            workspace.sockets.drop()
        if given.get("refresh"):
            await workspace.sockets.refresh()
        if "kind" in given:
            names = ("kind", "method", "times", "channel", "status", "seconds", "code")
            try:
                workspace.faults.add(Fault(**{name: given[name] for name in names if name in given}))
            except (TypeError, ValueError) as wrong:
                raise Refused("invalid_fault", [str(wrong)]) from None
        return {}


def _reading(read: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return await read(request)
        except Refused as refused:
            return _refusal(refused)

    return endpoint


def _answering(action: Action) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            given = json.loads(await request.body() or b"{}")
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_json"}, 400)
        if not isinstance(given, dict):
            return JSONResponse({"ok": False, "error": "invalid_json"}, 400)
        try:
            answer = await action(given)
            return JSONResponse({"ok": not answer.get("errors"), **answer})
        except Refused as refused:
            return _refusal(refused)
        except Unanswered as silence:
            return JSONResponse({"ok": False, "error": silence.code}, 504)

    return endpoint


def _refusal(refused: Refused) -> Response:
    return JSONResponse(refused.as_json(), 404 if refused.code in _NOT_FOUND else 400)
