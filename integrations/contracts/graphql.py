"""GraphQL schemas, compared by graphql-core, the reference implementation's port, and by what it leaves out.

It leaves out: root types that are no longer named, defaults that went from what then must be given, `@oneOf`,
`@specifiedBy`, deprecations, and the directives on things. Which rules there are: `rules`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLInputField,
    GraphQLNamedType,
    GraphQLSchema,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    build_ast_schema,
    is_input_object_type,
    is_non_null_type,
    is_scalar_type,
    print_ast,
)
from graphql.utilities import find_schema_changes

from integrations.contracts.graphql_files import Definitions, groups, parsed, standing_alone, undeclared
from integrations.contracts.model import ContractChange, Effect, NoContract, Unreadable, uncompared

_ROOTS = ("query", "mutation", "subscription")
_RULES = {
    "TYPE_REMOVED": "graphql-type",
    "TYPE_CHANGED_KIND": "graphql-type",
    "TYPE_ADDED": "graphql-type",
    "TYPE_REMOVED_FROM_UNION": "graphql-union",
    "TYPE_ADDED_TO_UNION": "graphql-union",
    "VALUE_REMOVED_FROM_ENUM": "graphql-enum",
    "VALUE_ADDED_TO_ENUM": "graphql-enum",
    "IMPLEMENTED_INTERFACE_REMOVED": "graphql-interface",
    "IMPLEMENTED_INTERFACE_ADDED": "graphql-interface",
    "REQUIRED_INPUT_FIELD_ADDED": "graphql-input-field",
    "OPTIONAL_INPUT_FIELD_ADDED": "graphql-input-field",
    "INPUT_FIELD_DEFAULT_VALUE_CHANGE": "graphql-default",
    "INPUT_FIELD_DEFAULT_VALUE_ADDED": "graphql-default",
    "ARG_DEFAULT_VALUE_CHANGE": "graphql-default",
    "ARG_DEFAULT_VALUE_ADDED": "graphql-default",
    "FIELD_REMOVED": "graphql-field",
    "FIELD_ADDED": "graphql-field",
    "FIELD_CHANGED_KIND": "graphql-field-type",
    "FIELD_CHANGED_KIND_SAFE": "graphql-field-type",
}


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[ContractChange]:
    """What changed for those who query. Raise `NoContract` or `Unreadable`."""
    old, new = parsed(before), parsed(after)
    if not any(
        path in old or path in new for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    ):
        raise NoContract("what changes in it are queries, and no schema")
    changes: list[ContractChange] = []
    for paths in groups(old, new):
        sides = [[each for path in paths for each in side.get(path, ())] for side in (old, new)]
        if any(before.get(path) != after.get(path) for path in paths):
            changes += _schema(*sides)
    return changes


def _schema(old: Definitions, new: Definitions) -> Iterator[ContractChange]:
    if not old:
        names = {each.name.value for each in new if isinstance(each, TypeDefinitionNode)}
        yield from (ContractChange(name, "is new", "compatible", "graphql-type") for name in sorted(names))
        return
    if not new:
        names = {each.name.value for each in old if isinstance(each, TypeDefinitionNode)}
        yield from (ContractChange(name, "was removed", "breaking", "graphql-type") for name in sorted(names))
        return
    others, half = undeclared(old, new)
    was, now = (_built(standing_alone(side, others)) for side in (old, new))
    for name in sorted(half):
        yield uncompared(name, "(no file that was read declares it on both sides)")
    yield from _roots(was, now)
    for found in find_schema_changes(was, now):
        if found.type.name != "DESCRIPTION_CHANGED":
            yield _change(found)
    yield from _defaults(was, now)
    yield from _types(was, now)
    yield from _directives("the schema", _of_schema(old), _of_schema(new))


def _built(document: DocumentNode) -> GraphQLSchema:
    try:
        return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)
    except GraphQLError as problem:
        raise Unreadable(f"it is no GraphQL schema: {problem.message.splitlines()[0]}") from problem
    except (TypeError, ValueError, KeyError, AttributeError) as problem:
        raise Unreadable("it is no GraphQL schema that stands alone") from problem


def _roots(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[ContractChange]:
    """Yield the root types (query, mutation, subscription) that are gone or new."""
    for root in _ROOTS:
        was, now = (getattr(side, f"{root}_type") for side in (old, new))
        if was is not None and now is None:
            yield ContractChange(
                was.name, f"can no longer be asked: the schema names no {root} type", "breaking", "graphql-root"
            )
        elif was is None and now is not None:
            yield ContractChange(now.name, f"can be asked now: it is the {root} type", "compatible", "graphql-root")
        elif was is not None and was.name != now.name:
            yield ContractChange(
                was.name, f"is not the {root} type any more: {now.name} is", "breaking", "graphql-root"
            )


def _change(found: Any) -> ContractChange:
    kind = str(found.type.name)
    level = type(found.type).__name__
    effect: Effect = (
        "breaking" if level.startswith("Break") else "unclear" if level.startswith("Danger") else "compatible"
    )
    words = " ".join(str(found.description).rstrip(".").split()).removeprefix("Field ")
    where, _, what = words.partition(" ")
    rule = _RULES.get(kind) or ("graphql-directive" if "DIRECTIVE" in kind else "graphql-argument")
    # Most begin with what they are about, some with an article.
    if len(where) > 2 and where != "The":
        return ContractChange(where.strip("'"), what, effect, rule)
    return ContractChange("", words, effect, rule)


def _inputs(schema: GraphQLSchema) -> dict[str, Any]:
    """Arguments and fields of inputs, by where they are."""
    found: dict[str, Any] = {}
    for name, type_ in _own(schema).items():
        for field, given in _fields(type_).items():
            if is_input_object_type(type_):
                found[f"{name}.{field}"] = given
            found.update({f"{name}.{field}({arg}:)": each for arg, each in getattr(given, "args", {}).items()})
    return found


def _defaults(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[ContractChange]:
    """What must be given now, for its default is gone."""
    before = _inputs(old)
    for where, now in _inputs(new).items():
        was = before.get(where)
        if was is not None and is_non_null_type(now.type) and _has_default(was) and not _has_default(now):
            yield ContractChange(where, "has no default any more, and must be given", "breaking", "graphql-default")


def _has_default(given: Any) -> bool:
    return given.ast_node is not None and given.ast_node.default_value is not None


def _types(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[ContractChange]:
    """What graphql-core does not look at in types, their fields and values."""
    before, after = _own(old), _own(new)
    for name in sorted(before.keys() & after.keys()):
        was, now = before[name], after[name]
        known = "oneOf" if is_input_object_type(now) else "specifiedBy" if is_scalar_type(now) else ""
        yield from _directives(name, _nodes(was), _nodes(now), known)
        if is_input_object_type(was) and is_input_object_type(now) and was.is_one_of != now.is_one_of:
            what = "takes exactly one of its fields now" if now.is_one_of else "takes any of its fields now"
            yield ContractChange(name, what, "breaking" if now.is_one_of else "compatible", "graphql-one-of")
        if is_scalar_type(was) and is_scalar_type(now) and was.specified_by_url != now.specified_by_url:
            what = f"is specified by {str(now.specified_by_url)[:120]} now"
            yield ContractChange(name, what, "unclear", "graphql-scalar")
        old_parts, new_parts = _parts(name, was), _parts(name, now)
        for where in sorted(old_parts.keys() & new_parts.keys()):
            one, other = old_parts[where], new_parts[where]
            if (one.deprecation_reason is None) != (other.deprecation_reason is None):
                what = "is deprecated no more" if other.deprecation_reason is None else "is deprecated now"
                yield ContractChange(where, what, "compatible", "graphql-deprecated")
            yield from _directives(where, _nodes(one), _nodes(other), "deprecated")


def _own(schema: GraphQLSchema) -> dict[str, GraphQLNamedType]:
    return {name: each for name, each in schema.type_map.items() if each.ast_node is not None}


def _fields(type_: GraphQLNamedType) -> Mapping[str, GraphQLInputField]:
    return getattr(type_, "fields", {})


def _parts(name: str, type_: GraphQLNamedType) -> dict[str, Any]:
    """Its fields, their arguments, and its values, by where they are."""
    found: dict[str, Any] = {f"{name}.{value}": each for value, each in getattr(type_, "values", {}).items()}
    for field, given in _fields(type_).items():
        found[f"{name}.{field}"] = given
        found.update({f"{name}.{field}({arg}:)": each for arg, each in getattr(given, "args", {}).items()})
    return found


def _nodes(thing: Any) -> list[DirectiveNode]:
    """The directives on something, and on its extensions."""
    nodes = [thing.ast_node, *getattr(thing, "extension_ast_nodes", ())]
    return [each for node in nodes if node is not None for each in node.directives or ()]


def _of_schema(definitions: Definitions) -> list[DirectiveNode]:
    schemas = [each for each in definitions if isinstance(each, SchemaDefinitionNode | SchemaExtensionNode)]
    return [directive for each in schemas for directive in each.directives or ()]


def _directives(
    where: str, old: Iterable[DirectiveNode], new: Iterable[DirectiveNode], known: str = ""
) -> Iterator[ContractChange]:
    """Directives whose meaning nobody but the server knows, where they differ; a rule reads the `known` one."""
    before, after = ({print_ast(each) for each in side if each.name.value != known} for side in (old, new))
    for told in sorted(before ^ after)[:3]:
        yield uncompared(where, f"{'a new' if told in after else 'a removed'} directive {told[:80]}")
