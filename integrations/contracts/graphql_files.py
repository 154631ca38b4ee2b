"""GraphQL files taken together: which of them are one schema, and what they use that none of them declares."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    DefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    ExecutableDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    Visitor,
    parse,
    specified_scalar_types,
    visit,
)

from integrations.contracts.model import Budget, NoContract, Unreadable

MOST_TOKENS = 80_000
"""Of a file; graphql-core stops reading there."""
Definitions = Sequence[DefinitionNode]
_WHOLE: Mapping[type, type[TypeDefinitionNode]] = {
    EnumTypeExtensionNode: EnumTypeDefinitionNode,
    InputObjectTypeExtensionNode: InputObjectTypeDefinitionNode,
    InterfaceTypeExtensionNode: InterfaceTypeDefinitionNode,
    ObjectTypeExtensionNode: ObjectTypeDefinitionNode,
    ScalarTypeExtensionNode: ScalarTypeDefinitionNode,
    UnionTypeExtensionNode: UnionTypeDefinitionNode,
}


def parsed(texts: Mapping[str, str]) -> dict[str, Definitions]:
    """What each file declares; files of queries that somebody sends are left out.

    Raise `NoContract` where all are such, and `Unreadable` for a file that is none of the two.
    """
    found: dict[str, Definitions] = {}
    budget = Budget("it is too large")
    for path, text in texts.items():
        budget.spend(64)
        try:
            document = parse(text, no_location=True, max_tokens=MOST_TOKENS)
        except GraphQLError as problem:
            where = f" in {path}" if path and len(texts) > 1 else ""
            raise Unreadable(f"it is no GraphQL schema{where}: {problem.message.splitlines()[0]}") from problem
        own = [each for each in document.definitions if not isinstance(each, ExecutableDefinitionNode)]
        if own:
            found[path] = own
    if texts and not found:
        raise NoContract("it has queries, and no schema")
    return found


def groups(before: Mapping[str, Definitions], after: Mapping[str, Definitions]) -> Iterator[list[str]]:
    """Which files are one schema: all of them, or those of a folder where several declare the same type."""
    waiting = [sorted(before.keys() | after.keys())]
    while waiting:
        paths = waiting.pop()
        if len(paths) < 2 or not any(_clash(side, paths) for side in (before, after)):
            yield paths
            continue
        shared = posixpath.commonpath([posixpath.dirname(path) or "." for path in paths])
        inner: dict[str, list[str]] = {}
        for path in paths:
            rest = path.removeprefix(f"{shared}/") if shared != "." else path
            folder, slash, _ = rest.partition("/")
            inner.setdefault(folder if slash else path, []).append(path)
        waiting += inner.values()


def _clash(side: Mapping[str, Definitions], paths: Iterable[str]) -> bool:
    seen: set[str] = set()
    for path in paths:
        own = {each.name.value for each in side.get(path, ()) if isinstance(each, TypeDefinitionNode)}
        if own & seen:
            return True
        seen |= own
    return False


class _Uses(Visitor):
    """What types are named, and what they have to be there."""

    def __init__(self) -> None:
        super().__init__()
        self.named: set[str] = set()
        self.interfaces: set[str] = set()
        self.members: set[str] = set()

    def enter_named_type(self, node: NamedTypeNode, *_: object) -> None:
        self.named.add(node.name.value)

    def _implementing(self, node: ObjectTypeDefinitionNode, *_: object) -> None:
        self.interfaces |= {each.name.value for each in node.interfaces or ()}

    enter_object_type_definition = enter_interface_type_definition = _implementing
    enter_object_type_extension = enter_interface_type_extension = _implementing

    def _joining(self, node: UnionTypeDefinitionNode, *_: object) -> None:
        self.members |= {each.name.value for each in node.types or ()}

    enter_union_type_definition = enter_union_type_extension = _joining


def undeclared(old: Definitions, new: Definitions) -> tuple[dict[str, type[TypeDefinitionNode]], set[str]]:
    """The types that are used and that one of the two sides does not declare, and what each may stand for.

    Also those of them that the other side declares: the rest is the same for both.
    """
    missing: set[str] = set()
    either: set[str] = set()
    uses = _Uses()
    for side in (old, new):
        own = _Uses()
        visit(DocumentNode(definitions=tuple(side)), own)
        declared = {each.name.value for each in side if isinstance(each, TypeDefinitionNode | TypeExtensionNode)}
        missing |= own.named - declared - specified_scalar_types.keys()
        either |= declared
        uses.interfaces |= own.interfaces
        uses.members |= own.members
    stands_for: dict[str, type[TypeDefinitionNode]] = {
        name: InterfaceTypeDefinitionNode
        if name in uses.interfaces
        else ObjectTypeDefinitionNode
        if name in uses.members
        else ScalarTypeDefinitionNode
        for name in missing
    }
    return stands_for, missing & either


def standing_alone(definitions: Definitions, others: Mapping[str, type[TypeDefinitionNode]]) -> DocumentNode:
    """A document that builds: what is only extended here is declared, and so are the `others`, in few words."""
    own = [each for each in definitions if getattr(getattr(each, "name", None), "value", None) not in others]
    known = {each.name.value for each in own if isinstance(each, TypeDefinitionNode)}
    found: list[DefinitionNode] = []
    for each in own:
        whole = _WHOLE.get(type(each))
        if whole is not None and isinstance(each, TypeExtensionNode) and each.name.value not in known:
            known.add(each.name.value)
            found.append(whole(**{key: getattr(each, key) for key in each.keys}))
        else:
            found.append(each)
    for name, kind in sorted(others.items()):
        field = FieldDefinitionNode(
            name=NameNode(value="_"), type=NamedTypeNode(name=NameNode(value="Boolean")), arguments=(), directives=()
        )
        given: dict[str, Any] = {} if kind is ScalarTypeDefinitionNode else {"fields": (field,), "interfaces": ()}
        found.append(kind(name=NameNode(value=name), directives=(), **given))
    return DocumentNode(definitions=tuple(found))
