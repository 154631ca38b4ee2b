"""A model's Markdown as blocks of ours.

What a model writes is theirs: its formatting becomes spans, its words stay literal. HTML is
shown, not read; pictures are never loaded; a link is live only where its host is allowed.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from integrations.deferred import pattern
from integrations.links import allowed
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Code,
    Divider,
    Heading,
    Italic,
    Link,
    Paragraph,
    Preformatted,
    Quote,
    Span,
    Strike,
    Table,
    Text,
)
from integrations.words import clean, words

DEEPEST = 5
DEEPEST_MARKS = 20
"""Marks within marks, as in `***so***`; what is deeper is shown as it was written. Blocks go no deeper either."""
MOST_ADDRESSES = 50_000
"""Characters of addresses that are shown in all: one that is defined once may be meant a thousand times."""
_HIGHEST = 1_000_000
_STYLES: dict[str, type[Bold] | type[Italic] | type[Strike]] = {"strong": Bold, "em": Italic, "s": Strike}
_ADDRESS = pattern(r"https?://[^\s<>\"'`|]+[^\s<>\"'`|.,;:!?)\]}*_~]")


def from_markdown(text: str, *, allowed_hosts: Collection[str] = ()) -> tuple[Block, ...]:
    """The blocks of `text`, read as CommonMark with tables and struck out words.

    Links to `allowed_hosts`, and to hosts below them, are live; of others label and address
    are shown as words. A mention or a command of a chat's is words like any other.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = parser.parse(clean(text))
    if _depth(tokens) >= DEEPEST_MARKS:  # the parser leaves out what is deeper
        return (Paragraph(text=(clean(text),)),)
    for token in tokens:
        if token.children and _depth(token.children) > DEEPEST_MARKS:
            token.children = [Token("text", "", 0, content=token.content)]
    return tuple(_Reader(allowed_hosts).blocks(SyntaxTreeNode(tokens).children))


def _depth(tokens: Sequence[Token]) -> int:
    return max(accumulate(token.nesting for token in tokens), default=0)


class _Reader:
    def __init__(self, allowed_hosts: Collection[str]) -> None:
        self._hosts = allowed_hosts
        self._addresses = MOST_ADDRESSES

    def blocks(self, nodes: Sequence[SyntaxTreeNode], depth: int = 0) -> Iterator[Block]:
        for node in nodes:
            match node.type:
                case "heading":
                    yield Heading(text=words(self._text(node)))
                case "bullet_list" | "ordered_list":
                    yield from self._list(node, depth)
                case "blockquote":
                    yield Quote(text=self._lines(node))
                case "fence" | "code_block":
                    yield Preformatted(text=node.content.rstrip("\n"))
                case "table":
                    yield self._table(node)
                case "hr":
                    yield Divider()
                case _:
                    yield Paragraph(text=self._text(node))

    def _list(self, node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
        """Runs of items as lists; what an item holds beside words follows its run."""
        numbered = node.type == "ordered_list"
        run: list[Text] = []
        first = 1

        def finished() -> Iterator[Block]:
            if run:
                start = min(first, _HIGHEST)
                yield Bullets(items=tuple(run), numbered=numbered, start=start, depth=min(depth, DEEPEST))
                run.clear()

        for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
            text = _joined([self._text(child) for child in item.children if child.type == "paragraph"])
            others = [child for child in item.children if child.type != "paragraph"]
            if text:
                first = first if run else number
                run.append(text)
            if others or not text:
                yield from finished()
                yield from self.blocks(others, depth + 1)
        yield from finished()

    def _table(self, node: SyntaxTreeNode) -> Table:
        rows = [[self._text(cell) for cell in row.children] for part in node.children for row in part.children]
        titles, *others = rows
        return Table(columns=tuple(map(words, titles)), rows=tuple(map(tuple, others)))

    def _lines(self, node: SyntaxTreeNode) -> Text:
        """All that a node holds as lines of one text."""
        match node.type:
            case "fence" | "code_block":
                return (node.content.rstrip("\n"),)
            case "bullet_list" | "ordered_list":
                first = int(node.attrs.get("start", 1))
                signs = (f"{first + n}. " if node.type == "ordered_list" else "• " for n in range(len(node.children)))
                return _joined([(sign, *self._lines(item)) for sign, item in zip(signs, node.children, strict=True)])
            case "tr":
                return tuple(span for cell in node.children for span in (*self._text(cell), "  "))
            case "paragraph" | "heading" | "inline" | "hr":
                return self._text(node)
        return _joined([self._lines(child) for child in node.children])

    def _text(self, node: SyntaxTreeNode) -> Text:
        spans: list[str | Span] = []
        for child in node.children:
            for span in self._spans(child.children if child.type == "inline" else [child], None):
                if isinstance(span, str) and spans and isinstance(spans[-1], str):
                    spans[-1] += span
                elif span:
                    spans.append(span)
        return tuple(spans)

    def _spans(
        self, nodes: Sequence[SyntaxTreeNode], style: type[Bold] | type[Italic] | type[Strike] | None
    ) -> Iterator[str | Span]:
        for node in nodes:
            match node.type:
                case "softbreak" | "hardbreak":
                    yield "\n"
                case "code_inline":
                    yield Code(text=node.content)
                case "strong" | "em" | "s":
                    yield from self._spans(node.children, style or _STYLES[node.type])
                case "link":
                    yield from self._link(node, style)
                case "image":
                    yield from self._as_words(str(node.attrs.get("src", "")), (node.content,))
                case _ if style:
                    yield style(text=node.content) if node.content.strip() else node.content
                case _:
                    yield from self._with_addresses(node.content)

    def _link(
        self, node: SyntaxTreeNode, style: type[Bold] | type[Italic] | type[Strike] | None
    ) -> Iterator[str | Span]:
        url = str(node.attrs.get("href", ""))
        inside = tuple(self._spans(node.children, style))
        if allowed(url, self._hosts):
            yield Link(url=url, label=words(inside) or url)
        else:
            yield from self._as_words(url, inside)

    def _as_words(self, url: str, label: Text) -> Iterator[str | Span]:
        yield from label
        said = words(label)
        self._addresses -= len(url)
        if url and self._addresses > 0 and said not in (url, url.removeprefix("mailto:")):
            yield f" ({url})" if said else url

    def _with_addresses(self, text: str) -> Iterator[str | Span]:
        """The text, with the addresses in it that are allowed as links."""
        end = 0
        for found in _ADDRESS.finditer(text):
            if allowed(found[0], self._hosts):
                yield text[end : found.start()]
                yield Link(url=found[0], label=found[0])
                end = found.end()
        yield text[end:]


def _joined(texts: Sequence[Text]) -> Text:
    """Texts that are not empty, one below the other."""
    full = [text for text in texts if any(words((span,)).strip() for span in text)]
    return tuple(span for number, text in enumerate(full) for span in (*(("\n",) if number else ()), *text))
