"""Posts as Slack messages: within every limit, and with nothing live that is not ours.

Nothing here unfurls by itself, but Slack would unfurl what it takes for a link: whoever
sends these blocks switches `unfurl_links` and `unfurl_media` off where the call has the
switch. `chat.update` has none; what reaches it is literal in the blocks, and a bare address
in the fallback text is at most a link that nobody sees.
"""

from collections.abc import Iterable, Sequence

from integrations.deferred import dataclass
from integrations.post import SHOW_ALL, Block, Post, Text
from integrations.slack import spans, tables
from integrations.slack.escape import Json, escape, weight
from integrations.slack.limits import (
    BLOCK_WEIGHT,
    BUTTON_VALUE,
    FALLBACK_BYTES,
    MESSAGE_BLOCKS,
    MESSAGE_WEIGHT,
    TABLE_CHARACTERS,
    TABLE_ROWS,
)
from integrations.slack.pieces import NO_PICTURES, Pictures, Piece, paragraphs, take_apart

_NOTHING: Text = ("…",)
_FOOT = 600
"""What the line and button below a cut post weigh beside the key."""
_RESERVED = 4_000
"""The share of a message that is kept for buttons, whatever else is cut."""
_LEADING = ("heading", "divider")
"""What is not left alone at the end of a message."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: `text` for notifications and screen readers, `blocks` for everybody else."""

    text: str
    blocks: list[Json]
    cut: bool
    """Whether part of the post is missing."""


@dataclass
class _Page:
    """Pieces of one message or view, and how much room they leave."""

    blocks_left: int
    weight_left: int
    pieces: list[Piece]
    table_left: int = TABLE_CHARACTERS
    rows_left: int = 0

    def add(self, piece: Piece) -> bool:
        """Take the piece if there is room."""
        blocks, heavy, characters, rows = self._cost(piece)
        if heavy > self.weight_left or blocks > self.blocks_left or characters > self.table_left:
            return False
        if rows is not None:
            if rows < 0:
                return False
            self.rows_left = rows
            self.table_left -= characters
        self.blocks_left -= blocks
        self.weight_left -= heavy
        self.pieces.append(piece)
        return True

    def _cost(self, piece: Piece) -> tuple[int, int, int, int | None]:
        """Blocks, weight and, for a row, characters and rows left after it."""
        block = piece.blocks[0]
        last = self.pieces[-1] if self.pieces else None
        joins = last is not None and last.kind == piece.kind and piece.kind in ("item", "row")
        if piece.kind == "row":
            if joins:
                row = block["rows"][-1]
                return 0, weight(row) + 2, tables.characters(row), self.rows_left - 1
            taken = self.table_left < TABLE_CHARACTERS
            left = -1 if taken else TABLE_ROWS - len(block["rows"])
            return 1, _heavy(piece), sum(map(tables.characters, block["rows"])), left
        if joins and last is not None:
            added = block["elements"][0]
            return 0, weight(added["elements"][0] if last.part == piece.part else added) + 2, 0, None
        return len(piece.blocks), _heavy(piece), 0, None


def render(post: Post, *, key: str | None = None, pictures: Pictures = NO_PICTURES) -> Rendered:
    """The post as one message.

    What does not fit is left out with a line that says how much it is and, given the `key`
    under which the post can be found again, a button with the action `show_all`. Rows of
    buttons stay, whatever else is left out.
    """
    pieces = _pieces(post, pictures)
    page, left = _fill(pieces, _page())
    if not left:
        return _finish(page.pieces, cut=False)
    return _finish(_cut(pieces, key, MESSAGE_BLOCKS, MESSAGE_WEIGHT), cut=True)


def render_all(post: Post, *, most: int | None = None) -> list[Rendered]:
    """The whole post, in as many messages as it takes; at least one.

    Where that is more than `most`, the last one says how much is left out.
    """
    rendered: list[Rendered] = []
    pieces: Sequence[Piece] = _pieces(post)
    while pieces or not rendered:
        page, left = _fill(pieces, _page())
        if left and most is not None and len(rendered) + 1 >= most:
            return [*rendered, _finish(_cut(pieces, None, MESSAGE_BLOCKS, MESSAGE_WEIGHT), cut=True)]
        rendered.append(_finish(page.pieces, cut=False))
        pieces = left
    return rendered


def render_blocks(
    blocks: Iterable[Block], *, at_most: int, weight: int, pictures: Pictures = NO_PICTURES
) -> list[Json]:
    """Blocks for a view, cut with a line that says how much is missing."""
    pieces = list(take_apart(blocks, native_table=False, pictures=pictures))
    page = _Page(at_most, weight, [])
    page, left = _fill(pieces, page)
    return _assemble(_cut(pieces, None, at_most, weight) if left else page.pieces)


def _page() -> _Page:
    return _Page(MESSAGE_BLOCKS, MESSAGE_WEIGHT, [])


def _pieces(post: Post, pictures: Pictures = NO_PICTURES) -> list[Piece]:
    pieces = [*paragraphs(0, post.headline), *take_apart(post.blocks, pictures=pictures)]
    return pieces or list(paragraphs(0, _NOTHING))


