"""The system prompt: its text as it was written, and what it says about how to speak."""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from integrations.deferred import pattern
from integrations.rolecard.inline import literal, point, segments, unquoted
from integrations.rolecard.lines import without_comments
from integrations.rolecard.sections import section_of

_QUOTE_MARK = pattern(r"^ {0,3}> ?")


def tree_of(text: str) -> SyntaxTreeNode:
    """The text as Markdown. Raises RecursionError where it is nested too deeply."""
    return SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))


def prompt_lines(node: SyntaxTreeNode, source: Sequence[str]) -> list[str]:
    """One block of a system prompt, without the marks that set it off from the card."""
    if node.type == "hr":
        return []
    if node.type in ("fence", "code_block"):
        return node.content.rstrip("\n").split("\n")
    text = "\n".join(_QUOTE_MARK.sub("", line) for line in source) if node.type == "blockquote" else "\n".join(source)
    told = without_comments(text).strip("\n")
    return told.split("\n") if told.strip() else []


def dialogue_of(prompt: str) -> Iterator[str]:
    """The examples that a system prompt lists below a label such as "Dialogue Style"."""
    listening = False
    for node in tree_of(prompt).children:
        if node.type == "heading":
            listening = section_of(literal(node)) == "dialogue"
        elif node.type == "paragraph":
            _, first = next(segments(node.children[0]))
            label = section_of(literal(first))
            if label is not None or (first and first[0].type == "strong"):
                listening = (label or section_of(literal(first[:1]))) == "dialogue"
        elif listening and node.type in ("bullet_list", "ordered_list"):
            for item in node.children:
                if said := saying(item):
                    yield said


def saying(item: SyntaxTreeNode) -> str:
    """What a point of a dialogue says, without its label and quotation marks."""
    inline = next((child.children[0] for child in item.children if child.type == "paragraph" and child.children), None)
    if inline is None:
        return ""
    told = point(inline.children)
    labelled = told.name and unquoted(told.text) != told.text
    return unquoted(told.text if labelled else literal(inline))
