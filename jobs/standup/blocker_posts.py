"""What is said of one blocker: to whom it names, to its owner, and in the posts of a round."""

from collections.abc import Sequence

from integrations.post import (
    Bold,
    Button,
    InChannel,
    Italic,
    Mention,
    Paragraph,
    Person,
    Post,
    SmallPrint,
    Strike,
    Text,
)
from jobs.carried import read_id
from jobs.standup.blocker_age import age
from jobs.standup.model import Blocker, Round
from jobs.standup.words import day, short

RESOLVE = "standup_resolve"
"""Action id of the button."""


def named(blocker: Blocker, channel: str) -> Post:
    """What somebody hears whom a blocker names."""
    return Post(
        headline=(_owner(blocker), " is blocked and says you can help"),
        blocks=(
            Paragraph(text=("🚧 ", short(blocker.words)), button=_resolve(blocker)),
            SmallPrint(text=("In ", InChannel(channel=channel), f", {day(blocker.raised_on)}")),
        ),
    )


def resolved(blocker: Blocker, *, notify: bool = False) -> Post:
    """Who took what out of whose way; with `notify` its owner is mentioned, else named."""
    by = Person(user=blocker.resolved_by or "", name=blocker.resolved_name or "")
    owner = Mention(user=blocker.owner) if notify else _owner(blocker)
    whose: Text = () if blocker.resolved_by == blocker.owner else (" for ", owner)
    return Post(headline=("✅ Resolved by ", by, *whose, ": ", short(blocker.words)))


def resolved_already(blocker: Blocker) -> Post:
    """What a click gets that came too late."""
    if blocker.resolved_by is None:
        return Post(headline=(f"That is out of the way already: {blocker.resolved_name}.",))
    by = Person(user=blocker.resolved_by, name=blocker.resolved_name or "")
    return Post(headline=(by, " has resolved that already."))


def closed(blocker: Blocker, why: str, *, notify: bool) -> Post:
    """What is out of whose way by itself; with `notify` its owner is mentioned, else named."""
    owner = Mention(user=blocker.owner) if notify else _owner(blocker)
    words = short(blocker.words)
    return Post(headline=("✅ ", Bold(text=f"{why}: "), "that is out of ", owner, "'s way: ", words))


def out_of_your_way(blocker: Blocker, channel: str) -> Post:
    """What its owner gets who could not be told at once."""
    why = f"resolved by {blocker.resolved_name}" if blocker.resolved_by else str(blocker.resolved_name)
    return Post(
        headline=("✅ Out of your way: ", short(blocker.words)),
        blocks=(SmallPrint(text=(f"{why}, in ", InChannel(channel=channel))),),
    )


def to_confirm(found: Sequence[Blocker], why: str = "") -> Post:
    """What is asked where it is not certain; `why` is what makes us think so."""
    blocks = tuple(
        Paragraph(text=("🚧 ", _owner(blocker), ": ", short(blocker.words)), button=_resolve(blocker))
        for blocker in found
    )
    question = "Which of these is done?" if len(found) > 1 else "Is this resolved?"
    return Post(headline=(f"{why}. {question}" if why else question,), blocks=blocks)


def blocker_line(blocker: Blocker, round_: Round, *, button: bool = True) -> Paragraph:
    """A blocker in a post of a round: whose, what, how old, and who or what resolved it."""
    about: Text = (" (", Person(user=blocker.about, name=f"@{blocker.about_name}"), ")") if blocker.about else ()
    since: Text = () if blocker.round == round_.key else (", ", Italic(text=age(blocker, round_)))
    if not blocker.is_open:
        by: Text = (f" {blocker.resolved_name}",)
        if blocker.resolved_by:
            by = (" resolved by ", Person(user=blocker.resolved_by, name=blocker.resolved_name or ""))
        return Paragraph(text=("✅ ", _owner(blocker), ": ", Strike(text=short(blocker.words)), *by))
    closes = when_it_closes(blocker.closes_when)
    return Paragraph(
        text=("🚧 ", _owner(blocker), ": ", short(blocker.words), *about, *since, *closes),
        button=_resolve(blocker) if button else None,
    )


def read_resolve(value: str) -> tuple[int, str]:
    """The blocker whose button it is, and the tag that it had then. Raises `Outdated`."""
    number, _, tag = value.partition(".")
    return read_id(number), tag


def _resolve(blocker: Blocker) -> Button:
    return Button(action=RESOLVE, label="Resolved", value=f"{blocker.id}.{blocker.tag}")


def when_it_closes(when: str) -> Text:
    """When a blocker closes by itself, after its words; nothing where it does not."""
    return (", ", Italic(text=when)) if when else ()


def _owner(blocker: Blocker) -> Person:
    return Person(user=blocker.owner, name=blocker.owner_name)
