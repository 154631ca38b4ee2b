"""Who may call: security requirements, and the schemes that they name."""

from collections.abc import Iterator, Mapping
from typing import Any

from integrations.contracts.model import ContractChange
from integrations.contracts.not_compared import others
from integrations.contracts.references import Node, listed, mapping
from integrations.contracts.schema_pairs import SchemaPairs
from integrations.contracts.schemas import Document

_TELLING = ("type", "name", "in", "scheme", "openIdConnectUrl")
"""What of a scheme a caller must know. Its own name in the document is nobody's business."""
_READ = frozenset({*_TELLING, "flows", "bearerFormat", "deprecated", "oauth2MetadataUrl"})
_URLS = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")

Requirement = Mapping[str, frozenset[str]]
"""Schemes that are wanted together, each with its scopes."""


def security(pairs: SchemaPairs, where: str, old: Any, new: Any) -> Iterator[ContractChange]:
    """What changed in who may call; each of the lists of requirements is an alternative."""
    before, after = _requirements(pairs.old, old), _requirements(pairs.new, new)
    for was in before:
        if not any(_is_met(now, was) for now in after):
            told = " or ".join(_words(each) for each in after[:3])
            yield ContractChange(where, f"wants {told} now, it took {_words(was)}", "breaking", "security")
            break
    else:
        more = [now for now in after if not any(_is_met(was, now) for was in before)]
        fewer = [now for now in after if now not in before]
        if more:
            yield ContractChange(where, f"takes {_words(more[0])} too", "compatible", "security")
        elif fewer:
            yield ContractChange(where, f"wants only {_words(fewer[0])} now", "compatible", "security")


def schemes(pairs: SchemaPairs) -> Iterator[ContractChange]:
    """What changed in the ways to prove who one is, of those that both documents have; their names do not matter."""
    before, after = _schemes(pairs.old), _schemes(pairs.new)
    renamed = {_what(each): each for name, each in after.items() if name not in before}
    for name, was in sorted(before.items()):
        now, where = after.get(name) or renamed.get(_what(was)), f"the security scheme {name}"
        if now is None or _what(was) != _what(now):
            continue  # the operations that want it tell
        old, new = mapping(was.get("flows")), mapping(now.get("flows"))
        for flow in sorted(old.keys() - new.keys()):
            yield ContractChange(where, f"has no {str(flow)[:40]} flow any more", "breaking", "security-scheme")
        for flow in sorted(new.keys() - old.keys()):
            yield ContractChange(where, f"has a {str(flow)[:40]} flow too", "compatible", "security-scheme")
        for flow in sorted(old.keys() & new.keys()):
            yield from _flow(f"{where}, {str(flow)[:40]} flow", mapping(old[flow]), mapping(new[flow]))
        yield from others(pairs, where, was, now, _READ)


def _flow(where: str, old: Node, new: Node) -> Iterator[ContractChange]:
    for key in _URLS:
        if old.get(key) != new.get(key) and (old.get(key) or key != "refreshUrl"):
            yield ContractChange(where, f"has {key} {str(new.get(key))[:120]} now", "breaking", "security-scheme")
    for scope in sorted(mapping(old.get("scopes")).keys() - mapping(new.get("scopes")).keys()):
        yield ContractChange(where, f"has no scope {str(scope)[:60]} any more", "breaking", "security-scheme")
    for scope in sorted(mapping(new.get("scopes")).keys() - mapping(old.get("scopes")).keys()):
        yield ContractChange(where, f"has a scope {str(scope)[:60]} too", "compatible", "security-scheme")


def _schemes(document: Document) -> dict[str, Node]:
    given = mapping(document.follow(document.data.get("components")).get("securitySchemes"))
    return {str(name): document.follow(each) for name, each in given.items()}


def _what(scheme: Node) -> str:
    """What a scheme wants, in a few words."""
    told = [str(scheme[key])[:80] for key in _TELLING if scheme.get(key) is not None]
    if scheme.get("type") == "http":
        told = [each.lower() for each in told]
    return " ".join(told)


def _requirements(document: Document, given: Any) -> list[Requirement]:
    """The alternatives; one that wants nothing where none is given."""
    schemes = _schemes(document)
    found: list[Requirement] = []
    for each in listed(given):
        wanted: dict[str, frozenset[str]] = {}
        for name, scopes in mapping(each).items():
            what = _what(schemes[name]) if name in schemes else f"“{str(name)[:60]}”"
            if what in wanted:  # two of a kind
                what = f"another {what}" if f"another {what}" not in wanted else f"{what}, “{str(name)[:60]}”"
            wanted[what] = frozenset(map(str, listed(scopes)))
        found.append(wanted)
    return found or [{}]


def _is_met(now: Requirement, was: Requirement) -> bool:
    """Return True if whoever meets the second meets the first."""
    return all(name in was and scopes <= was[name] for name, scopes in now.items())


def _words(requirement: Requirement) -> str:
    told = []
    for name, scopes in sorted(requirement.items()):
        told.append(name + (f" with {', '.join(sorted(scopes)[:3])[:90]}" if scopes else ""))
    return " and ".join(told) or "anybody"
