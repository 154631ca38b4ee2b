"""What an answer is before it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from bot.tools.approvals import Wish
from integrations.deferred import dataclass
from integrations.post import Block, Post, SmallPrint
from jobs.people.partners import LoopedIn


class Room(Enum):
    """How much room an answer has for a word of character."""

    NONE = 0
    """It is wanted in a hurry, or is a model's own."""
    LITTLE = 1
    """It is a list, or that nothing is known: only what plainly fits is no noise there."""
    MUCH = 2
    """It tells what was said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A post, and whose words it repeats."""

    post: Post
    people: Sequence[str] = ()
    room: Room = Room.MUCH
    wishes: Sequence[Wish] = ()
    """What a person is asked to allow below it."""
    looped: LoopedIn | None = None
    """The partner who is named in it, which is kept with it."""
    unless_said: str = ""
    """What the question names, of which this answer knows nothing: where something was said of it, that is told."""
    found: bool = True
    """Whether a tool knew what it was asked."""

    def followed_by(self, *blocks: Block) -> "Answer":
        """Return it with more below what it says, above its small print."""
        said = list(self.post.blocks)
        end = len(said)
        while end and isinstance(said[end - 1], SmallPrint):
            end -= 1
        post = self.post.model_copy(update={"blocks": (*said[:end], *blocks, *said[end:])})
        return replace(self, post=post)
