"""How a request to do something is shown, and what is said of it after.

Whatever a request shows is literal: nothing in it is live, and nothing in it hides.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.tools.tool import Finding, Proposal
from bot.tools.visible import visible
from integrations.database.tables.approvals import ApprovalState
from integrations.post import (
    Block,
    Bold,
    Button,
    Buttons,
    Mention,
    Paragraph,
    Person,
    Post,
    Quote,
    SmallPrint,
    Span,
    Text,
    When,
)
from jobs.approvals.requests import Request
from jobs.errors import UserError

APPROVE, REFUSE = "tool_approve", "tool_refuse"
_TOO_LATE = "Nobody allowed that within ten minutes, so it was not done. Ask me again."
DECIDED: Mapping[ApprovalState, str] = {
    ApprovalState.WAITING: _TOO_LATE,
    ApprovalState.RUNNING: "That is allowed already, and begun.",
    ApprovalState.DONE: "That is done already.",
    ApprovalState.FAILED: "That was tried already, and did not work. Ask me again.",
    ApprovalState.REFUSED: "That was refused. Ask me again if you have changed your mind.",
    ApprovalState.EXPIRED: _TOO_LATE,
    ApprovalState.UNKNOWN: "That was begun, and I don't know whether it was done. Look first, then ask me again.",
}
"""Why a request cannot be decided on any more."""
_NOT_DONE = "It was not done."
LONGEST, MOST_LINES = 2_500, 60
"""Characters and lines of a request: what does not fit where it is shown cannot be allowed."""
MOST_NAMED = 10
"""Deciders who are named; the others are counted."""
_ONE_LINE = 120


def shown(proposal: Proposal) -> Post:
    """Return what would be done, whole and literally. Raises `UserError` where it is too long to be shown so."""
    blocks: list[Block] = []
    does, facts = visible(proposal.does), [(f"{visible(name)}: ", visible(value)) for name, value in proposal.facts]
    for label, words in facts:
        if "\n" in words or len(words) > _ONE_LINE:
            blocks += [Paragraph(text=(Bold(text=label),)), Quote(text=(words,))]
        else:
            blocks.append(Paragraph(text=(Bold(text=label), words)))
    every = "\n".join([does, *(f"{label}{words}" for label, words in facts)])
    if len(every) > LONGEST or every.count("\n") > MOST_LINES:
        most = f"{LONGEST:,} characters or {MOST_LINES} lines"
        raise UserError(f"What it would write is longer than {most}, so I can't show it whole.")
    return Post(headline=(Bold(text=does),), blocks=tuple(blocks), as_it_is=True)


def request(made: Request, deciders: Sequence[tuple[str, str]]) -> Post:
    """Return the question with its two buttons: all that will be done, and who can say yes until when."""
    alone = made.deciders == (made.asker,)
    who: list[str | Span] = []
    for place, (user, name) in enumerate(deciders[:MOST_NAMED]):
        who += [" or " if place else "", Person(user=user, name=visible(name)) if alone else Mention(user=user)]
    if len(deciders) > MOST_NAMED:
        who.append(f" or {len(deciders) - MOST_NAMED} more")
    buttons = Buttons(
        buttons=(
            Button(action=APPROVE, label="Do it", value=str(made.id), style="primary"),
            Button(action=REFUSE, label="Don't", value=str(made.id)),
        )
    )
    asked: Text = () if alone else (Mention(user=made.asker), " asks for it. ")
    until = When(at=made.expires_at, style="time", zone=made.zone)
    small = SmallPrint(text=(*asked, "Nothing is done yet. Only ", *who, " can say yes, until ", until, "."))
    return Post(headline=("May I? ", *made.shown.headline), blocks=(*made.shown.blocks, buttons, small), as_it_is=True)


def decided(made: Request, by: tuple[str, str], state: ApprovalState, at: datetime) -> Post:
    """Return the question as it stands once somebody has pressed a button."""
    answer = "Yes" if state is ApprovalState.RUNNING else "No"
    who, when = Person(user=by[0], name=visible(by[1])), When(at=at, style="time", zone=made.zone)
    return _closed(made, (f"{answer}, said ", who, " at ", when, "."))


def expired(made: Request) -> Post:
    """Return the question as it stands when its time is over."""
    return _closed(made, ("Nobody said yes within ten minutes, so it was not done. Ask me again.",))


def result(finding: Finding, zone: str) -> Post:
    """Return what a request came to, as its message shows it."""
    post = finding.post(zone)
    if not finding.unsure:
        return post
    small = SmallPrint(text=("I don't know whether it was done, and I won't try again. Please look.",))
    return Post(headline=post.headline, blocks=(*post.blocks, small))


def kept_back(finding: Finding) -> Post:
    """Return what is said of it where those who hear it now may not be told what came of it."""
    came = "I don't know whether it was done." if finding.unsure else "It is done." if finding.found else _NOT_DONE
    return Post(headline=(came, " Who may hear more of it may have changed, so I keep that to myself."))


def unknown(made: Request) -> Post:
    """Return what is said where the process ended between the yes and the result."""
    before = "I was interrupted, and don't know whether this was done: "
    after = " I won't try again. Please look, and ask me again if it is still needed."
    return Post(headline=(before, *made.shown.headline, after), as_it_is=True)


def _closed(made: Request, small: Text) -> Post:
    return Post(headline=made.shown.headline, blocks=(*made.shown.blocks, SmallPrint(text=small)), as_it_is=True)
