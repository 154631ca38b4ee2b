"""A Jira of the cloud on this machine, as far as the adapter asks: version 3, page tokens, accountIds, documents."""

import re
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Cloud:
    """Its issues, and everything that was written to it."""

    def __init__(self, count: int = 0) -> None:
        self.issues = [self.issue(f"PAY-{number}", f"Issue {number}") for number in range(1, count + 1)]
        self.comments: list[Any] = []
        self.moves: list[Any] = []
        self.created: list[Any] = []
        """The fields of what was created."""
        self.swallow = False
        """Whether a comment is kept, but its answer is lost."""
        self.loses = False
        """Whether neither is kept."""
        self.renamed: dict[str, str] = {}
        """Keys that issues and projects had, and what they are called now: Jira finds them by both."""
        self.wrong: list[str] = []
        """What was written in another form than Atlassian's published description of version 3 has."""

    def issue(self, key: str, title: str) -> dict[str, Any]:
        return {
            "key": key,
            "fields": {
                "summary": title,
                "status": {"name": "In Progress", "statusCategory": {"key": "indeterminate"}},
                "assignee": {"accountId": "5b10:ben", "displayName": "Ben"},
                "project": {"key": "PAY"},
                "priority": {"name": "High"},
                "updated": "2026-11-20T10:00:00.000+0100",
                "labels": [],
                "issuelinks": [],
            },
            "changelog": {"histories": []},
        }

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/rest/api/{version:int}/serverInfo", self._info),
                Route("/rest/api/{version:int}/field", self._fields),
                Route("/rest/api/{version:int}/search", self._gone),
                Route("/rest/api/3/search/jql", self._search, methods=["GET", "POST"]),
                Route("/rest/api/3/user/search", self._users),
                Route("/rest/api/3/user", self._user),
                Route("/rest/api/3/project/{key}", self._project),
                Route("/rest/api/3/issue", self._create, methods=["POST"]),
                Route("/rest/api/3/issue/{key}", self._issue, methods=["GET", "PUT"]),
                Route("/rest/api/3/issue/{key}/comment", self._comment, methods=["GET", "POST"]),
                Route("/rest/api/3/issue/{key}/transitions", self._transitions, methods=["GET", "POST"]),
            ]
        )

    async def _info(self, _: Request) -> Response:
        return JSONResponse({"deploymentType": "Cloud", "version": "1001.0.0", "versionNumbers": [1001, 0, 0]})

    async def _fields(self, _: Request) -> Response:
        flag = {"id": "customfield_10021", "name": "Flagged", "custom": True, "clauseNames": ["cf[10021]", "Flagged"]}
        return JSONResponse([flag])

    async def _gone(self, _: Request) -> Response:
        return JSONResponse({"errorMessages": ["The requested API has been removed."]}, 410)

    async def _search(self, request: Request) -> Response:
        given = dict(request.query_params) or await request.json()
        if keys := re.findall(r'"([A-Z]+-\d+)"', given["jql"].partition("key in")[2]):
            return self._by_key(keys)
        begin, size = int(given.get("nextPageToken") or 0), int(given.get("maxResults", 50))
        part = self.issues[begin : begin + size]
        end = begin + len(part)
        more = {"nextPageToken": str(end)} if end < len(self.issues) else {"isLast": True}
        return JSONResponse({"issues": part, **more})

    def _by_key(self, keys: list[str]) -> Response:
        found = [each for each in self.issues if each["key"] in [self.renamed.get(key, key) for key in keys]]
        if len(found) < len(keys):
            return JSONResponse({"errorMessages": ["An issue with that key does not exist for field 'key'."]}, 400)
        return JSONResponse({"issues": found, "isLast": True})

    async def _users(self, request: Request) -> Response:
        known = request.query_params.get("query") in ("ben@team.example", "Ben")
        return JSONResponse([{"self": "/user", "accountId": "5b10:ben", "displayName": "Ben"}] if known else [])

    async def _user(self, request: Request) -> Response:
        if request.query_params.get("accountId") != "5b10:ben":
            return JSONResponse({"errorMessages": ["no such user"]}, 404)
        return JSONResponse({"self": "/user", "accountId": "5b10:ben", "displayName": "Ben"})

    async def _project(self, request: Request) -> Response:
        key = request.path_params["key"]
        return JSONResponse({"key": self.renamed.get(key, key), "name": "Payments"})

    async def _issue(self, request: Request) -> Response:
        if request.method == "PUT":
            self._is_update(await request.json())
            return Response(status_code=204)
        key = request.path_params["key"]
        found = [each for each in self.issues if each["key"] == self.renamed.get(key, key)]
        return JSONResponse(found[0]) if found else JSONResponse({"errorMessages": ["gone"]}, 404)

    async def _create(self, request: Request) -> Response:
        if self.loses:
            return JSONResponse({}, 502)
        given = await request.json()
        self._is_update(given)
        fields = given["fields"]
        self._is(fields, {"project": dict, "issuetype": dict, "summary": str, "description": dict, "labels": list})
        made = self.issue(f"{fields['project']['key']}-{900 + len(self.created)}", fields["summary"])
        self.created.append(fields)
        self.issues.append(made)
        return JSONResponse({"id": "1", "key": made["key"], "self": "https://jira.example/1"}, 201)

    async def _comment(self, request: Request) -> Response:
        if request.method == "GET":
            return JSONResponse({"comments": self.comments, "total": len(self.comments)})
        if self.loses:
            return JSONResponse({}, 502)
        comment = await request.json()
        self._is(comment, {"body": dict, "visibility": dict, "properties": list, "public": bool})
        self.comments.append(self.said(comment))
        return JSONResponse({}, 502) if self.swallow else JSONResponse(self.comments[-1], 201)

    def _is_update(self, given: Any) -> None:
        """An IssueUpdateDetails: every operation of every field is one key and its value."""
        self._is(given, {"fields": dict, "update": dict, "transition": dict, "properties": list})
        for name, operations in given.get("update", {}).items():
            if not all(set(each) <= {"add", "copy", "edit", "remove", "set"} for each in operations):
                self.wrong.append(f"update.{name}")

    def _is(self, given: Any, kinds: dict[str, type]) -> None:
        self.wrong += [f"{name}: {value!r}" for name, value in given.items() if not isinstance(value, kinds[name])]

    def said(self, comment: Any, at: datetime | None = None) -> Any:
        moment = (at or datetime.now(UTC)).isoformat(timespec="milliseconds")
        return {"id": str(len(self.comments)), "created": moment, **comment}

    async def _transitions(self, request: Request) -> Response:
        if request.method == "POST":
            self.moves.append(await request.json())
            self._is_update(self.moves[-1])
            self._is(self.moves[-1]["transition"], {"id": str, "looped": bool})
            return Response(status_code=204)
        who = {"required": True, "name": "Approver", "schema": {"type": "user"}}
        ways: list[Any] = [
            {"id": "31", "name": "Done", "to": {"name": "Done", "statusCategory": {"key": "done"}}, "fields": {}},
            {"id": "41", "name": "X", "to": {"name": "X", "statusCategory": {"key": "done"}}, "fields": {"cf_1": who}},
        ]
        note = {"required": True, "name": "Note", "schema": {"type": "string", "custom": "some.types:textarea"}}
        ways.append({"id": "51", "name": "Z", "to": ways[0]["to"], "fields": {"cf_2": note}})
        ways[0]["fields"] = {"assignee": {"required": True, "name": "Assignee", "schema": {"type": "user"}}}
        return JSONResponse({"transitions": ways})
