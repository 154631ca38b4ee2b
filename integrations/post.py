"""What we say, before it is Slack's.

A `Post` is a headline and blocks; their text is made of spans. A plain string is
*theirs* (a person's, a model's, another system's) and is always shown literally. What is
live (a mention, a link, bold, a date) is a span, and only our code makes spans.
`integrations/slack/render.py` renders a post for Slack; `integrations/markdown.py` as
Markdown and as plain text.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bold(_Frozen):
    """Bold words. The words themselves are shown literally."""

    span: Literal["bold"] = "bold"
    text: str


class Italic(_Frozen):
    """Italic words."""

    span: Literal["italic"] = "italic"
    text: str


class Strike(_Frozen):
    """Struck-out words."""

    span: Literal["strike"] = "strike"
    text: str


class Code(_Frozen):
    """Words in a fixed-width font."""

    span: Literal["code"] = "code"
    text: str


class Link(_Frozen):
    """A live link; `label` is shown, the URL is not."""

    span: Literal["link"] = "link"
    url: str
    label: str


class Mention(_Frozen):
    """A person who is notified."""

    span: Literal["mention"] = "mention"
    user: str


class Person(_Frozen):
    """A person named without being notified; `name` is what is shown."""

    span: Literal["person"] = "person"
    user: str
    name: str


class InChannel(_Frozen):
    """A channel, as a live reference."""

    span: Literal["channel"] = "channel"
    channel: str


class When(_Frozen):
    """A moment, shown in each reader's own zone."""

    span: Literal["when"] = "when"
    at: datetime
    style: Literal["time", "date", "date_time"] = "time"
    zone: str = "UTC"
    """The IANA zone of the words for readers whose client cannot localise."""


Span = Annotated[
    Bold | Italic | Strike | Code | Link | Mention | Person | InChannel | When,
    Field(discriminator="span"),
]
Text = tuple[str | Span, ...]
"""Spans and literal strings, in order."""


class Paragraph(_Frozen):
    """Text, with at most one button beside it."""

    block: Literal["paragraph"] = "paragraph"
    text: Text
    button: "Button | None" = None


class Bullets(_Frozen):
    """A list of points. `numbered` counts them."""

    block: Literal["bullets"] = "bullets"
    items: tuple[Text, ...]
    numbered: bool = False


class Heading(_Frozen):
    """A short line above a group of blocks."""

    block: Literal["heading"] = "heading"
    text: str


class Quote(_Frozen):
    """Somebody's own words."""

    block: Literal["quote"] = "quote"
    text: Text


class Preformatted(_Frozen):
    """Code or output, kept as it is."""

    block: Literal["preformatted"] = "preformatted"
    text: str


class Table(_Frozen):
    """Rows under column titles."""

    block: Literal["table"] = "table"
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]


class SmallPrint(_Frozen):
    """A quiet line: sources, ages, what happens next."""

    block: Literal["small_print"] = "small_print"
    text: Text


class Divider(_Frozen):
    """A line across."""

    block: Literal["divider"] = "divider"


class Image(_Frozen):
    """A picture by its public URL, with words for those who cannot see it."""

    block: Literal["image"] = "image"
    url: str
    alt: str


class Button(_Frozen):
    """A button. `action` names the listener, `value` is what it gets.

    With `url` it opens a page instead. `confirm` asks before it acts.
    """

    action: str
    label: str
    value: str = ""
    style: Literal["default", "primary", "danger"] = "default"
    url: str | None = None
    confirm: str | None = None


class Buttons(_Frozen):
    """Buttons in a row."""

    block: Literal["buttons"] = "buttons"
    buttons: tuple[Button, ...]


Block = Annotated[
    Paragraph | Bullets | Heading | Quote | Preformatted | Table | SmallPrint | Divider | Image | Buttons,
    Field(discriminator="block"),
]


class Post(_Frozen):
    """One message: a headline that can stand alone, and what follows it."""

    headline: Text
    blocks: tuple[Block, ...] = ()


Paragraph.model_rebuild()
