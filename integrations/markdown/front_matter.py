"""The block of YAML between two `---` at the top of a Markdown file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from integrations.deferred import dataclass

_MOST_LINES = 100
_BLOCK_SCALARS = frozenset({"|", ">", "|-", ">-", "|+", ">+"})


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands there: its fields by name, the lines that it takes, and what is wrong with it."""

    fields: Mapping[str, str] = field(default_factory=dict)
    lines: int = 0
    problem: str | None = None


def front_matter(lines: Sequence[str]) -> FrontMatter:
    """The block at the top of the lines; one of no lines where there is none.

    It is YAML. Where an author wrote what YAML does not allow, such as a colon within a
    sentence, its lines are taken as they stand, and `problem` says so where that loses a field.
    """
    blank = next((number for number, line in enumerate(lines) if line.strip()), 0)
    end = _end(lines, blank)
    if end is None:
        return FrontMatter()
    inside = lines[blank + 1 : end]
    fields = _yaml("\n".join(inside))
    if fields is not None:
        return FrontMatter(fields, end + 1)
    fields = dict(_pairs(inside))
    lost = [name for name, value in fields.items() if value in _BLOCK_SCALARS]
    kept = {name: value for name, value in fields.items() if name not in lost}
    problem = f"this is no YAML, so {', '.join(lost)} cannot be read" if lost else None
    return FrontMatter(kept, end + 1, problem)


def _end(lines: Sequence[str], first: int) -> int | None:
    """The number of the line that closes a block which begins at `first`."""
    if not lines or lines[first].rstrip() != "---":
        return None
    for number in range(first + 1, min(len(lines), first + _MOST_LINES)):
        line = lines[number].rstrip()
        if line in ("---", "..."):
            return number
        if line and ":" not in line and not line.startswith((" ", "-", "#")):
            return None
    return None


def _yaml(text: str) -> dict[str, str] | None:
    """The texts of a mapping's own entries; None where the text is no YAML mapping.

    By the parser's events, which neither recurse nor follow an alias.
    """
    import yaml

    fields: dict[str, str] = {}
    depth, key = 0, None
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if depth == 0 and isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent):
                return None
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth != 1 or (isinstance(event, yaml.MappingStartEvent) and not fields and key is None):
                continue
            if key is None:
                key = event.value if isinstance(event, yaml.ScalarEvent) else ""
            else:
                if isinstance(event, yaml.ScalarEvent) and key:
                    fields.setdefault(key, " ".join(event.value.split()))
                key = None
    except (yaml.YAMLError, ValueError):
        return None
    return fields


def _pairs(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and name.strip() and not name.startswith((" ", "\t", "-", "#")):
            yield name.strip(), value.strip()
