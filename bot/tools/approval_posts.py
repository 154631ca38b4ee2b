"""How a request to do something is shown, and what is said of it after."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.tools.tool import Finding
from integrations.database.tables.approvals import ApprovalState
from integrations.post import Block, Bold, Button, Buttons, Paragraph, Person, Post, Quote, SmallPrint, Text, When

APPROVE, REFUSE = "tool_approve", "tool_refuse"
DECIDED: Mapping[ApprovalState, str] = {
    ApprovalState.WAITING: "Somebody else has just decided on this.",
    ApprovalState.RUNNING: "That is allowed already, and begun.",
    ApprovalState.DONE: "That is done already.",
    ApprovalState.FAILED: "That was tried already, and did not work. Ask me again.",
    ApprovalState.REFUSED: "That was refused. Ask me again if you have changed your mind.",
    ApprovalState.EXPIRED: "Nobody allowed that within ten minutes, so it was not done. Ask me again.",
    ApprovalState.UNKNOWN: "That was begun, and I don't know whether it was done. Look first, then ask me again.",
}
"""Why a request cannot be decided on any more."""
_ONE_LINE = 120


def request(
    number: int,
    does: str,
    arguments: Mapping[str, Any],
    deciders: Sequence[tuple[str, str]],
    until: datetime,
    zone: str,
) -> Post:
    """Return the question with its two buttons: all that will be done, and who can say yes until when."""
    who: list[str | Person] = []
    for place, (user, name) in enumerate(deciders):
        who += [" or " if place else "", Person(user=user, name=name)]
    buttons = Buttons(
        buttons=(
            Button(action=APPROVE, label="Do it", value=str(number), style="primary"),
            Button(action=REFUSE, label="Don't", value=str(number)),
        )
    )
    small: Text = (
        "Nothing is done yet. Only ",
        *who,
        " can say yes, until ",
        When(at=until, style="time", zone=zone),
        ".",
    )
    return Post(headline=("May I? ", Bold(text=does)), blocks=(*shown(arguments), buttons, SmallPrint(text=small)))


def decided(
    does: str, arguments: Mapping[str, Any], by: tuple[str, str], state: ApprovalState, at: datetime, zone: str
) -> Post:
    """Return the question as it stands once somebody has pressed a button."""
    answer = "Yes" if state is ApprovalState.RUNNING else "No"
    small: Text = (
        f"{answer}, said ",
        Person(user=by[0], name=by[1]),
        " at ",
        When(at=at, style="time", zone=zone),
        ".",
    )
    return Post(headline=(Bold(text=does),), blocks=(*shown(arguments), SmallPrint(text=small)))


def expired(does: str, arguments: Mapping[str, Any]) -> Post:
    """Return the question as it stands when its time is over."""
    small = SmallPrint(text=("Nobody said yes within ten minutes, so it was not done. Ask me again.",))
    return Post(headline=(Bold(text=does),), blocks=(*shown(arguments), small))


def result(finding: Finding, zone: str) -> Post:
    """Return what came of it."""
    post = finding.post(zone)
    if not finding.unsure:
        return post
    small = SmallPrint(text=("I don't know whether it was done, and I won't try again. Please look.",))
    return Post(headline=post.headline, blocks=(*post.blocks, small))


def unknown(does: str) -> Post:
    """Return what is said where the process ended between the yes and the result."""
    return Post(
        headline=(
            "I was interrupted, and don't know whether this was done: ",
            Bold(text=does),
            " I won't try again. Please look, and ask me again if it is still needed.",
        )
    )


def shown(arguments: Mapping[str, Any]) -> tuple[Block, ...]:
    """Return every argument, whole and literally."""
    blocks: list[Block] = []
    for name, value in arguments.items():
        label, words = f"{name.replace('_', ' ')}: ", visible(str(value))
        if "\n" in words or len(words) > _ONE_LINE:
            blocks += [Paragraph(text=(Bold(text=label),)), Quote(text=(words,))]
        else:
            blocks.append(Paragraph(text=(Bold(text=label), words)))
    return tuple(blocks)


def visible(text: str) -> str:
    """Return a text in which nothing hides: characters that are not seen, or turn others round, are spelled out."""
    return "".join(
        each
        if each == "\n" or unicodedata.category(each) not in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
        else _spelled(each)
        for each in text
    )


def _spelled(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
