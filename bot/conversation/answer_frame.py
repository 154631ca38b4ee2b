"""What stands around a model's answer: its steps, and the buttons below it."""

from collections.abc import Sequence

from integrations.post import Block, Button, Buttons, Paragraph, Person, Post, SmallPrint, Step, Steps

STOP, AGAIN = "answer_stop", "answer_again"
HELPFUL, NOT_HELPFUL = "answer_helpful", "answer_not_helpful"
"""The actions of the buttons; their value is the answer's key."""
FORMER_OPINION = "answer_opinion"
"""What both buttons for opinions were called in answers that are still there; + or - stands before the key."""
_BELOW = ((AGAIN, "Again"), (HELPFUL, "Useful"), (NOT_HELPFUL, "Not useful"))
"""Ordinary buttons, so that they are one row: a chat's own for feedback may stand in a row apart, beside no word."""


def while_it_grows(key: str) -> Sequence[Block]:
    """Return what is shown with an answer that is still being written."""
    return (Buttons(buttons=(Button(action=STOP, label="Stop", value=key),)),)


def finished(post: Post, steps: Sequence[Step], key: str) -> Post:
    """Return an answer with the steps that led to it above it, folded away, and what one can do about it below."""
    below = Buttons(buttons=tuple(Button(action=action, label=label, value=key) for action, label in _BELOW))
    if not steps:
        return post.model_copy(update={"blocks": (*post.blocks, below)})
    words: Sequence[Block] = (Paragraph(text=post.headline),) if post.headline else ()
    return Post(headline=(), blocks=(Steps(steps=tuple(steps)), *words, *post.blocks, below))


def stopped(post: Post | None, by: tuple[str, str] | None) -> Post:
    """Return what there is of an answer that somebody, (id, name), stopped; None of it where there were no words."""
    who: Sequence[str | Person] = (" by ", Person(user=by[0], name=by[1])) if by else ()
    if post is None:
        return Post(headline=("Stopped", *who, " before I had said anything."))
    small = SmallPrint(text=("Stopped", *who, "; there may be more to say."))
    return post.model_copy(update={"blocks": (*post.blocks, small)})