def _fill(pieces: Sequence[Piece], page: _Page) -> tuple[_Page, Sequence[Piece]]:
    """The page with as many pieces as it takes, and what is left.

    A heading or line is not left alone at the end of a page that others follow.
    """
    for number, piece in enumerate(pieces):
        if not page.add(piece):
            while number > 1 and pieces[number - 1].kind in _LEADING:
                page.pieces.pop()
                number -= 1
            return page, pieces[number:]
    return page, ()


def _cut(pieces: Sequence[Piece], key: str | None, blocks: int, heaviest: int) -> list[Piece]:
    """The pieces that fit, with the foot where they end and the kept buttons in their places."""
    kept = _kept(pieces, blocks // 5)
    value = key if key and len(key) <= BUTTON_VALUE else None
    spared = sum(_heavy(pieces[number]) for number in kept) + _FOOT + (weight(value) if value else 0)
    page = _Page(blocks - len(kept) - 2, heaviest - spared, [])
    left: list[Piece] = []
    below: list[Piece] = []
    for number, piece in enumerate(pieces):
        if number in kept:
            (below if left else page.pieces).append(piece)
        elif left or not page.add(piece):
            left.append(piece)
    shown = page.pieces
    while len(shown) > 1 and shown[-1].kind in _LEADING:
        left.insert(0, shown.pop())
    return [*shown, _foot(left, value), *below]


def _kept(pieces: Sequence[Piece], most: int) -> set[int]:
    """The numbers of the rows of buttons that a cut leaves."""
    kept: set[int] = set()
    room = _RESERVED
    for number, piece in enumerate(pieces):
        if piece.kind == "buttons" and _heavy(piece) <= room and len(kept) < most:
            kept.add(number)
            room -= _heavy(piece)
    return kept


def _heavy(piece: Piece) -> int:
    return sum(weight(block) + BLOCK_WEIGHT for block in piece.blocks)


def _foot(left: Sequence[Piece], value: str | None) -> Piece:
    line: Text = (_remainder(left),)
    element = {"type": "plain_text", "text": _remainder(left), "emoji": False}
    blocks: list[Json] = [{"type": "context", "elements": [element]}]
    if value:
        label = {"type": "plain_text", "text": "Show all", "emoji": False}
        button = {"type": "button", "action_id": SHOW_ALL, "text": label, "value": value}
        blocks.append({"type": "actions", "elements": [button]})
    return Piece(-1, "words", tuple(blocks), line)


def _remainder(left: Sequence[Piece]) -> str:
    """How much is missing: of the list or table that was cut, and of what comes after."""
    first = left[0]
    counted = first.kind in ("item", "row")
    items = sum(piece.part == first.part and piece.kind == first.kind for piece in left) if counted else 0
    others = [piece for piece in left if not (counted and piece.part == first.part)]
    parts = len({piece.part for piece in others if piece.kind not in _LEADING}) or len(others)
    more = f"{parts} more part{'s' if parts > 1 else ''} of this post"
    if not items:
        return f"… and {more}"
    return f"… and {items} more, then {more}" if parts else f"… and {items} more"


# --- putting together --------------------------------------------------------------


def _finish(pieces: Sequence[Piece], *, cut: bool) -> Rendered:
    return Rendered(text=fallback(piece.said for piece in pieces), blocks=_assemble(pieces), cut=cut)


def _assemble(pieces: Sequence[Piece]) -> list[Json]:
    """The blocks of the pieces; neighbouring items share a block, rows of a table too."""
    blocks: list[Json] = []
    last: Piece | None = None
    for piece in pieces:
        if last is None or last.kind != piece.kind or piece.kind not in ("item", "row"):
            blocks += piece.blocks
        elif piece.kind == "row":
            blocks[-1] = tables.join(blocks[-1], piece.blocks[0])
        else:
            blocks[-1] = _join_items(blocks[-1], piece.blocks[0], same=last.part == piece.part)
        last = piece
    return blocks


def _join_items(block: Json, item: Json, *, same: bool) -> Json:
    *lists, last = block["elements"]
    added = item["elements"][0]
    if not same:
        return {**block, "elements": [*lists, last, added]}
    return {**block, "elements": [*lists, {**last, "elements": [*last["elements"], *added["elements"]]}]}


def fallback(lines: Iterable[Text]) -> str:
    """Texts as mrkdwn, one below the other, cut where Slack would refuse or cut it."""
    said: list[str] = []
    room = FALLBACK_BYTES - len("…".encode())
    for line in lines:
        for span in (*line, "\n"):
            whole = spans.mrkdwn((span,))
            size = len(whole.encode())
            if size <= room:
                said.append(whole)
                room -= size
                continue
            if isinstance(span, str):
                said.append(_as_far_as(span, room))
            return "".join(said).rstrip() + "…"
    return "".join(said).strip() or "…"


def _as_far_as(text: str, room: int) -> str:
    kept: list[str] = []
    for letter in text:
        escaped = escape(letter)
        room -= len(escaped.encode())
        if room < 0:
            break
        kept.append(escaped)
    return "".join(kept)
