"""What we say, before it is a chat's.

A `Post` is a headline and blocks; their text is made of spans. A plain string is
*theirs* (a person's, a model's, another system's) and is always shown literally. What is
live (a mention, a link, bold, a date) is a span, and only our code makes spans.
`integrations/slack/render.py` renders a post for Slack; `integrations/markdown.py` as
Markdown and as plain text.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field


def _storable(text: Any) -> Any:
    """Without what neither JSON nor PostgreSQL can keep: NUL, and halves of a surrogate pair."""
    if not isinstance(text, str):
        return text
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment that UTC cannot express") from None


SHOW_ALL = "show_all"
"""The action of the button below a post that a chat's limits have cut; its value is the post's key."""
Words = Annotated[str, BeforeValidator(_storable)]
"""Theirs: shown as it is, whatever it holds."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)


class Bold(_Frozen):
    """Bold words. The words themselves are shown literally."""

    span: Literal["bold"] = "bold"
    text: Words


class Italic(_Frozen):
    """Italic words."""

    span: Literal["italic"] = "italic"
    text: Words


class Strike(_Frozen):
    """Struck-out words."""

    span: Literal["strike"] = "strike"
    text: Words


class Code(_Frozen):
    """Words in a fixed-width font."""

    span: Literal["code"] = "code"
    text: Words


class Link(_Frozen):
    """A live link; `label` is shown, the URL is not."""

    span: Literal["link"] = "link"
    url: Words
    label: Words


class Mention(_Frozen):
    """A person who is notified."""

    span: Literal["mention"] = "mention"
    user: Words


class Person(_Frozen):
    """A person named without being notified; `name` is what is shown."""

    span: Literal["person"] = "person"
    user: Words
    name: Words
    said: Words | None = None
    """The key of a message of ours with what they said: their name leads there, from where it is sent on."""


class InChannel(_Frozen):
    """A channel, as a live reference."""

    span: Literal["channel"] = "channel"
    channel: Words


class When(_Frozen):
    """A moment, shown in each reader's own zone."""

    span: Literal["when"] = "when"
    at: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    style: Literal["time", "date", "date_time", "full"] = "time"
    """A `full` date and time never reads "today" or "yesterday", so its words stay right however late they are read."""
    zone: Words = "UTC"
    """The IANA zone of the words for readers whose client cannot localise."""


Span = Annotated[
    Bold | Italic | Strike | Code | Link | Mention | Person | InChannel | When,
    Field(discriminator="span"),
]
Text = tuple[Words | Span, ...]
"""Spans and literal strings, in order."""


LONGEST_VALUE = 2000
"""Characters that a button carries."""


class Button(_Frozen):
    """A button. `action` names who listens to it, `value` is what they get.

    With `url` it opens a page instead; a URL that is no http(s) address leaves the button
    out. `confirm` asks before it acts. What they read is never cut: 255 characters of
    `action` and `LONGEST_VALUE` of `value` are refused when the button is made.
    """

    action: Words = Field(min_length=1, max_length=255)
    label: Words
    value: Words = Field(default="", max_length=LONGEST_VALUE)
    style: Literal["default", "primary", "danger"] = "default"
    url: Words | None = None
    confirm: Words | None = None


class Paragraph(_Frozen):
    """Text, with at most one button beside it."""

    block: Literal["paragraph"] = "paragraph"
    text: Text
    button: Button | None = None


class Bullets(_Frozen):
    """A list of points. `numbered` counts them, from `start`; `depth` is how far in they stand."""

    block: Literal["bullets"] = "bullets"
    items: tuple[Text, ...]
    numbered: bool = False
    start: int = Field(default=1, ge=0, le=1_000_000)
    depth: int = Field(default=0, ge=0, le=5)


class Heading(_Frozen):
    """A short line above a group of blocks."""

    block: Literal["heading"] = "heading"
    text: Words


class Quote(_Frozen):
    """Somebody's own words."""

    block: Literal["quote"] = "quote"
    text: Text


class Preformatted(_Frozen):
    """Code or output, kept as it is."""

    block: Literal["preformatted"] = "preformatted"
    text: Words


class Table(_Frozen):
    """Rows under column titles."""

    block: Literal["table"] = "table"
    columns: tuple[Words, ...]
    rows: tuple[tuple[Text, ...], ...]


class SmallPrint(_Frozen):
    """A quiet line: sources, ages, what happens next."""

    block: Literal["small_print"] = "small_print"
    text: Text


class Divider(_Frozen):
    """A line across."""

    block: Literal["divider"] = "divider"


class Bar(_Frozen):
    """One bar of a chart: what it stands for, how long it is, and that in words."""

    label: Words
    value: float = Field(ge=0)
    shown: Words
    """What is written beside it, such as `3` or `2 of 4`."""


class Chart(_Frozen):
    """Bars that are drawn as a picture where a chat can show one, else with signs; always with words that say the same.

    It has numbers of many people and the choices of a question, and nobody's name or words: a chat keeps pictures in
    its own way, where no erasure of ours reaches.
    """

    block: Literal["chart"] = "chart"
    title: Words
    """What is counted, for those who do not see it."""
    bars: tuple[Bar, ...] = Field(min_length=1, max_length=40)
    most: float = Field(gt=0)
    """The value of a bar that takes all the room."""

    @property
    def words(self) -> str:
        """What the bars say."""
        return ", ".join(f"{each.label}: {each.shown}" for each in self.bars)


class Buttons(_Frozen):
    """Buttons in a row."""

    block: Literal["buttons"] = "buttons"
    buttons: tuple[Button, ...]


class Step(_Frozen):
    """Something that we did for an answer, or are doing."""

    title: Words
    state: Literal["working", "done", "failed"] = "done"


class Steps(_Frozen):
    """The way to an answer, folded away where the chat can."""

    block: Literal["steps"] = "steps"
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        """What is shown of them while they are folded away."""
        working = next((each.title for each in self.steps if each.state == "working"), None)
        count = len(self.steps)
        return f"{working}…" if working else f"{count} step{'s' if count != 1 else ''}"


_Blocks = Paragraph | Bullets | Heading | Quote | Preformatted | Table | SmallPrint | Divider | Chart | Buttons | Steps
Block = Annotated[_Blocks, Field(discriminator="block")]
_NAMES = frozenset(each.model_fields["block"].default for each in get_args(_Blocks))


def _known(blocks: object) -> object:
    """Return the blocks of a kept post without those of a sort that is no more: the rest of it is still read."""
    if not isinstance(blocks, list):
        return blocks
    return [each for each in blocks if not isinstance(each, Mapping) or each.get("block") in _NAMES]


class Post(_Frozen):
    """One message: a headline that can stand alone, and what follows it."""

    headline: Text
    blocks: Annotated[tuple[Block, ...], BeforeValidator(_known)] = ()
    as_it_is: bool = False
    """Whether nothing may be added to it when it is sent, such as what the issues that it names are about."""
