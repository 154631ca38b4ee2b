"""OpenAPI 3 and Swagger 2 documents, compared for those who call the API.

Every entry of every object is read by a rule, is known to be there for people, or is told as not compared
where it differs (`rest`). Which rules there are: `rules`.

Whoever may open a pull request writes these documents. So every step has a bound: a schema is
looked at once an operation however often it is referred to, and `Budget` ends what would not end.
"""

from collections.abc import Iterator
from typing import Any

from integrations.contracts.files import Files
from integrations.contracts.media_types import media_types
from integrations.contracts.model import ContractChange, Unreadable, uncompared
from integrations.contracts.not_compared import others
from integrations.contracts.operations import Operation, base_path, operations, strays
from integrations.contracts.parameters import headers, parameters
from integrations.contracts.references import Node, mapping
from integrations.contracts.schema_change import Way
from integrations.contracts.schema_pairs import SchemaPairs
from integrations.contracts.schemas import Document
from integrations.contracts.security import schemes, security
from integrations.contracts.servers import servers
from integrations.contracts.sunset import sunset

API = "the API"
"""Where something is that holds for the whole document."""
MOST_NESTED = 3
"""Callbacks of callbacks."""
_DOCUMENT = frozenset({"openapi", "info", "servers", "paths", "webhooks", "components", "security"})
_OPERATION = frozenset(
    {"operationId", "parameters", "requestBody", "responses", "callbacks", "deprecated", "security", "servers"}
)
_OTHER: dict[Way, Way] = {"request": "response", "response": "request"}


def compare(before: Files, after: Files) -> list[ContractChange]:
    """What changed for those who call; where it is too much, what was found so far. Raise `Unreadable`."""
    found: list[ContractChange] = []
    try:
        for change in _Comparison(Document(before), Document(after)).changes():
            found.append(change)
    except Unreadable as problem:
        if not found:
            raise
        found.append(uncompared("the rest", f"({problem})"))
    return found


