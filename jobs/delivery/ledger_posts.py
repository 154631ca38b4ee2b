"""What the interruption ledger says, in a message and in the App Home."""

from collections.abc import Mapping

from integrations.post import Block, Bold, Bullets, Button, Buttons, Paragraph, Post, SmallPrint, Text
from jobs.delivery.ledger_week import KindOfWeek, Week
from jobs.delivery.reactions import Reaction
from jobs.messages import Interruption

LESS = "interruptions_less"
"""How the action of each of its buttons begins; the kind follows, for no two of a message may be the same."""
NAMES: Mapping[Interruption, tuple[str, str]] = {
    Interruption.REVIEW: ("review nudge", "review nudges"),
    Interruption.QUESTION: ("standup question", "standup questions"),
    Interruption.REMINDER: ("standup reminder", "standup reminders"),
    Interruption.BLOCKER: ("message about a blocker", "messages about blockers"),
    Interruption.ACTION: ("message about an action", "messages about actions"),
    Interruption.ISSUES: ("list of your issues", "lists of your issues"),
    Interruption.LEDGER: ("weekly note", "weekly notes"),
}
CAN_BE_LESS = tuple(kind for kind in Interruption if kind is not Interruption.QUESTION)
"""Who wants no questions is away, or no member of the standup."""
_ELSEWHERE: Mapping[Interruption, str] = {
    Interruption.REVIEW: "on the pull requests themselves",
    Interruption.ISSUES: "in the issues themselves",
}
"""Where it stands what came of these, also of what is done about them with our buttons: we keep none of it."""
_CAME = {
    Reaction.ANSWERED: "you answered after {}",
    Reaction.NOTHING: "no answer followed {}",
    Reaction.OPEN: "what {} asked is still open",
    Reaction.PUT_OFF: "you put {} off",
    Reaction.RESOLVED: "what {} asked is done",
    Reaction.SKIPPED: "you skipped after {}",
}


def weekly(week: Week) -> Post:
    """Return the weekly note about what somebody was interrupted by."""
    headline = ("Your week with me: what I sent you, and what I kept from you",)
    fine = "Only you see this. It is counted from what I sent; nothing more is kept about you for it."
    return Post(headline=headline, blocks=(*told(week), SmallPrint(text=(fine,))))


def told(week: Week) -> list[Block]:
    """What there was, and a button a kind."""
    kinds = [kind for kind in Interruption if kind in week.kinds or kind in week.limits]
    lines = tuple(_line(week, kind) for kind in kinds)
    blocks: list[Block] = [Bullets(items=lines)] if lines else []
    if week.held_by:
        held = ", ".join(f"{number} {why.value}" for why, number in week.held_by.items())
        blocks.append(Paragraph(text=(Bold(text="Held for a better moment: "), held, ".")))
    buttons = [_button(week, kind) for kind in CAN_BE_LESS if kind in kinds or kind is Interruption.LEDGER]
    return [*blocks, Buttons(buttons=tuple(buttons))]


def action(kind: Interruption) -> str:
    """Return the action of a kind's button."""
    return f"{LESS}_{kind.value}"


def _line(week: Week, kind: Interruption) -> Text:
    most, this = week.limits.get(kind), week.kinds.get(kind)
    limit = "" if most is None else ": none from now on" if most == 0 else ": one a day at most from now on"
    if this is None:
        return (Bold(text=NAMES[kind][1].capitalize()), f"{limit}.")
    return (Bold(text=f"{this.sent} {NAMES[kind][this.sent != 1]}"), f"{_more(kind, this)}{limit}.")


def _more(kind: Interruption, this: KindOfWeek) -> str:
    came = this.came_of_it
    parts = [words.format(_of(came[what], this.sent)) for what, words in _CAME.items() if came[what]]
    if not parts and kind in _ELSEWHERE and this.sent:
        parts.append(f"what came of {_of(this.sent, this.sent)} stands {_ELSEWHERE[kind]}, and is not counted here")
    more = " more" if this.sent else ""
    if this.spared:
        parts.append(f"{this.spared}{more} did not come, since the reason was gone")
    if this.unwanted:
        parts.append(f"{this.unwanted}{more} did not come, as you wished")
    if this.waiting:
        parts.append(f"{this.waiting} still to come")
    return "".join(f"; {part}" if number else f": {part}" for number, part in enumerate(parts))


def _of(number: int, sent: int) -> str:
    if number == sent:
        return "it" if sent == 1 else "them"
    return f"{number} of them"


def _button(week: Week, kind: Interruption) -> Button:
    name, most = NAMES[kind][1], week.limits.get(kind)
    one_step = kind in (Interruption.LEDGER, Interruption.ISSUES)
    label = f"{name.capitalize()} again" if most == 0 else f"No {name}" if most == 1 or one_step else f"Fewer {name}"
    return Button(action=action(kind), label=label, value=week.last.isoformat())
