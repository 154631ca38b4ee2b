"""Reads each block of a card's Markdown (a heading, a list, a paragraph) into the section in which it stands."""

from collections.abc import Callable, Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from integrations.deferred import dataclass
from integrations.rolecard.card_builder import CardBuilder
from integrations.rolecard.inline import Point, is_timed, literal, point, quoted, segments, timed
from integrations.rolecard.prompt import prompt_lines, saying
from integrations.rolecard.task_times import NoTime

POINTS = ("responsibilities", "variations", "partners", "personalities", "mcp_servers", "phrases")
"""Sections that are made of points with names."""
_LISTS = ("bullet_list", "ordered_list")
_LONGEST_NAMED = 60


@dataclass(slots=True)
class Place:
    """Where the reading is: in which section, and below which heading of it."""

    section: str
    level: int = 0
    heading: str = ""
    line: int = 0
    before: tuple[int, int] = (0, 0)
    """How much was used, and how much was named, when the section began."""
    waiting: Point | None = None
    """A point that a heading names; its text is still to come."""
    open_task: bool = False
    """Whether what follows is about the last task, which stands in no list."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the card, what follows it, and the whole card's lines."""

    node: SyntaxTreeNode
    after: SyntaxTreeNode | None
    lines: Sequence[str]

    @property
    def line(self) -> int:
        """Its first line, counted from 1."""
        return line_of(self.node)

    @property
    def source(self) -> Sequence[str]:
        """Its lines as written."""
        first, last = self.node.map or (0, 0)
        return self.lines[first:last]

    @property
    def introduces(self) -> bool:
        """Return True if it is a paragraph that introduces the list after it."""
        return self.node.type == "paragraph" and self.after is not None and self.after.type in (*_LISTS, "table")


def read_block(block: Block, place: Place, builder: CardBuilder) -> None:
    """Take what a block says."""
    reader = _READERS.get(place.section)
    if reader is not None and block.node.type != "hr":
        reader(block, place, builder)


def fields_of(block: Block) -> Iterator[str]:
    """The lines and points of a block, as words, where it could be made of fields."""
    if block.node.type == "paragraph":
        yield from (literal(line) for _, line in segments(block.node.children[0]))
    elif block.node.type in _LISTS:
        yield from (literal(item.children[0]) if item.children else "" for item in block.node.children)
    elif block.node.type == "table":
        yield from (": ".join(literal(cell) for cell in row.children) for row in _rows(block.node))


def line_of(node: SyntaxTreeNode) -> int:
    """The first line of a block, counted from 1."""
    return (node.map or (0, 0))[0] + 1


def short(words: str) -> str:
    """Words that are named in a problem, on one line."""
    return words if len(words) <= _LONGEST_NAMED else words[: _LONGEST_NAMED - 3].rstrip() + "…"


# --- one reader a section ------------------------------------------------------------


def _lead(block: Block, _place: Place, builder: CardBuilder) -> None:
    if block.node.type == "paragraph":
        builder.lead.append(literal(block.node))
    else:
        builder.note(block.line, "this stands in no section and is left out")


def _description(block: Block, _place: Place, builder: CardBuilder) -> None:
    if told := _texts(block.node):
        builder.description += told
        builder.taken += 1


def _prompt(block: Block, _place: Place, builder: CardBuilder) -> None:
    if told := prompt_lines(block.node, block.source):
        builder.prompt += ["", *told] if builder.prompt else told
        builder.taken += 1


def _points(block: Block, place: Place, builder: CardBuilder) -> None:
    node = block.node
    if node.type in _LISTS:
        place.waiting = None  # the heading above a list only groups it
        for item in node.children:
            builder.add_point(place.section, _point(item))
    elif node.type == "table":
        for row in _rows(node):
            name, *rest = (literal(cell) for cell in row.children)
            link = point(row.children[0].children[0].children).link if row.children[0].children else None
            builder.add_point(place.section, Point(name, " ".join(filter(None, rest)), link))
    elif place.waiting is not None:
        waiting, told = place.waiting, " ".join(_texts(node))
        place.waiting = Point(waiting.name, f"{waiting.text} {told}".strip(), waiting.link)
    elif node.type == "paragraph" and node.children[0].children[0].type == "strong":
        builder.add_point(place.section, point(node.children[0].children))
    elif node.type == "blockquote" and place.section == "phrases":
        for said in _texts(node):
            builder.add_phrase("", said)
    elif not block.introduces:
        builder.note(block.line, "this is no point of a list and is left out")


def _dialogue(block: Block, _place: Place, builder: CardBuilder) -> None:
    node = block.node
    if node.type in _LISTS:
        for item in node.children:
            builder.add_saying(saying(item))
        return
    told = _texts(node)
    if node.type == "blockquote" or all(map(quoted, told)):
        for said in told:
            builder.add_saying(said)
    elif not block.introduces:
        builder.note(block.line, "this is no example of how to speak and is left out")


