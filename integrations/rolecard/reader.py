"""From Markdown to a role card, section by section.

A section is found by what its heading says, whatever its level, case or order. markdown-it
finds the headings, lists and quotes, and where they are.
"""

from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode

from integrations.markdown.front_matter import FrontMatter, front_matter
from integrations.rolecard.blocks import (
    POINTS,
    Block,
    Place,
    fields_of,
    is_day,
    line_of,
    read_block,
    short,
    task_heading,
)
from integrations.rolecard.card_builder import FIELDS, CardBuilder
from integrations.rolecard.inline import is_timed, literal, point
from integrations.rolecard.lines import lines_of, without_comments
from integrations.rolecard.model import CardReading, NoCard
from integrations.rolecard.prompt import tree_of
from integrations.rolecard.sections import section_of

_PROSE = ("lead", "profile")
"""Where a field may have a short name, such as "Code"."""
_UNREAD = ("ignored", "reading")


def read_card(text: str) -> CardReading:
    """Read a role card. Raises `NoCard` where there is nothing that could be one."""
    lines = lines_of(text)
    builder = CardBuilder()
    matter = front_matter(lines)
    _take_matter(matter, builder)
    lines = [""] * matter.lines + lines[matter.lines :]
    try:
        _walk(tree_of("\n".join(lines)).children, lines, builder, titled=bool(builder.fields))
        if matter.lines and not (builder.tasks or builder.prompt):
            _take_whole(lines, builder)
        builder.title = builder.title or builder.fields.get("title", "") or builder.fields.get("agent_name", "")
        if not builder.title:
            raise NoCard("it has no title: a role card begins with a line such as “# Backend Engineer”")
        card = builder.card()
    except RecursionError as depth:
        raise NoCard("its lists, quotes and marks are nested too deeply") from depth
    return CardReading(card=card, problems=tuple(sorted(builder.problems, key=lambda each: each.line)))


def _take_matter(matter: FrontMatter, builder: CardBuilder) -> None:
    for name, value in matter.fields.items():
        known = name.casefold().replace("_", " ").replace("-", " ")
        if known == "description":
            builder.summary = value
        elif known in FIELDS and value:
            builder.set_field(known, value)
    if matter.problem:
        builder.wrong(1, matter.problem)


def _take_whole(lines: Sequence[str], builder: CardBuilder) -> None:
    """The prose below front matter as the system prompt: that is the form of an agent's file, which has no day."""
    builder.prompt = without_comments("\n".join(lines)).strip().split("\n")
    builder.title = builder.fields.get("title") or builder.fields.get("agent_name") or builder.title
    builder.lead = [] if builder.summary else builder.lead
    builder.problems = [problem for problem in builder.problems if not problem.note]


def _walk(nodes: Sequence[SyntaxTreeNode], lines: Sequence[str], builder: CardBuilder, *, titled: bool) -> None:
    title = _title(nodes, titled=titled)
    place = Place("lead")
    unnamed = not any(node.type == "heading" and section_of(literal(node)) == "tasks" for node in nodes)
    for at, (node, after) in enumerate(zip(nodes, [*nodes[1:], None], strict=True)):
        block = Block(node, after, lines)
        if node is title:
            _leave(place, builder)
            builder.title = literal(node)
            place = Place("lead", level=0)
        elif node.type == "heading":
            place = _heading(node, place, builder, is_day=unnamed and _day_follows(nodes[at + 1 :]))
        elif (section := _bold_heading(node, place)) is not None:
            _leave(place, builder)
            place = _enter(section, node, 7, builder)
        elif node.type in ("html_block", "fence"):
            _raw(block, place, builder)
        elif unnamed and place.section in ("lead", "ignored") and is_day(node):
            read_block(block, Place("tasks"), builder)
        elif not _take_fields(block, place, builder):
            read_block(block, place, builder)
    _leave(place, builder)


def _day_follows(nodes: Sequence[SyntaxTreeNode]) -> bool:
    """Return True where a day stands before the next heading, right away or below some words about it."""
    first = next((node for node in nodes if node.type != "paragraph"), None)
    return first is not None and is_day(first)


