"""A Swagger 2 document in the words of OpenAPI 3, so that the two can be compared with each other."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from integrations.contracts.references import Node, listed, mapping, texts

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
JSON = "application/json"
"""What is spoken where a document does not say."""
_MULTIPART, _FORM = "multipart/form-data", "application/x-www-form-urlencoded"
_OF_PARAMETER = frozenset({"name", "in", "description", "required", "allowEmptyValue", "collectionFormat"})
_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}
_STYLES: Mapping[str, tuple[str, bool]] = {
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "tsv": ("tabDelimited", False),
    "pipes": ("pipeDelimited", False),
}
_Follow = Callable[[Any], Node]


def as_openapi(data: Node, follow: _Follow) -> dict[str, Any]:
    """Return a Swagger 2 document as OpenAPI 3; the schemas that it refers to stay as they are."""
    moved = {"swagger", "host", "basePath", "schemes", "consumes", "produces", "paths", "definitions", "parameters"}
    found = {key: each for key, each in data.items() if key not in moved | {"responses", "securityDefinitions"}}
    found["openapi"] = "3.0.0"
    found["servers"] = _servers(data, data.get("schemes"))
    found["paths"] = {path: _item(data, follow(item), follow) for path, item in mapping(data.get("paths")).items()}
    schemes = mapping(data.get("securityDefinitions"))
    found["components"] = {"securitySchemes": {name: _scheme(follow(each)) for name, each in schemes.items()}}
    return found


def _servers(data: Node, schemes: Any) -> list[dict[str, str]]:
    base = str(data.get("basePath") or "")
    host = data.get("host")
    if not isinstance(host, str):
        return [{"url": base or "/"}]
    return [{"url": f"{scheme}://{host}{base}" if scheme else f"//{host}{base}"} for scheme in texts(schemes) or [""]]


def _item(data: Node, item: Node, follow: _Follow) -> dict[str, Any]:
    shared = [follow(each) for each in listed(item.get("parameters"))]
    found = {key: each for key, each in item.items() if key != "parameters"}
    for method in METHODS:
        if isinstance(operation := item.get(method), dict):
            found[method] = _operation(data, operation, shared, follow)
    return found


def _operation(data: Node, operation: Node, shared: Iterable[Node], follow: _Follow) -> dict[str, Any]:
    moved = {"parameters", "responses", "consumes", "produces", "schemes"}
    found = {key: each for key, each in operation.items() if key not in moved}
    own = [follow(each) for each in listed(operation.get("parameters"))]
    parameters = {(str(each.get("in")), str(each.get("name"))): each for each in [*shared, *own]}
    plain = [each for (place, _), each in parameters.items() if place not in ("body", "formData")]
    found["parameters"] = [_parameter(each) for each in plain]
    takes = texts(operation.get("consumes", data.get("consumes"))) or [JSON]
    body = [each for (place, _), each in parameters.items() if place == "body"]
    form = [each for (place, _), each in parameters.items() if place == "formData"]
    if body:
        content = {kind: {"schema": body[0].get("schema", {})} for kind in takes}
        found["requestBody"] = {"required": body[0].get("required") is True, "content": content}
    elif form:
        found["requestBody"] = _form(form, takes)
    gives = texts(operation.get("produces", data.get("produces"))) or [JSON]
    responses = mapping(operation.get("responses"))
    found["responses"] = {str(code): _response(follow(each), gives) for code, each in responses.items()}
    if "schemes" in operation:
        found["servers"] = _servers(data, operation["schemes"])
    return found


def _parameter(given: Node) -> Node:
    """A parameter or a header, whose type OpenAPI 3 puts into a schema."""
    if "$ref" in given:
        return given
    found = {key: each for key, each in given.items() if key in _OF_PARAMETER or key.startswith("x-")}
    form = found.pop("collectionFormat", "csv")
    if given.get("type") == "array":
        plain = ("form" if given.get("in") == "query" else "simple", False)
        found["style"], found["explode"] = _STYLES.get(str(form), plain)
    found["schema"] = _schema({key: each for key, each in given.items() if key not in _OF_PARAMETER})
    return found


def _form(parameters: list[Node], takes: list[str]) -> Node:
    files = any(each.get("type") == "file" for each in parameters)
    kinds = [kind for kind in takes if kind.partition(";")[0] in (_MULTIPART, _FORM)]
    must = sorted(str(each.get("name")) for each in parameters if each.get("required") is True)
    fields = {str(each.get("name")): _parameter(each).get("schema", {}) for each in parameters}
    schema: dict[str, Any] = {"type": "object", "properties": fields, **({"required": must} if must else {})}
    content = {kind: {"schema": schema} for kind in kinds or [_MULTIPART if files else _FORM]}
    return {"required": bool(must), "content": content}


def _response(given: Node, gives: list[str]) -> Node:
    if "$ref" in given:
        return given
    found = {key: each for key, each in given.items() if key not in ("schema", "headers", "examples")}
    if "schema" in given:
        found["content"] = {kind: {"schema": _schema(given["schema"])} for kind in gives}
    if headers := mapping(given.get("headers")):
        found["headers"] = {name: _parameter(mapping(each)) for name, each in headers.items()}
    return found


def _schema(given: Any) -> Any:
    if isinstance(given, dict) and given.get("type") == "file":
        return {**given, "type": "string", "format": "binary"}
    return given


def _scheme(given: Node) -> Node:
    if given.get("type") == "basic":
        return {"type": "http", "scheme": "basic"}
    if given.get("type") != "oauth2":
        return given
    flow = {key: each for key, each in given.items() if key in ("authorizationUrl", "tokenUrl", "scopes")}
    return {"type": "oauth2", "flows": {_FLOWS.get(str(given.get("flow")), str(given.get("flow"))): flow}}
