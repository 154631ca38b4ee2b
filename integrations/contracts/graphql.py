"""GraphQL schemas, compared by graphql-core, the reference implementation's port.

Its limits are ours: directives on fields (such as `@deprecated`) are not judged, and a schema
that is spread over several files is seen file by file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    DefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    ExecutableDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    build_ast_schema,
    parse,
)
from graphql.utilities import find_breaking_changes, find_dangerous_changes

from integrations.contracts.model import Change, NoContract, Unreadable

MOST_TOKENS = 80_000
"""Of a schema; graphql-core stops reading there."""
_WHOLE: Mapping[type, type[TypeDefinitionNode]] = {
    EnumTypeExtensionNode: EnumTypeDefinitionNode,
    InputObjectTypeExtensionNode: InputObjectTypeDefinitionNode,
    InterfaceTypeExtensionNode: InterfaceTypeDefinitionNode,
    ObjectTypeExtensionNode: ObjectTypeDefinitionNode,
    ScalarTypeExtensionNode: ScalarTypeDefinitionNode,
    UnionTypeExtensionNode: UnionTypeDefinitionNode,
}
_ROOT = "type Query { _: Boolean }"


def compare(before: str | None, after: str | None) -> Sequence[Change]:
    """What changed for those who query. Raises `Unreadable`."""
    old, new = _schema(before), _schema(after)
    if not (before and before.strip()):
        return [Change(name, "is new", "compatible") for name in _own(new)]
    if not (after and after.strip()):
        return [Change(name, "was removed", "breaking") for name in _own(old)]
    changes = [_change(each, "breaking") for each in find_breaking_changes(old, new)]
    changes += [_change(each, "unclear") for each in find_dangerous_changes(old, new)]
    added = sorted(set(new.type_map) - set(old.type_map))
    changes += [Change(name, "is new", "compatible") for name in added]
    changes += [Change(where, "is new", "compatible") for where in _new_fields(old, new)]
    return changes


def _schema(text: str | None) -> GraphQLSchema:
    try:
        document = parse(text if text and text.strip() else _ROOT, no_location=True, max_tokens=MOST_TOKENS)
        if all(isinstance(each, ExecutableDefinitionNode) for each in document.definitions):
            raise NoContract("it has queries, and no schema")
        document = DocumentNode(definitions=tuple(_standing_alone(document.definitions)))
        return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)
    except GraphQLError as problem:
        raise Unreadable(f"it is no GraphQL schema: {problem.message.splitlines()[0]}") from problem
    except (TypeError, ValueError, KeyError, AttributeError) as problem:
        raise Unreadable("it is no GraphQL schema that stands alone") from problem


def _standing_alone(definitions: Iterable[DefinitionNode]) -> Iterator[DefinitionNode]:
    """The definitions, and for each type that is only extended here (another file or service has it) one of it."""
    known = {each.name.value for each in definitions if isinstance(each, TypeDefinitionNode)}
    for each in definitions:
        whole = _WHOLE.get(type(each))
        if whole is not None and isinstance(each, TypeExtensionNode) and each.name.value not in known:
            known.add(each.name.value)
            yield whole(**{key: getattr(each, key) for key in each.keys})
        else:
            yield each


def _change(found: Any, effect: Any) -> Change:
    words = " ".join(str(found.description).rstrip(".").split()).removeprefix("Field ")
    where, _, what = words.partition(" ")
    # Most begin with what they are about, some with an article.
    return Change(where.strip("'"), what, effect) if len(where) > 2 and where != "The" else Change("", words, effect)


def _own(schema: GraphQLSchema) -> list[str]:
    return sorted(name for name, type_ in schema.type_map.items() if type_.ast_node is not None)


def _new_fields(old: GraphQLSchema, new: GraphQLSchema) -> list[str]:
    names: list[str] = []
    for name, type_ in new.type_map.items():
        before = getattr(old.type_map.get(name), "fields", None)
        after = getattr(type_, "fields", None)
        if before is not None and after is not None and not name.startswith("__"):
            names += [f"{name}.{field}" for field in after if field not in before]
    return sorted(names)
