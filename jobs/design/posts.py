"""What is said of a design review."""

from collections.abc import Mapping, Sequence

from integrations.database.tables.drafts import DraftState
from integrations.database.tables.meetings import ItemKind, TopicOutcome
from integrations.post import (
    Block,
    Bold,
    Button,
    Buttons,
    Heading,
    Italic,
    Mention,
    Paragraph,
    Person,
    Post,
    SmallPrint,
    Span,
    Text,
)
from jobs.design.model import Agenda, Item
from jobs.drafts import posts as drafts
from jobs.drafts.access import UNDECIDED

TALKED, NEXT = "topic_talked", "topic_next"
SHOWN = 10
"""Items with their buttons; the rest waits for the next review, or is in the thread."""
_DECIDED: Mapping[TopicOutcome | DraftState, str] = {
    DraftState.ACCEPTED: "accepted",
    DraftState.REJECTED: "rejected",
    DraftState.DEFERRED: "put off",
    DraftState.SUPERSEDED: "superseded",
    TopicOutcome.DONE: "talked about",
    TopicOutcome.NEXT: "next time",
}


def agenda(found: Agenda, said: str) -> Post:
    """The agenda as it stands: decisions first, then topics, each with what came of it."""
    proposals = [item for item in found.items if item.kind is ItemKind.DRAFT]
    topics = [item for item in found.items if item.kind is ItemKind.TOPIC]
    blocks: list[Block] = [Paragraph(text=(said,))] if said else []
    room = SHOWN
    for title, items in (("To decide", proposals), ("To talk about", topics)):
        if not items:
            continue
        shown, room = items[:room], max(0, room - len(items))
        if shown:
            blocks.append(Heading(text=title))
        for item in shown:
            blocks.append(Paragraph(text=_line(item)))
            if buttons := _buttons(item, closed=found.closed):
                blocks.append(Buttons(buttons=buttons))
    if (left := len(found.items) - SHOWN) > 0:
        blocks.append(SmallPrint(text=(f"{left} more in the thread.",)))
    if found.closed:
        blocks.append(SmallPrint(text=("Over. What was not talked about waits for the next review.",)))
    return Post(headline=_headline(found, proposals, topics), blocks=tuple(blocks))


def rest(found: Agenda) -> Post | None:
    """What the agenda has no room for, for the thread; None where it has it all."""
    left = found.items[SHOWN:]
    if not left:
        return None
    blocks: list[Block] = [Paragraph(text=_line(item)) for item in left]
    return Post(headline=(f"{len(left)} more",), blocks=tuple(blocks))


def _headline(found: Agenda, proposals: Sequence[Item], topics: Sequence[Item]) -> Text:
    parts = []
    if proposals:
        parts.append("1 decision" if len(proposals) == 1 else f"{len(proposals)} decisions")
    if topics:
        parts.append("1 topic" if len(topics) == 1 else f"{len(topics)} topics")
    head: list[str | Span] = ["Design review: ", " and ".join(parts)]
    if found.facilitator:
        who: Span = (
            Person(user=found.facilitator, name=found.facilitator_name)
            if found.closed
            else Mention(user=found.facilitator)
        )
        head += [". ", who, " leads it"]
    if found.late:
        head.append(" (late)")
    return tuple(head)


def _line(item: Item) -> Text:
    author = Person(user=item.author, name=item.author_name)
    head: Text = (Bold(text=f"{item.label}: "), item.words) if item.kind is ItemKind.DRAFT else (item.words,)
    came: Text = ()
    if word := _DECIDED.get(item.state):
        by: Text = (" by ", Person(user=item.said_by, name=item.said_name)) if item.said_by else ()
        came = (" – ", Italic(text=word), *by)  # noqa: RUF001 - it is a dash
    return (*head, " (", author, ")", *came)


def _buttons(item: Item, *, closed: bool) -> tuple[Button, ...]:
    value = str(item.ref)
    if item.kind is ItemKind.DRAFT:
        show = Button(action=drafts.SHOW, label="Read", value=value)
        if item.state not in UNDECIDED:
            return (show,)
        defer = Button(action=drafts.DEFER, label="Defer", value=value)
        return (
            drafts.accept(item.ref),
            drafts.reject(item.ref),
            *(() if item.state is DraftState.DEFERRED else (defer,)),
            show,
        )
    if closed or item.state is not TopicOutcome.OPEN:
        return ()
    number = str(item.id)
    return (
        Button(action=TALKED, label="Talked about", value=number, style="primary"),
        Button(action=NEXT, label="Next time", value=number),
    )
