"""Which changes are known, and how bad each is at its worst. `docs/contracts.md` has the same table for people."""

from collections.abc import Mapping, Sequence

from integrations.contracts.kinds import ContractKind
from integrations.contracts.model import Effect
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of change. The other way round it is harmless, as a rule."""

    id: str
    level: Effect
    """Its worst. It may come to less."""
    sentence: str
    """When it is as bad as that."""


OPENAPI: Sequence[Rule] = (
    Rule("operation", "breaking", "An operation is gone, or is moved to another path."),
    Rule("operation-id", "unclear", "An operation's id changes: generated clients call it by that."),
    Rule("webhook", "breaking", "A webhook is gone. What it sends is judged as a response is."),
    Rule("callback", "breaking", "A callback is gone. It is judged as a webhook is."),
    Rule("server", "breaking", "A server is gone: a URL, a value of a variable, Swagger's host, schemes and basePath."),
    Rule("security", "breaking", "What a caller had to prove is not enough any more: another scheme, or more scopes."),
    Rule("security-scheme", "breaking", "A flow of OAuth, one of its addresses or one of its scopes is gone."),
    Rule("sunset", "breaking", "The day of `x-sunset` comes sooner."),
    Rule("parameter", "breaking", "A parameter is gone, or is somewhere else (`in`)."),
    Rule("parameter-required", "breaking", "A parameter is new and required, or is required now."),
    Rule("parameter-default", "breaking", "Who leaves a parameter out gets another value."),
    Rule("parameter-style", "breaking", "A parameter is written otherwise: `style`, `explode`, `collectionFormat`, "
         "`allowReserved`, `allowEmptyValue`."),
    Rule("parameter-content", "breaking", "A parameter is written as a media type (`content`), or is so no more."),
    Rule("request-body", "breaking", "A request's body is gone, or is required now."),
    Rule("media-type", "breaking", "A media type is not taken any more, or not sent any more."),
    Rule("response", "breaking", "A response of success is gone. Of errors it may break."),
    Rule("response-header", "breaking", "A response's header is gone, or may be missing now."),
    Rule("type", "breaking", "A schema takes fewer types in a request or has more in a response, wherever it stands: "
         "a body, a property, `items`, `prefixItems`, `additionalProperties`, `patternProperties`, `propertyNames`, "
         "`contains`, `contentSchema`, `dependentSchemas`, `unevaluatedItems`, `unevaluatedProperties`, `then`, "
         "`else`, `not`, a part of an `allOf`, what stands beside a `$ref` in 3.1."),
    Rule("nullable", "breaking", "Something may not be null any more in a request, or may be in a response."),
    Rule("enum", "breaking", "A value (`enum`, `const`, `x-extensible-enum`) is not taken any more. A new one in a "
         "response may break."),
    Rule("property", "breaking", "A property is gone from a response, or from a closed request."),
    Rule("required-property", "breaking", "A property is required now in a request, or may be missing in a response."),
    Rule("additional-properties", "breaking", "A request is closed (`additionalProperties: false`)."),
    Rule("default", "unclear", "Who leaves out a property of a request gets another value."),
    Rule("format", "breaking", "A `format` is narrower in a request, or wider in a response."),
    Rule("pattern", "breaking", "A request has to match a `pattern` now. Another pattern may break."),
    Rule("max-length", "breaking", "`maxLength` is less in a request, or more in a response."),
    Rule("min-length", "breaking", "`minLength` is more in a request, or less in a response."),
    Rule("maximum", "breaking", "`maximum` or `exclusiveMaximum`, of 3.0 or of 3.1, is less in a request, or more in a "
         "response."),
    Rule("minimum", "breaking", "`minimum` or `exclusiveMinimum` is more in a request, or less in a response."),
    Rule("multiple-of", "breaking", "`multipleOf` is stricter in a request, or laxer in a response."),
    Rule("max-items", "breaking", "`maxItems` is less in a request, or more in a response."),
    Rule("min-items", "breaking", "`minItems` is more in a request, or less in a response."),
    Rule("unique-items", "breaking", "`uniqueItems` is asked of a request, or not kept in a response."),
    Rule("max-properties", "breaking", "`maxProperties` is less in a request, or more in a response."),
    Rule("min-properties", "breaking", "`minProperties` is more in a request, or less in a response."),
    Rule("contains", "breaking", "`minContains` or `maxContains` is stricter in a request, or laxer in a response."),
    Rule("dependent-required", "breaking", "`dependentRequired` or `dependentSchemas` ask more of a request, or "
         "promise less of a response."),
    Rule("not", "breaking", "A request has a `not` now, or a response has none any more."),
    Rule("if-then-else", "breaking", "A request has a `then` or `else` now, or a response has none any more."),
    Rule("one-of", "breaking", "An alternative (`oneOf`, `anyOf`) is gone from a request, or new in a response."),
    Rule("discriminator", "breaking", "Alternatives are told apart by another property, or by other values."),
    Rule("content-encoding", "breaking", "`contentEncoding` or `contentMediaType` changes."),
)  # fmt: skip
PROTO: Sequence[Rule] = (
    Rule("proto-package", "breaking", "A file's package changes."),
    Rule("proto-syntax", "unclear", "A file's syntax or edition changes."),
    Rule("proto-file-option", "breaking", "An option moves generated code: `go_package`, `java_package` and the like."),
    Rule("proto-features", "unclear", "A feature of an edition changes."),
    Rule("proto-type", "breaking", "A message or an enum is gone, from all files that are compared."),
    Rule("proto-visibility", "breaking", "A type becomes `local`."),
    Rule("proto-field", "breaking", "A field is gone."),
    Rule("proto-name", "breaking", "A field is renamed."),
    Rule("proto-json-name", "breaking", "A field is called otherwise in JSON."),
    Rule("proto-field-type", "breaking", "A field's type changes, or how it is on the wire (groups)."),
    Rule("proto-field-option", "breaking", "`jstype` or `ctype` of a field changes."),
    Rule("proto-label", "breaking", "A field becomes a list or none, required or not."),
    Rule("proto-presence", "unclear", "Whether it is known that a field was set changes (`optional` of proto3)."),
    Rule("proto-oneof", "breaking", "A field moves into a `oneof`, out of it or into another."),
    Rule("proto-default", "breaking", "The default of a field of proto2 changes, or an enum's first value."),
    Rule("proto-reserved", "breaking", "A reserved name or number is used. One that is free again may break."),
    Rule("proto-extension", "breaking", "An extension is gone, or numbers that others may extend by."),
    Rule("proto-enum-value", "breaking", "A value of an enum is gone, renamed or renumbered. A new one may break."),
    Rule("proto-enum-type", "unclear", "An enum is closed or open now."),
    Rule("proto-rpc", "breaking", "An rpc is gone, or takes or returns something else, or a stream."),
    Rule("proto-idempotency", "breaking", "An rpc's `idempotency_level` promises less."),
)
GRAPHQL: Sequence[Rule] = (
    Rule("graphql-root", "breaking", "The schema names no type any more for queries, mutations or subscriptions."),
    Rule("graphql-type", "breaking", "A type is gone, or of another kind."),
    Rule("graphql-field", "breaking", "A field is gone."),
    Rule("graphql-field-type", "breaking", "A field's type changes, so that queries or inputs no longer fit."),
    Rule("graphql-argument", "breaking", "An argument is gone, new and required, or of another type. "
         "A new optional one may break."),
    Rule("graphql-input-field", "breaking", "An input has a new field that must be given."),
    Rule("graphql-default", "breaking", "What must be given has no default any more. Another default may break."),
    Rule("graphql-enum", "breaking", "A value of an enum is gone. A new one may break."),
    Rule("graphql-union", "breaking", "A type is gone from a union. A new one may break."),
    Rule("graphql-interface", "breaking", "A type no longer implements an interface."),
    Rule("graphql-directive", "breaking", "A directive, one of its arguments or one of its locations is gone."),
    Rule("graphql-one-of", "breaking", "An input takes exactly one of its fields now (`@oneOf`)."),
    Rule("graphql-scalar", "unclear", "A scalar is specified elsewhere (`@specifiedBy`)."),
    Rule("graphql-deprecated", "compatible", "Something is deprecated, or is so no more."),
)  # fmt: skip
RULES: Mapping[ContractKind, Sequence[Rule]] = {"openapi": OPENAPI, "proto": PROTO, "graphql": GRAPHQL}
