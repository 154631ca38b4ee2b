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
    line_of,
    read_block,
    short,
    task_heading,
)
from integrations.rolecard.draft import FIELDS, Draft
from integrations.rolecard.inline import is_timed, literal, point
from integrations.rolecard.model import CardReading, NoCard
from integrations.rolecard.prompt import tree_of
from integrations.rolecard.sections import section_of
from integrations.rolecard.text import lines_of, without_comments

_PROSE = ("lead", "profile")
"""Where a field may have a short name, such as "Code"."""
_UNREAD = ("ignored", "reading")


def read_card(text: str) -> CardReading:
    """Read a role card. Raises `NoCard` where there is nothing that could be one."""
    lines = lines_of(text)
    draft = Draft()
    matter = front_matter(lines)
    _take_matter(matter, draft)
    lines = [""] * matter.lines + lines[matter.lines :]
    try:
        _walk(tree_of("\n".join(lines)).children, lines, draft, titled=bool(draft.fields))
        if matter.lines and not (draft.tasks or draft.prompt):
            _take_whole(lines, draft)
        draft.title = draft.title or draft.fields.get("title", "") or draft.fields.get("agent_name", "")
        if not draft.title:
            raise NoCard("it has no title: a role card begins with a line such as “# Backend Engineer”")
        card = draft.card()
    except RecursionError as depth:
        raise NoCard("its lists, quotes and marks are nested too deeply") from depth
    return CardReading(card=card, problems=tuple(sorted(draft.problems, key=lambda each: each.line)))


def _take_matter(matter: FrontMatter, draft: Draft) -> None:
    for name, value in matter.fields.items():
        known = name.casefold().replace("_", " ").replace("-", " ")
        if known == "description":
            draft.summary = value
        elif known in FIELDS and value:
            draft.set_field(known, value)
    if matter.problem:
        draft.wrong(1, matter.problem)


def _take_whole(lines: Sequence[str], draft: Draft) -> None:
    """The prose below front matter as the system prompt: that is the form of an agent's file, which has no day."""
    draft.prompt = without_comments("\n".join(lines)).strip().split("\n")
    draft.title = draft.fields.get("title") or draft.fields.get("agent_name") or draft.title
    draft.lead = [] if draft.summary else draft.lead
    draft.problems = [problem for problem in draft.problems if not problem.note]


def _walk(nodes: Sequence[SyntaxTreeNode], lines: Sequence[str], draft: Draft, *, titled: bool) -> None:
    title = _title(nodes, titled=titled)
    place = Place("lead")
    for node, after in zip(nodes, [*nodes[1:], None], strict=True):
        block = Block(node, after, lines)
        if node is title:
            _leave(place, draft)
            draft.title = literal(node)
            place = Place("lead", level=0)
        elif node.type == "heading":
            place = _heading(node, place, draft)
        elif (section := _bold_heading(node, place)) is not None:
            _leave(place, draft)
            place = _enter(section, node, 7, draft)
        elif node.type in ("html_block", "fence"):
            _raw(block, place, draft)
        elif not _take_fields(block, place, draft):
            read_block(block, place, draft)
    _leave(place, draft)


def _title(nodes: Sequence[SyntaxTreeNode], *, titled: bool) -> SyntaxTreeNode | None:
    """The first heading of the highest level that is no section; else the card's first heading.

    Where front matter has named the role (`titled`), a heading of a lower level is no title.
    """
    headings = [node for node in nodes if node.type == "heading" and literal(node)]
    free = [node for node in headings if section_of(literal(node)) is None]
    top = next((node for node in free if node.tag == "h1"), None)
    return top or (headings[0] if headings and headings[0] in free and not titled else None)


def _heading(node: SyntaxTreeNode, place: Place, draft: Draft) -> Place:
    """Where the reading is after a heading."""
    words, level, inside = literal(node), int(node.tag[1:]), place.section not in _PROSE
    section = section_of(words)
    deeper = inside and level > place.level
    if section is None and deeper:
        _inside(node, words, place, draft)
        return place
    _leave(place, draft)
    if section is None:
        if words:
            draft.note(line_of(node), f"“{short(words)}” is no section of a role card")
        return Place("ignored", level=level)
    return _enter(section, node, level, draft)


def _inside(node: SyntaxTreeNode, words: str, place: Place, draft: Draft) -> None:
    """A heading below a section's own."""
    if place.section == "tasks" and is_timed(node.children[0].children):
        task_heading(node, place, draft)
    elif place.section == "system_prompt":
        draft.prompt += ["", f"{node.markup if node.markup[:1] == '#' else '##'} {words}"]
    elif place.section in POINTS:
        _say_waiting(place, draft)
        place.waiting = point(node.children[0].children)
    elif place.section not in _UNREAD:
        place.open_task = False
        draft.note(line_of(node), f"there is no use for “{short(words)}” here")


def _enter(section: str, node: SyntaxTreeNode, level: int, draft: Draft) -> Place:
    before = (draft.taken, len(draft.problems))
    return Place(section, level=level, heading=literal(node), line=line_of(node), before=before)


def _leave(place: Place, draft: Draft) -> None:
    """The end of a section."""
    _say_waiting(place, draft)
    if (
        place.heading
        and place.section not in (*_UNREAD, *_PROSE)
        and place.before
        == (
            draft.taken,
            len(draft.problems),
        )
    ):
        draft.note(place.line, f"“{short(place.heading)}” holds nothing that can be used")


def _say_waiting(place: Place, draft: Draft) -> None:
    if place.waiting is not None:
        draft.add_point(place.section, place.waiting)
        place.waiting = None


def _bold_heading(node: SyntaxTreeNode, place: Place) -> str | None:
    """The section that a line in bold begins, as in cards that have no other headings."""
    if node.type != "paragraph" or place.section == "system_prompt" or place.waiting is not None:
        return None
    told = [child for child in node.children[0].children if literal(child).strip(" :")]
    return section_of(literal(node)) if len(told) == 1 and told[0].type == "strong" else None


def _take_fields(block: Block, place: Place, draft: Draft) -> bool:
    """Whether the block is made of fields such as "**Role Code:** SWEN1002"."""
    if place.section in (*_UNREAD, "system_prompt"):
        return False
    anywhere = place.section not in _PROSE
    if anywhere and block.node.type != "paragraph":
        return False
    found = [draft.take_field(words, anywhere=anywhere) for words in fields_of(block)]
    return bool(found) and all(found)


def _raw(block: Block, place: Place, draft: Draft) -> None:
    """HTML is not read; code is, where it may be a prompt. What swallows the rest of the card is named."""
    node = block.node
    never_ends = not any(line.strip() for line in block.lines[(node.map or (0, 0))[1] :])
    if node.type == "fence":
        last = next((line.strip() for line in reversed(block.source[1:]) if line.strip()), "")
        if never_ends and not last.startswith(node.markup):
            draft.wrong(block.line, "a block of code begins here and never ends")
        read_block(block, place, draft)
    elif not node.content.lstrip().startswith("<!--"):
        if place.section not in _UNREAD:
            draft.note(block.line, "HTML is left out")
    elif never_ends and "-->" not in node.content:
        draft.wrong(block.line, "a comment begins here and never ends: what follows is left out")
