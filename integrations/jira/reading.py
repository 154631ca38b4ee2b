"""How the JSON of both kinds of Jira becomes our types."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from integrations.jira.blocked import says_blocked
from integrations.tracker import Account, Category, Issue, Move, Transition, TransitionField

FIELDS = "summary,status,assignee,project,priority,updated,labels,issuelinks,security"
_CATEGORIES: Mapping[str, Category] = {"new": "new", "undefined": "new", "indeterminate": "doing", "done": "done"}
_LONG = ("description", "environment")


def moment(text: str) -> datetime:
    """A moment as Jira writes it: `2026-11-23T09:00:00.000+0100`."""
    return datetime.fromisoformat(text)


def category(status: Mapping[str, Any]) -> Category:
    """Where a status stands between begun and done."""
    return _CATEGORIES.get(str((status.get("statusCategory") or {}).get("key")), "new")


def account(user: Mapping[str, Any] | None) -> Account | None:
    """Somebody, by what this kind of Jira knows people by."""
    if not user:
        return None
    name = str(user.get("displayName") or user.get("name") or "somebody")
    return Account(str(user.get("accountId") or user.get("name") or user.get("key")), name)


def issue(raw: Mapping[str, Any], issue_url: str, blocked_statuses: Sequence[str] = ()) -> Issue:
    """An issue of a search, with its moves where the changelog was asked for."""
    fields = raw["fields"]
    return Issue(
        key=raw["key"],
        title=fields["summary"],
        url=f"{issue_url}{raw['key']}",
        status=fields["status"]["name"],
        category=category(fields["status"]),
        project=fields["project"]["key"],
        updated_at=moment(fields["updated"]),
        assignee=account(fields.get("assignee")),
        priority=str((fields.get("priority") or {}).get("name") or ""),
        blocked_by=_blocked_by(fields, blocked_statuses),
        restricted=bool(fields.get("security")),
        moves=_moves(raw.get("changelog") or {}),
    )


def _blocked_by(fields: Mapping[str, Any], statuses: Sequence[str]) -> str:
    """An open issue that blocks it, else its own mark."""
    for link in fields.get("issuelinks") or ():
        other = link.get("inwardIssue")
        if other and "blocked" in str((link.get("type") or {}).get("inward", "")).lower():
            status = (other.get("fields") or {}).get("status") or {}
            if category(status) != "done":
                return str(other["key"])
    status = str(fields["status"]["name"])
    if says_blocked(status, statuses):
        return status
    if fields.get("flagged"):
        return "flagged"
    marked = [label for label in fields.get("labels") or () if str(label).lower() in ("blocked", "impediment")]
    return str(marked[0]) if marked else ""


def _moves(changelog: Mapping[str, Any]) -> tuple[Move, ...]:
    found = [
        Move(
            at=moment(history["created"]),
            before=str(item.get("fromString") or ""),
            after=str(item.get("toString") or ""),
            by=str((history.get("author") or {}).get("displayName") or "somebody"),
        )
        for history in changelog.get("histories") or ()
        for item in history["items"]
        if item["field"] == "status"
    ]
    return tuple(sorted(found, key=lambda move: move.at))


def transition(raw: Mapping[str, Any]) -> Transition:
    """A transition with what it must be told."""
    fields: list[TransitionField] = []
    unknown: list[str] = []
    for name, spec in (raw.get("fields") or {}).items():
        if not spec.get("required") or spec.get("hasDefaultValue"):
            continue
        found = _field(name, spec)
        if found is None:
            unknown.append(str(spec.get("name") or name))
        else:
            fields.append(found)
    to = raw["to"]
    return Transition(str(raw["id"]), str(raw["name"]), str(to["name"]), category(to), tuple(fields), tuple(unknown))


def _field(name: str, spec: Mapping[str, Any]) -> TransitionField | None:
    schema = spec.get("schema") or {}
    label = str(spec.get("name") or name)
    if name == "worklog":
        return TransitionField(name, label, "worklog")
    if name == "assignee":
        return TransitionField(name, label, "me")
    choices = tuple(
        (str(each["id"]), str(each.get("name") or each.get("value") or each["id"]))
        for each in spec.get("allowedValues") or ()
        if each.get("id")
    )
    if choices and schema.get("type") != "array":
        return TransitionField(name, label, "choice", choices)
    if name == "comment" or name in _LONG or str(schema.get("custom", "")).endswith(":textarea"):
        return TransitionField(name, label, "long")
    return TransitionField(name, label, "text") if schema.get("type") == "string" else None
