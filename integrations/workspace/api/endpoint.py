"""The door of the Web API: reads the request, checks the token, lets faults happen, writes the journal."""

import asyncio
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from integrations.workspace.api import (
    assistant,
    basics,
    chat,
    conversations,
    files,
    reactions,
    streams,
    usergroups,
    users,
    views,
)
from integrations.workspace.api.call import Call, Method
from integrations.workspace.errors import Refused
from integrations.workspace.faults import Fault
from integrations.workspace.model import Json
from integrations.workspace.workspace import Workspace

METHODS: Mapping[str, Method] = {
    **assistant.METHODS,
    **basics.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **streams.METHODS,
    **usergroups.METHODS,
    **users.METHODS,
    **views.METHODS,
}


class Endpoint:
    """Answers `/api/{method}`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def answer(self, request: Request) -> Response:
        """Answer one call."""
        name = request.path_params["method"]
        args, was_json, readable = await _arguments(request)
        token = _token(request, args)
        fault = self._workspace.faults.next(name, args)
        if fault is not None and (answer := await self._prevented(request, name, args, fault)):
            return answer
        outcome = await self._answer(name, args, token, was_json, readable, str(request.base_url).rstrip("/"))
        ok = bool(outcome["ok"])
        ts = outcome.get("ts") or outcome.get("message_ts")
        kind = fault.kind if fault else None
        self._workspace.journal.write(name, args, ok=ok, ts=ts, error=outcome.get("error"), fault=kind)
        if fault is not None and fault.kind == "lost":
            return await hang_up(request)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        scopes = self._workspace.app.scopes
        headers = {"x-oauth-scopes": ",".join(sorted(scopes))} if scopes is not None else {}
        return JSONResponse(outcome, headers=headers)

    async def _prevented(self, request: Request, name: str, args: Json, fault: Fault) -> Response | None:
        """The answer of a fault that lets nothing happen."""
        if fault.kind == "limited":
            limited = {"ok": False, "error": "ratelimited"}
            seconds = f"{fault.seconds:g}"
            answer: Response = JSONResponse(limited, 429, headers={"retry-after": seconds})
        elif fault.kind == "error":
            answer = PlainTextResponse("upstream error", fault.status)
        elif fault.kind == "html":
            answer = HTMLResponse("<!doctype html><title>Slack</title><h1>Something went wrong</h1>", fault.status)
        elif fault.kind == "refused":
            answer = JSONResponse({"ok": False, "error": fault.code})
        elif fault.kind == "dropped":
            answer = await hang_up(request)
        else:
            return None
        error = fault.code if fault.kind == "refused" else None
        self._workspace.journal.write(name, args, ok=False, error=error, fault=fault.kind)
        return answer

    async def _answer(
        self, name: str, args: Json, token: str | None, was_json: bool, readable: bool, address: str
    ) -> Json:
        try:
            method = METHODS.get(name)
            if method is None:
                raise Refused("unknown_method", req_method=name)
            if not readable:
                raise Refused("invalid_json" if was_json else "invalid_form_data")
            self._admit(method, token)
            if was_json and not method.json:
                args = {}
            return {"ok": True, **await method.handler(Call(self._workspace, args, address))}
        except Refused as refused:
            return refused.as_json()

    def _admit(self, method: Method, token: str | None) -> None:
        app = self._workspace.app
        if method.caller == "anyone":
            return
        if token is None:
            raise Refused("not_authed")
        if token in self._workspace.revoked:
            raise Refused("token_revoked")
        if token not in (app.bot_token, app.app_token):
            raise Refused("invalid_auth")
        if (token == app.app_token) != (method.caller == "app"):
            raise Refused("not_allowed_token_type")
        if self._workspace.state.bot.deleted:
            raise Refused("account_inactive")
        granted = app.scopes
        if method.scopes and granted is not None and not granted.intersection(method.scopes):
            raise Refused("missing_scope", needed=",".join(method.scopes), provided=",".join(sorted(granted)))


async def _arguments(request: Request) -> tuple[Json, bool, bool]:
    """The arguments, whether they came as JSON, and whether they could be read."""
    args: Json = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if not body:
        return args, False, True
    if kind == "application/json":
        try:
            given = json.loads(body)
        except ValueError:
            return args, True, False
        return (args | given, True, True) if isinstance(given, dict) else (args, True, False)
    if kind == "multipart/form-data":
        async with request.form() as form:
            return args | {name: value for name, value in form.items() if isinstance(value, str)}, False, True
    try:
        return args | dict(parse_qsl(body.decode(), keep_blank_values=True)), False, True
    except UnicodeDecodeError:
        return args, False, False


def _token(request: Request, args: Json) -> str | None:
    given = args.pop("token", None)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else given


async def hang_up(request: Request) -> Response:
    """Cut the connection; the answer that this returns reaches nobody."""
    request.scope["state"]["transport"].abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()
