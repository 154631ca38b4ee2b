"""What a person did in a chat, and what comes of it: the words between a chat's door and the features.

A door (`bot/slack/`) turns what its chat sends into a `Command`, `Click`, `Submission`, `Change` or
`MessageAction`, asks the feature that listens to it (`bot/interactions/`), and shows the
`Outcome` that the feature returns. What a feature changes is committed when it returns; only
then is the chat answered ("the ack"), and only after that are people told anything. A feature that
is `slow`, since it asks another system, is called after the ack.

A feature raises `UserError` for what a person can read and act on. Who did it is shown its
words: at the first field of a form, so that nothing typed is lost, else privately. Anything
else that it raises is shown as an id that the log has.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from integrations.deferred import dataclass
from integrations.form import Form, FormValues
from integrations.message_text import MessageText
from integrations.post import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """What every interaction tells: who did it, where, and which it is."""

    id: str
    """The same where the chat tells of it once more, and of no other: what is done under it is done once."""
    person: str
    place: str | None = None
    """The conversation that it was done in; None where it was none, as in the App Home or a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Interaction):
    """Somebody typed a command, such as `/standup`."""

    place: str
    name: str
    words: str = ""
    """What they typed after it, as they typed it, without the spaces around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Click(Interaction):
    """Somebody pressed a `Button` of ours."""

    action: str
    value: str = ""
    thread: str | None = None
    """The message that begins the thread of the one with the button: that one itself where it begins one."""
    seen_alone: bool = False
    """Whether the message with the button was shown to this person alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(Interaction):
    """Somebody sent a `Form` of ours. Its `id` is the form's: the same for one that is sent again."""

    form: str
    """The `callback` of the form."""
    values: FormValues
    carry: str = ""
    """What the form was given to carry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Interaction):
    """Somebody chose something in a field of a form that `tells`, or pressed a button that changes the form.

    It is not sent yet. `values` is what its fields hold by now, as far as the chat knows.
    """

    form: str
    """The `callback` of the form."""
    values: FormValues
    carry: str = ""
    field: str = ""
    """The field that was changed; "" for a button."""
    value: str = ""
    """Of the button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedMessage:
    """The message in whose menu somebody chose an entry."""

    id: str
    author: str
    """A person, or an app; "" where the chat does not say."""
    text: MessageText
    """All its words, wherever the chat has put them."""
    at: datetime
    """When it was said."""
    thread: str | None = None
    """The message that begins its thread; None where it stands in none, or begins one."""
    by_app: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAction(Interaction):
    """Somebody chose an entry of a message's menu, such as "Remember this"."""

    place: str
    name: str
    message: PickedMessage


# --- what comes of it ------------------------------------------------------------------

Then = Callable[[], Awaitable["Outcome | None"]]
"""What follows once the chat is answered; it may have an outcome of its own, which is shown as well."""


@dataclass(frozen=True, slots=True)
class Done:
    """It is done, and there is nothing to say about it. A form closes."""

    then: Then | None = None


@dataclass(frozen=True, slots=True)
class Says:
    """Tells who did it, and nobody else. What others are told goes through the outbox."""

    post: Post
    more: tuple[Post, ...] = ()
    """Further messages, in this order."""
    then: Then | None = None


@dataclass(frozen=True, slots=True)
class Opens:
    """Opens a form for who did it.

    A chat lets us open one only within seconds, so what takes longer comes `then`, and
    `Redraws` the form. Where the form cannot be sent yet ("Reading the queue …") whatever keeps
    it from being filled is shown in it; one that can be sent already is left as it is.
    """

    form: Form
    then: Then | None = None


@dataclass(frozen=True, slots=True)
class Redraws:
    """Shows a post in the place of the one whose button was pressed, or a form in the place of the one that is open.

    Who has closed the form meanwhile is told what one that asks nothing would have said.
    """

    shown: Post | Form
    then: Then | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A form cannot be taken as it is: it stays open, with what is wrong below each field."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Waits:
    """A form asks for what takes long, such as a change in another system.

    `form` is shown while `work` is done, and then what `work` returns; a `UserError` of it is
    shown there too. It is done once, whichever process gets the form, and however often it is
    sent. Who has closed the form meanwhile gets what came of it as a direct message.
    """

    form: Form
    work: Callable[[], Awaitable[Form]]


Outcome = Done | Says | Opens | Redraws | Wrong | Waits