def _tasks(block: Block, place: Place, builder: CardBuilder) -> None:
    node = block.node
    if node.type == "table":
        for row in _rows(node):
            _task_of_row(row, builder)
    elif node.type in _LISTS and place.open_task and not _has_times(node):
        builder.continue_task(" ".join(_texts(node)))
    elif node.type in _LISTS:
        place.open_task = False
        for item in node.children:
            _task_of_item(item, builder)
    elif node.type == "paragraph":
        _tasks_of_lines(block, place, builder)
    else:
        builder.note(block.line, "this is no task and is left out")


def _tasks_of_lines(block: Block, place: Place, builder: CardBuilder) -> None:
    """Tasks that stand in no list, a line each; what follows one is about it."""
    for below, line in segments(block.node.children[0]):
        if is_timed(line):
            before = len(builder.tasks)
            _task(line, (), block.line + below, builder)
            place.open_task = len(builder.tasks) > before
        elif place.open_task:
            builder.continue_task(literal(line))
        elif not block.introduces and below == 0:
            builder.note(block.line, "this is no task and is left out")


def _task_of_item(item: SyntaxTreeNode, builder: CardBuilder) -> None:
    first = _first(item)
    nested = [child for child in item.children if child.type in _LISTS]
    if nested and not is_timed(first):
        for inner in nested:  # the point only groups those below it
            for each in inner.children:
                _task_of_item(each, builder)
        return
    if first or item.children:
        _task(first, _more(item), line_of(item), builder)


def _has_times(node: SyntaxTreeNode) -> bool:
    """Return True if any point of a list, however deep, begins with a time."""
    return any(
        is_timed(_first(item)) or any(_has_times(child) for child in item.children if child.type in _LISTS)
        for item in node.children
    )


def is_day(node: SyntaxTreeNode) -> bool:
    """Return True for a list or a table of which every entry has a time: that is a day, whatever stands above it."""
    if node.type in _LISTS:
        return all(is_timed(_first(item)) for item in node.children)
    return node.type == "table" and all(any(is_timed([cell]) for cell in row.children) for row in _rows(node))


def _task_of_row(row: SyntaxTreeNode, builder: CardBuilder) -> None:
    """The first cell that is a time, then the title, then what else there is."""
    cells = [cell for cell in row.children if literal(cell)]
    at = next((number for number, cell in enumerate(cells) if is_timed([cell])), None)
    if at is None:
        words = " | ".join(map(literal, cells))
        if words:
            builder.wrong(line_of(row), f"“{short(words)}” is left out: none of it is a time of day, such as 09:00")
        return
    others = [literal(cell) for cell in cells[:at] + cells[at + 1 :]]
    try:
        time, told = timed([cells[at]])
    except NoTime as problem:
        builder.wrong(line_of(row), f"“{short(' | '.join(map(literal, cells)))}” is left out: {problem}")
        return
    title, *rest = [told.name, told.text, *others] if told.name else [*others, ""]
    builder.add_task(time, Point(title, " ".join(filter(None, rest))), line_of(row))


def task_heading(node: SyntaxTreeNode, place: Place, builder: CardBuilder) -> None:
    """A task that is a heading of its own."""
    before = len(builder.tasks)
    _task(node.children[0].children, (), line_of(node), builder)
    place.open_task = len(builder.tasks) > before


def _task(words: Sequence[SyntaxTreeNode], more: Sequence[str], line: int, builder: CardBuilder) -> None:
    try:
        time, told = timed(words)
    except NoTime as problem:
        builder.wrong(line, f"“{short(literal(words))}” is left out: {problem}")
        return
    title, *rest = filter(None, [told.name, told.text, *more]) if told.name or more else ("",)
    builder.add_task(time, Point(title, " ".join(rest)), line)


_READERS: dict[str, Callable[[Block, Place, CardBuilder], None]] = {
    "lead": _lead,
    "profile": _lead,
    "description": _description,
    "system_prompt": _prompt,
    "tasks": _tasks,
    "dialogue": _dialogue,
    **dict.fromkeys(POINTS, _points),
}
"""By section; what is in a section without a reader is not needed."""


# --- the parts of a block ------------------------------------------------------------


def _point(item: SyntaxTreeNode) -> Point:
    """A point of a list with all that stands below it."""
    first = point(_first(item))
    told = " ".join(filter(None, [first.text, *_more(item)]))
    return Point(first.name, told, first.link)


def _first(item: SyntaxTreeNode) -> Sequence[SyntaxTreeNode]:
    """The words of the first paragraph of a point."""
    first = item.children[0] if item.children else None
    return first.children[0].children if first is not None and first.type == "paragraph" and first.children else ()


def _more(item: SyntaxTreeNode) -> list[str]:
    """What stands below the first paragraph of a point."""
    below = item.children[1:] if _first(item) else item.children
    return [told for child in below for told in _texts(child)]


def _texts(node: SyntaxTreeNode) -> list[str]:
    """The paragraphs of a block, as words, however deep."""
    if node.type in ("paragraph", "heading"):
        words = literal(node)
        return [words] if words else []
    if node.type in ("fence", "code_block"):
        return [" ".join(node.content.split())] if node.content.strip() else []
    return [told for child in node.children for told in _texts(child)]


def _rows(table: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """The rows of a table, without its head."""
    return (row for part in table.children if part.type == "tbody" for row in part.children)