class _Comparison:
    def __init__(self, old: Document, new: Document) -> None:
        self._old = old
        self._new = new
        self._pairs = SchemaPairs(old, new)

    def changes(self) -> Iterator[ContractChange]:
        old, new = self._old.data, self._new.data
        old_base, new_base = self._bases()
        if old and new:
            yield from servers(
                self._pairs, API, old.get("servers"), new.get("servers"), old_base=old_base, new_base=new_base
            )
            yield from security(self._pairs, API, old.get("security"), new.get("security"))
            yield from schemes(self._pairs)
            yield from others(self._pairs, API, old, new, _DOCUMENT)
        before, after = (
            operations(self._old, old.get("paths"), old_base),
            operations(self._new, new.get("paths"), new_base),
        )
        yield from self._operations(before, after, "request")
        yield from self._strays(old.get("paths"), new.get("paths"))
        yield from self._hooks("webhook ", old.get("webhooks"), new.get("webhooks"), "response", "webhook", 0)

    def _bases(self) -> tuple[str, str]:
        """The servers' paths, where operations are found again only with them: a path may move to a server or back."""
        bases = base_path(self._old), base_path(self._new)
        if bases[0] == bases[1]:
            return "", ""
        old, new = self._old.data.get("paths"), self._new.data.get("paths")
        plain = operations(self._old, old).keys() & operations(self._new, new).keys()
        based = operations(self._old, old, bases[0]).keys() & operations(self._new, new, bases[1]).keys()
        return bases if len(based) > len(plain) else ("", "")

    def _operations(self, old: dict[str, Operation], new: dict[str, Operation], way: Way) -> Iterator[ContractChange]:
        ids = {each.node.get("operationId"): each.name for key, each in new.items() if key not in old}
        for key in sorted(old.keys() | new.keys()):
            if key not in new:
                moved = ids.get(old[key].node.get("operationId")) if "operationId" in old[key].node else None
                announced = " (it was deprecated)" if old[key].node.get("deprecated") is True else ""
                what = f"was moved to {moved}" if moved else f"was removed{announced}"
                yield ContractChange(old[key].name, what, "breaking", "operation")
            elif key not in old:
                yield ContractChange(new[key].name, "is new", "compatible", "operation")
            else:
                yield from self._operation(new[key].name, old[key], new[key], way, 0)

    def _operation(self, name: str, old: Operation, new: Operation, way: Way, depth: int) -> Iterator[ContractChange]:
        was, now = old.node, new.node
        yield from parameters(self._pairs, name, old, new, way)
        yield from self._request(name, was, now, way)
        yield from self._responses(name, was, now, _OTHER[way])
        yield from sunset(name, was, now)
        if was.get("operationId") != now.get("operationId"):
            what = f"is called {str(now.get('operationId', 'nothing'))[:80]} in generated clients now"
            effect = "unclear" if "operationId" in was else "compatible"
            yield ContractChange(name, what, effect, "operation-id")  # type: ignore[arg-type]
        if "security" in was or "security" in now:
            before = was.get("security", self._old.data.get("security"))
            yield from security(self._pairs, name, before, now.get("security", self._new.data.get("security")))
        if old.servers is not None or new.servers is not None:
            before, after = self._old.data.get("servers"), self._new.data.get("servers")
            yield from servers(
                self._pairs, name, before if old.servers is None else old.servers,
                after if new.servers is None else new.servers,
            )  # fmt: skip
        before, after = mapping(was.get("callbacks")), mapping(now.get("callbacks"))
        for each in sorted(before.keys() | after.keys()):
            hooks = self._old.follow(before.get(each)), self._new.follow(after.get(each))
            yield from self._hooks(f"{name} callback {each} ", *hooks, _OTHER[way], "callback", depth + 1)
        yield from others(self._pairs, name, was, now, _OPERATION)

    def _hooks(self, where: str, old: Any, new: Any, way: Way, rule: str, depth: int) -> Iterator[ContractChange]:
        """Webhooks and callbacks: here it is us who call."""
        if depth > MOST_NESTED:
            if not self._pairs.same(old, new):
                yield uncompared(where.strip(), "callbacks within callbacks")
            return
        before, after = operations(self._old, old), operations(self._new, new)
        for key in sorted(before.keys() | after.keys()):
            if key not in after:
                yield ContractChange(f"{where}{before[key].name}", "was removed", "breaking", rule)
            elif key not in before:
                yield ContractChange(f"{where}{after[key].name}", "is new", "compatible", rule)
            else:
                yield from self._operation(f"{where}{after[key].name}", before[key], after[key], way, depth)
        yield from self._strays(old, new)

    def _strays(self, old: Any, new: Any) -> Iterator[ContractChange]:
        """What path items have that is no operation."""
        before, after = strays(self._old, old), strays(self._new, new)
        for path in sorted(before.keys() | after.keys()):
            yield from others(self._pairs, path, before.get(path, {}), after.get(path, {}), frozenset())

    def _request(self, name: str, old: Node, new: Node, way: Way) -> Iterator[ContractChange]:
        where = f"{name} request"
        was, now = self._old.follow(old.get("requestBody")), self._new.follow(new.get("requestBody"))
        if "$ref" in was or "$ref" in now:
            if was.get("$ref") != now.get("$ref"):
                yield uncompared(where, "body")
            return
        if not now and was:
            yield ContractChange(where, "was removed", "breaking", "request-body")
            return
        if now and not was:
            must = now.get("required") is True and way == "request"
            what = "is new and required" if must else "is new"
            yield ContractChange(where, what, "breaking" if must else "compatible", "request-body")
            return
        must, had_to = now.get("required") is True, was.get("required") is True
        if must and not had_to:
            told = ("is required now", "breaking") if way == "request" else ("is always there now", "compatible")
            yield ContractChange(where, *told, "request-body")  # type: ignore[arg-type]
        elif had_to and not must:
            told = ("may be left out now", "compatible") if way == "request" else ("may be missing now", "breaking")
            yield ContractChange(where, *told, "request-body")  # type: ignore[arg-type]
        yield from media_types(self._pairs, where, was.get("content"), now.get("content"), way)
        yield from others(self._pairs, where, was, now, frozenset({"content", "required"}))

    def _responses(self, name: str, old: Node, new: Node, way: Way) -> Iterator[ContractChange]:
        before = {str(code).upper(): each for code, each in mapping(old.get("responses")).items()}
        after = {str(code).upper(): each for code, each in mapping(new.get("responses")).items()}
        pairs: list[tuple[str | None, str | None]] = [(code, _answer(code, after)) for code in before]
        pairs += [(_answer(code, before), code) for code in after if code not in before]
        for was, now in dict.fromkeys(pairs):
            if now is None:
                effect = "breaking" if str(was).startswith("2") else "unclear"
                yield ContractChange(f"{name} {was}", "was removed", effect, "response")  # type: ignore[arg-type]
            elif was is None or (was == "DEFAULT" and now != was):
                # What `default` says is of errors, as a rule, and not of a new success.
                yield ContractChange(f"{name} {now}", "is new", "compatible", "response")
            else:
                yield from self._response(f"{name} {now}", before[was], after[now], way)

    def _response(self, where: str, old: Any, new: Any, way: Way) -> Iterator[ContractChange]:
        was, now = self._old.follow(old), self._new.follow(new)
        if "$ref" in was or "$ref" in now:
            if was.get("$ref") != now.get("$ref"):
                yield uncompared(where, f"what {str(now.get('$ref', was.get('$ref')))[:120]} refers to")
            return
        yield from headers(self._pairs, where, was, now, way)
        yield from media_types(self._pairs, where, was.get("content"), now.get("content"), way)
        yield from others(self._pairs, where, was, now, frozenset({"headers", "content"}))


def _answer(code: str, among: dict[str, Any]) -> str | None:
    """The response that stands for a code: its own, that of its hundred, one of its hundred, or the default."""
    if code in among:
        return code
    hundred = f"{code[:1]}XX"
    if hundred in among:
        return hundred
    if code.endswith("XX") and (one := next((each for each in sorted(among) if each[:1] == code[:1]), None)):
        return one
    return "DEFAULT" if "DEFAULT" in among and not code.startswith("2") else None
