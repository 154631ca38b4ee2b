"""From Markdown to a role card, section by section.

A section is found by what its heading says, whatever its level, case or order. markdown-it
finds the headings, lists and quotes, and where they are.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from integrations.rolecard.inline import Point, literal, point
from integrations.rolecard.model import Named, NoCard, Phrase, Problem, Reading, RoleCard, Task
from integrations.rolecard.times import NoTime, split_time

SECTIONS = {
    "description": {"job description", "role description", "description", "about", "summary", "overview"},
    "responsibilities": {"responsibilities", "key responsibilities", "duties"},
    "variations": {"role variations", "variations", "specialisations", "specializations"},
    "tasks": {
        "average daily tasks",
        "daily tasks",
        "tasks",
        "typical day",
        "a typical day",
        "average day",
        "daily schedule",
        "schedule",
        "daily routine",
        "the day",
    },
    "partners": {"common partners", "partners", "collaborators", "works with"},
    "system_prompt": {"system prompt", "prompt"},
    "personalities": {"personalities", "personality", "personas"},
    "phrases": {"example phrases", "phrases", "sample phrases"},
    "dialogue": {"dialogue style", "dialogue", "dialog style", "tone"},
    "mcp_servers": {"recommended mcp servers", "mcp servers", "recommended tools", "tools"},
}
"""What a section's heading may say, without case, marks and numbers."""
UNDERSTOOD = {"ai agent profile", "agent profile", "recommended reading", "further reading"}
"""Headings that hold other sections, or that a teammate has no use for."""

_FIELD = re.compile(r"^\W*(?P<name>role code|agent name|code|name)\W*?:\W*?(?P<value>[^\s*:][^\n]*?)[\s*_]*$", re.I)
_LABEL = re.compile(r"^\W*(?P<label>[\w /&-]{3,40}?)\W*:\W*$")
_HEADING_MARKS = re.compile(r"^[\W\d_]+|[\W_]+$")
_LONGEST = 2_000_000
"""Characters; a card is a page, not a book."""


@dataclass(slots=True)
class _Draft:
    """What has been read so far."""

    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    prompt: list[str] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    points: dict[str, list[Named]] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)
    dialogue: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_card(text: str) -> Reading:
    """Read a role card. Raises `NoCard` where there is nothing that could be one."""
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        raise NoCard("this is no text: a role card is a Markdown file")
    if not text.strip():
        raise NoCard("the file is empty")
    if len(text) > _LONGEST:
        raise NoCard(f"the file has over {_LONGEST:,} characters; a role card is a page or two")
    lines = re.split(r"\r\n?|\n", text)
    draft = _Draft()
    try:
        tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse("\n".join(lines)))
    except RecursionError as depth:
        raise NoCard("its lists and quotes are nested too deeply") from depth
    _walk(tree.children, lines, draft)
    if not draft.title:
        raise NoCard("it has no title: a role card begins with a line such as “# Backend Engineer”")
    return Reading(card=_card(draft), problems=tuple(sorted(draft.problems, key=lambda each: each.line)))


def _card(draft: _Draft) -> RoleCard:
    prompt = "\n".join(draft.prompt).strip("\n") or None
    return RoleCard(
        title=draft.title,
        role_code=draft.fields.get("role code"),
        agent_name=draft.fields.get("agent name"),
        description="\n\n".join(draft.paragraphs),
        system_prompt=prompt,
        tasks=tuple(sorted(draft.tasks, key=lambda task: task.time)),
        responsibilities=tuple(draft.points.get("responsibilities", ())),
        variations=tuple(draft.points.get("variations", ())),
        partners=tuple(draft.points.get("partners", ())),
        personalities=tuple(draft.points.get("personalities", ())),
        mcp_servers=tuple(draft.points.get("mcp_servers", ())),
        dialogue=tuple(draft.dialogue or _dialogue_of(prompt or "")),
        phrases=tuple(draft.phrases),
    )


def _walk(nodes: Sequence[SyntaxTreeNode], lines: Sequence[str], draft: _Draft) -> None:
    section, level = "", 0
    for node in nodes:
        if node.type == "heading":
            words, depth = literal(node.children[0]), int(node.tag[1:])
            known = _section(words)
            if known is None and section == "tasks" and depth > level and _begins_with_time(words):
                _task(words, "", _line(node), draft)
                continue
            if not draft.title and known is None:
                draft.title = words
                section, level = "", depth
            elif known is not None:
                section, level = known, depth
            elif section and depth > level:
                draft.problems.append(Problem(line=_line(node), what=f"there is no use for “{_short(words)}” here"))
            else:
                draft.problems.append(Problem(line=_line(node), what=f"“{_short(words)}” is no section of a role card"))
                section, level = "ignored", depth
            continue
        if node.type == "paragraph" and _take_fields(node, lines, draft):
            continue
        _READERS.get(section, _ignore)(node, lines, draft)


def _section(words: str) -> str | None:
    """Which section a heading begins; "" for one that is understood and not needed; None for others."""
    said = _HEADING_MARKS.sub("", " ".join(words.split())).casefold()
    if said in UNDERSTOOD:
        return ""
    return next((name for name, headings in SECTIONS.items() if said in headings), None)


def _take_fields(node: SyntaxTreeNode, lines: Sequence[str], draft: _Draft) -> bool:
    """Whether the paragraph is made of fields such as "**Role Code:** SWEN1002"."""
    found = [_FIELD.match(line) for line in _source(node, lines)]
    for each in found:
        if each is not None:
            name = each["name"].casefold()
            full = {"code": "role code", "name": "agent name"}.get(name, name)
            draft.fields.setdefault(full, each["value"].strip("*_` "))
    return all(found)