def _title(nodes: Sequence[SyntaxTreeNode], *, titled: bool) -> SyntaxTreeNode | None:
    """The first heading of the highest level that is no section; else the card's first heading.

    Where front matter has named the role (`titled`), a heading of a lower level is no title.
    """
    headings = [node for node in nodes if node.type == "heading" and literal(node)]
    free = [node for node in headings if section_of(literal(node)) is None]
    top = next((node for node in free if node.tag == "h1"), None)
    return top or (headings[0] if headings and headings[0] in free and not titled else None)


def _heading(node: SyntaxTreeNode, place: Place, builder: CardBuilder, *, is_day: bool) -> Place:
    """Where the reading is after a heading, in whatever language; `is_day` says that a day's times follow it."""
    words, level, inside = literal(node), int(node.tag[1:]), place.section not in _PROSE
    section = section_of(words) or ("tasks" if is_day and place.section != "system_prompt" else None)
    deeper = inside and level > place.level
    if section is None and deeper:
        _inside(node, words, place, builder)
        return place
    _leave(place, builder)
    if section is None:
        if words:
            builder.note(line_of(node), f"“{short(words)}” is no section of a role card")
        return Place("ignored", level=level)
    return _enter(section, node, level, builder)


def _inside(node: SyntaxTreeNode, words: str, place: Place, builder: CardBuilder) -> None:
    """A heading below a section's own."""
    if place.section == "tasks" and is_timed(node.children[0].children):
        task_heading(node, place, builder)
    elif place.section == "system_prompt":
        builder.prompt += ["", f"{node.markup if node.markup[:1] == '#' else '##'} {words}"]
    elif place.section in POINTS:
        _say_waiting(place, builder)
        place.waiting = point(node.children[0].children)
    elif place.section not in _UNREAD:
        place.open_task = False
        builder.note(line_of(node), f"there is no use for “{short(words)}” here")


def _enter(section: str, node: SyntaxTreeNode, level: int, builder: CardBuilder) -> Place:
    before = (builder.taken, len(builder.problems))
    return Place(section, level=level, heading=literal(node), line=line_of(node), before=before)


def _leave(place: Place, builder: CardBuilder) -> None:
    """End the section that was being read."""
    _say_waiting(place, builder)
    if (
        place.heading
        and place.section not in (*_UNREAD, *_PROSE)
        and place.before
        == (
            builder.taken,
            len(builder.problems),
        )
    ):
        builder.note(place.line, f"“{short(place.heading)}” holds nothing that can be used")


def _say_waiting(place: Place, builder: CardBuilder) -> None:
    if place.waiting is not None:
        builder.add_point(place.section, place.waiting)
        place.waiting = None


def _bold_heading(node: SyntaxTreeNode, place: Place) -> str | None:
    """The section that a line in bold begins, as in cards that have no other headings."""
    if node.type != "paragraph" or place.section == "system_prompt" or place.waiting is not None:
        return None
    told = [child for child in node.children[0].children if literal(child).strip(" :")]
    return section_of(literal(node)) if len(told) == 1 and told[0].type == "strong" else None


def _take_fields(block: Block, place: Place, builder: CardBuilder) -> bool:
    """Take the block if it is made of fields, and return True if so: fields such as "**Role Code:** SWEN1002"."""
    if place.section in (*_UNREAD, "system_prompt"):
        return False
    anywhere = place.section not in _PROSE
    if anywhere and block.node.type != "paragraph":
        return False
    found = [builder.take_field(words, anywhere=anywhere) for words in fields_of(block)]
    return bool(found) and all(found)


def _raw(block: Block, place: Place, builder: CardBuilder) -> None:
    """HTML is not read; code is, where it may be a prompt. What swallows the rest of the card is named."""
    node = block.node
    never_ends = not any(line.strip() for line in block.lines[(node.map or (0, 0))[1] :])
    if node.type == "fence":
        last = next((line.strip() for line in reversed(block.source[1:]) if line.strip()), "")
        if never_ends and not last.startswith(node.markup):
            builder.wrong(block.line, "a block of code begins here and never ends")
        read_block(block, place, builder)
    elif not node.content.lstrip().startswith("<!--"):
        if place.section not in _UNREAD:
            builder.note(block.line, "HTML is left out")
    elif never_ends and "-->" not in node.content:
        builder.wrong(block.line, "a comment begins here and never ends: what follows is left out")
