"""What a channel is told of what we remember, and of how far it is read back."""

from datetime import datetime, timedelta

from bot.forms.ritual import NEW
from integrations.database.tables.memory import ReadingState
from integrations.enumerated import counted
from integrations.post import Block, Button, Buttons, Code, Mention, Paragraph, Text

READ, STOP = "memory_read_back", "memory_stop_reading"
BACK = timedelta(days=90)
"""How far back it is read."""
_BACK_WORDS = f"the last {BACK.days} days"


def hello(channel: str) -> str:
    """The key of the message with which we introduce ourselves in a channel."""
    return f"hello:{channel}"


def introduction(us: str) -> Text:
    """What a channel is told when we are invited: who we are, what we will remember, and what to do next."""
    return (
        "Hello! I run the team's standups and other routines, and I remember what is said here for the people who"
        " may read it: ask ",
        Mention(user=us),
        " what did we decide about … ",
        Code(text="/recall mute"),
        " stops me from listening.",
    )


def set_up(channel: str) -> tuple[Block, ...]:
    """The end of the introduction: a button that begins what is to happen in the channel."""
    button = Button(action=NEW, label="Set something up", value=channel, style="primary")
    words = "Next: a standup, a reminder, or my whole day, for this channel."
    return (Paragraph(text=(words,)), Buttons(buttons=(button,)))


def asked(by: str) -> Text:
    """What a channel is told that is read because somebody typed it."""
    return Mention(user=by), f" asked me to read what was said here in {_BACK_WORDS}, for those who may read it."


def offer(key: str) -> tuple[Block, ...]:
    """Offer to read back what was said before; `key` is that of the message that it stands in."""
    return (
        Paragraph(text=("I know nothing that was said before today. I can read it, for the same people.",)),
        Buttons(buttons=(_read(key, f"Read {_BACK_WORDS}"),)),
    )


def progress(
    key: str, state: ReadingState, messages: int, reached: datetime | None, chat: str, why: Text = ()
) -> tuple[Block, ...]:
    """How far it is, with buttons that have the key of the message that it stands in.

    `why` it does not go on, where somebody or the `chat` of that name has stopped it.
    """
    count = counted(messages, "message")
    back = f", back to {reached.day} {reached:%B}" if reached is not None else ""
    match state:
        case ReadingState.READING:
            said = f"Read {count}{back}. It takes a while: I ask for a few at a time."
            return _line(said), Buttons(buttons=(Button(action=STOP, label="Stop", value=key),))
        case ReadingState.DONE:
            return (_line(f"I have read {_BACK_WORDS}: {count}."),)
        case ReadingState.STOPPED:
            lines = Paragraph(text=(f"Read {count}{back}. ", *why, " stopped me there; what was read stays."))
            return lines, Buttons(buttons=(_read(key, "Go on reading"),))
        case ReadingState.REFUSED:
            lines = Paragraph(text=(f"Read {count}{back}, then {chat} let me read no more: ", *why, "."))
            return lines, Buttons(buttons=(_read(key, "Try again"),))


def _line(said: str) -> Block:
    return Paragraph(text=(said,))


def _read(key: str, label: str) -> Button:
    return Button(action=READ, label=label, value=key)
