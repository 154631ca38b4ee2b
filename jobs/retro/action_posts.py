"""What is said of actions: what somebody is to do, until when, and what became of it."""

from collections.abc import Sequence
from datetime import date

from integrations.database.tables.retro import ActionState
from integrations.post import (
    Block,
    Bold,
    Button,
    Buttons,
    InChannel,
    Italic,
    Paragraph,
    Person,
    Post,
    SmallPrint,
    Span,
    Text,
)
from jobs.retro.model import Action

DONE, DROP, LATER = "retro_action_done", "retro_action_drop", "retro_action_later"
"""Action ids of the buttons."""
MOST = 10
"""Actions of one list that have their buttons."""
_ENDED = {ActionState.DONE: "done", ActionState.DROPPED: "dropped"}


def action_line(action: Action, today: date | None = None) -> Text:
    """What is to be done, by whom and until when; with `today` it says where that is past."""
    owner = Person(user=action.owner, name=action.owner_name)
    line: list[str | Span] = [action.words, " – ", owner]  # noqa: RUF001 - it is a dash
    if action.is_open:
        past = today is not None and action.due < today
        line.append(f", until {day(action.due)}")
        if past:
            line.append(Bold(text=" (overdue)"))
        elif today == action.due:
            line.append(Bold(text=" (today)"))
        return tuple(line)
    line += [" – ", Italic(text=_ENDED[action.state])]  # noqa: RUF001 - it is a dash
    if action.ended_by:
        line += [" by ", Person(user=action.ended_by, name=action.ended_name or "somebody")]
    return tuple(line)


def actions(some: Sequence[Action], today: date) -> Post:
    """The actions of a channel, as they come back until they are settled, each with its buttons."""
    waiting = sum(each.is_open for each in some)
    blocks: list[Block] = []
    for each in some[:MOST]:
        blocks.append(Paragraph(text=action_line(each, today)))
        if each.is_open:
            blocks.append(Buttons(buttons=action_buttons(each)))
    if (left := len(some) - MOST) > 0:
        blocks.append(SmallPrint(text=(f"and {left} more; everybody sees their own in my Home.",)))
    words = f"{waiting} {'action' if waiting == 1 else 'actions'} of retrospectives to settle"
    return Post(headline=(Bold(text=words if waiting else "Every action is settled"),), blocks=tuple(blocks))


def action_buttons(action: Action) -> tuple[Button, ...]:
    """Return the buttons of an action: done, later, drop."""
    value = str(action.id)
    return (
        Button(action=DONE, label="Done", value=value, style="primary"),
        Button(action=LATER, label="Later, or hand over", value=value),
        Button(action=DROP, label="Drop", value=value, confirm="Drop it? It does not come back then."),
    )


def yours(action: Action, by_name: str) -> Post:
    """What the owner of an action reads who was not the one to write it down."""
    where: Text = (" in ", InChannel(channel=action.channel))
    head: Text = (f"{by_name} has put you down for an action", *where, ": ", Bold(text=action.words))
    comes = "It comes back in the standup there and is in my Home, with buttons: done, later, drop."
    return Post(headline=(*head, f", until {day(action.due)}"), blocks=(SmallPrint(text=(comes,)),))


def day(when: date) -> str:
    """`Friday 4 December`."""
    return f"{when:%A} {when.day} {when:%B}"