# --- one reader a section ------------------------------------------------------------


def _ignore(_node: SyntaxTreeNode, _lines: Sequence[str], _draft: _Draft) -> None:
    return None


def _read_description(node: SyntaxTreeNode, _lines: Sequence[str], draft: _Draft) -> None:
    if node.type == "paragraph":
        draft.paragraphs.append(literal(node.children[0]))


def _read_prompt(node: SyntaxTreeNode, lines: Sequence[str], draft: _Draft) -> None:
    if node.type == "hr":
        return
    if draft.prompt:
        draft.prompt.append("")
    if node.type == "fence":
        draft.prompt += node.content.rstrip("\n").split("\n")
    elif node.type == "blockquote":
        draft.prompt += [re.sub(r"^\s{0,3}> ?", "", line) for line in _source(node, lines)]
    else:
        draft.prompt += _source(node, lines)


def _read_points(name: str) -> Callable[[SyntaxTreeNode, Sequence[str], _Draft], None]:
    def read(node: SyntaxTreeNode, _lines: Sequence[str], draft: _Draft) -> None:
        for item, _ in _items(node):
            if item.name:
                named = Named(name=item.name, description=item.text, link=item.link)
                draft.points.setdefault(name, []).append(named)

    return read


def _read_tasks(node: SyntaxTreeNode, _lines: Sequence[str], draft: _Draft) -> None:
    if node.type == "table":
        for row in node.walk():
            if row.type == "tr" and row.parent is not None and row.parent.type == "tbody":
                cells = [literal(cell.children[0]) if cell.children else "" for cell in row.children]
                _task(" - ".join(cells[:2]), " ".join(cells[2:]), _line(row), draft)
        return
    if node.type == "paragraph" and draft.tasks and not draft.tasks[-1].description:
        draft.tasks[-1] = draft.tasks[-1].model_copy(update={"description": literal(node.children[0])})
        return
    for item, line in _items(node):
        _task(item.name, item.text, line, draft)


def _task(words: str, description: str, line: int, draft: _Draft) -> None:
    try:
        time, title = split_time(words)
    except NoTime as problem:
        draft.problems.append(Problem(line=line, what=f"“{_short(words)}” is left out: {problem}"))
        return
    if not title:
        title, _, description = description.partition(": ") if ": " in description[:80] else (description, "", "")
    if not title:
        draft.problems.append(Problem(line=line, what=f"what is at {time} has no title"))
        return
    draft.tasks.append(Task(time=time, title=title, description=description, line=line))


def _read_phrases(node: SyntaxTreeNode, _lines: Sequence[str], draft: _Draft) -> None:
    for item, _ in _items(node):
        name, said = (item.name, item.text) if item.text else ("", item.name)
        if unquoted := _unquoted(said):
            draft.phrases.append(Phrase(name=name, text=unquoted))


def _read_dialogue(node: SyntaxTreeNode, _lines: Sequence[str], draft: _Draft) -> None:
    for item, _ in _items(node):
        if said := _unquoted(f"{item.name}: {item.text}" if item.text else item.name):
            draft.dialogue.append(said)


_READERS: dict[str, Callable[[SyntaxTreeNode, Sequence[str], _Draft], None]] = {
    "description": _read_description,
    "system_prompt": _read_prompt,
    "tasks": _read_tasks,
    "phrases": _read_phrases,
    "dialogue": _read_dialogue,
    **{name: _read_points(name) for name in ("responsibilities", "variations", "partners", "personalities")},
    "mcp_servers": _read_points("mcp_servers"),
}


def _dialogue_of(prompt: str) -> Iterator[str]:
    """The examples that a system prompt lists below its "Dialogue Style"."""
    listening = False
    for line in prompt.split("\n"):
        item = re.match(r"^\s*(?:[*+-]|\d+[.)])\s+(?P<said>.+)$", line)
        if item is not None:
            if listening and (said := _unquoted(item["said"])):
                yield said
        elif label := _LABEL.match(line):
            name = label["label"].strip().casefold()
            listening = name in SECTIONS["dialogue"] or (listening and "**" not in line)
        elif line.lstrip().startswith("#"):
            listening = _section(line.lstrip("# ")) == "dialogue"


# --- small things --------------------------------------------------------------------


def _items(node: SyntaxTreeNode) -> Iterator[tuple[Point, int]]:
    """The points of a list, and their lines; a nested list belongs to its point's text."""
    if node.type not in ("bullet_list", "ordered_list"):
        return
    for item in node.children:
        parts = [child.children[0] for child in item.children if child.type == "paragraph" and child.children]
        if parts:
            first = point(parts[0])
            more = [literal(part) for part in parts[1:]]
            more += [inner.name for child in item.children for inner, _ in _items(child)]
            yield Point(first.name, " ".join(filter(None, [first.text, *more])), first.link), _line(item)


def _begins_with_time(words: str) -> bool:
    return re.match(r"\s*\d{1,2}\s*([:.h]\s?\d{2}|[ap]\.?m)", words, re.I) is not None


def _unquoted(words: str) -> str:
    words = words.strip()
    for left, right in (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("'", "'")):
        if len(words) > 1 and words.startswith(left) and words.endswith(right):
            return words[1:-1].strip()
    return words


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57].rstrip() + "…"


def _source(node: SyntaxTreeNode, lines: Sequence[str]) -> Sequence[str]:
    first, last = node.map or (0, 0)
    return lines[first:last]


def _line(node: SyntaxTreeNode) -> int:
    return (node.map or (0, 0))[0] + 1
