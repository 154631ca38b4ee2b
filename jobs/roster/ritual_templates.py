"""Rituals by the words that people have for them: the templates that `/ritual new` begins with, and the kinds."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from integrations.deferred import dataclass
from jobs.cadence.kinds import Kinds, suggestion
from jobs.errors import UserError
from jobs.roster.spec import Spec, spoken, title_of

_FILE = Path(__file__).with_suffix(".toml")
_OF_A_SPEC = frozenset({"kind", "title", "at", "days", "every", "words"})


@dataclass(frozen=True, slots=True)
class Template:
    """The beginning of a ritual."""

    name: str
    what: str
    """How it is offered."""
    spec: Spec
    """Without a channel, an owner or a name of its own."""


@cache
def templates() -> Mapping[str, Template]:
    """Return the templates of the file beside this one, by name. Blocking: it reads the file once."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {given["name"]: _template(given) for given in read["template"]}


def _template(given: Mapping[str, Any]) -> Template:
    own = {key: value for key, value in given.items() if key not in _OF_A_SPEC | {"name", "what"}}
    spec = Spec(
        name=given["name"],
        kind=given["kind"],
        channel="",
        at=given["at"],
        days=tuple(given["days"]) if "days" in given else None,
        every=given.get("every", 1),
        title=given["title"],
        words=given.get("words", ""),
        options=own,
    )
    return Template(given["name"], given["what"], spec)


def beginning(words: str, kinds: Kinds) -> Spec:
    """Return what somebody means by the name of a template or of a kind. Raise `UserError` where there is none."""
    wanted = words.strip().lower().replace("_", "-").replace(" ", "-")
    for name, template in templates().items():
        if wanted in (name, template.spec.title.lower().replace(" ", "-")):
            return template.spec
    if wanted.replace("-", "_") not in kinds:
        known = ", ".join([*templates(), *(name.replace("_", " ") for name in others(kinds))])
        raise UserError(f"I do not know “{words.strip()[:40]}”. /ritual new offers: {known}.")
    kind = kinds.named(wanted)
    return Spec(name=kind.name, kind=kind.name, channel="", at="10:00", title=title_of(kind.name))


def named(words: str, kinds: Kinds) -> Spec:
    """Return the kind or else the template of that name, as a ritual. Raise `UserError`, with the nearest name."""
    wanted = words.strip().lower().replace("_", "-").replace(" ", "-")
    kind = wanted.replace("-", "_")
    if kind in kinds:
        return Spec(name=kind, kind=kind, channel="", at="09:00", title=title_of(kind))
    for name, template in templates().items():
        if wanted in (name, template.spec.title.lower().replace(" ", "-")) and template.spec.kind in kinds:
            return template.spec
    near = suggestion(words, [title.lower() for title in _titles(kinds)])
    raise UserError(f"I do not know a ritual “{words.strip()[:40]}”{near} You can name: {offered(kinds)}.")


def offered(kinds: Kinds) -> str:
    """Return what `named` knows, as people say it. Blocking: see `templates`."""
    return ", ".join(_titles(kinds))


def _titles(kinds: Kinds) -> list[str]:
    made = [name for name, template in templates().items() if template.spec.kind in kinds]
    known = [spoken(name) for name in kinds.names if not any(each.spec.kind == name for each in templates().values())]
    return [*made, *known]


def others(kinds: Kinds) -> list[str]:
    """Return the kinds that no template is of and that can report now, in order."""
    made = {template.spec.kind for template in templates().values()}
    return [name for name in kinds.names if name not in made and not kinds.why_off(name)]
