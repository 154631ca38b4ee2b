"""A door without a chat: what people do goes straight to the features, and what comes of it is kept in lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace
from typing import Any

from bot.interactions.every_feature import every_feature
from integrations.form import Form, FormValues
from integrations.interaction import (
    Change,
    Click,
    Command,
    Interaction,
    MessageAction,
    Opens,
    Outcome,
    PickedMessage,
    Redraws,
    Says,
    Submission,
    Waits,
    Wrong,
)
from integrations.post import Post
from jobs.errors import NotAccepted, UserError

FEATURES = every_feature()


@dataclass
class Door:
    """Somebody at a place where everything can be seen that they are shown; `parts` are what the features need."""

    parts: Mapping[str, Any]
    said: list[Post] = field(default_factory=list)
    """To them alone, in order."""
    replaced: list[bool] = field(default_factory=list)
    """Of each, whether it took the place of what they had pressed."""
    forms: list[Form] = field(default_factory=list)
    """Those that were opened, each as it was in the end."""
    wrong: Mapping[str, str] = field(default_factory=dict)
    """What the last form that was sent complains of."""
    turned_into: Form | None = None
    """What the last form that was sent shows instead."""
    numbers: Any = field(default_factory=lambda: count(1))

    async def command(self, name: str, words: str, person: str, place: str, id_: str = "") -> None:
        """Type a command."""
        await self._do(name, Command(id=id_ or self._id(), person=person, place=place, name=name, words=words))

    async def click(self, action: str, value: str, person: str, place: str, *, seen_alone: bool = False) -> None:
        """Press a button."""
        click = Click(
            id=self._id(), person=person, place=place, action=action, value=value, thread="1.0", seen_alone=seen_alone
        )
        await self._do(action, click)

    async def pick(self, name: str, message: PickedMessage, person: str, place: str) -> None:
        """Choose an entry of a message's menu."""
        await self._do(name, MessageAction(id=self._id(), person=person, place=place, name=name, message=message))

    async def submit(self, form: Form, person: str, **typed: Any) -> None:
        """Send a form as it was opened, but for what is typed."""
        values = filled(form) | typed
        self.wrong, self.turned_into = {}, None
        sent = Submission(id=self._id(), person=person, form=form.callback, values=values, carry=form.carry)
        await self._do(form.callback, sent)

    async def change(self, form: Form, field_: str, person: str, value: str = "", **typed: Any) -> None:
        """Choose something in a form as it was opened, or press the button of that value in it."""
        values = filled(form) | typed
        self.wrong = {}
        change = Change(
            id=self._id(),
            person=person,
            form=form.callback,
            values=values,
            carry=form.carry,
            field=field_,
            value=value,
        )
        await self._do(form.callback, change)

    def _id(self) -> str:
        return str(next(self.numbers))

    async def _do(self, name: str, interaction: Interaction) -> None:
        (feature,) = (each for each in FEATURES if each.listens_to is type(interaction) and name in each.names)
        handler = feature.bound(SimpleNamespace(**self.parts))
        try:
            await self._show(await handler(interaction), interaction)
        except UserError as problem:
            if isinstance(interaction, Submission):
                first = next(iter(interaction.values))
                self.wrong = problem.fields if isinstance(problem, NotAccepted) else {first: str(problem)}
            else:
                self._tell(Post(headline=(str(problem),)))

    async def _show(self, outcome: Outcome | None, of: Interaction) -> None:
        match outcome:
            case None:
                return
            case Wrong(fields):
                self.wrong = fields
                return
            case Waits(form, work):
                try:
                    self.turned_into = await work()
                except UserError as problem:
                    self.turned_into = form.saying(str(problem))
                return
            case Says(post, more):
                for each in (post, *more):
                    self._tell(each)
            case Redraws(Post() as post):
                self._tell(post, replaced=True)
            case Redraws(Form() as form) if isinstance(of, Submission):
                self.turned_into = form
            case Redraws(Form() as form):
                self.forms[-1] = form
            case Opens(form):
                self.forms.append(form)
        if outcome.then is not None:
            await self._show(await outcome.then(), of)

    def _tell(self, post: Post, *, replaced: bool = False) -> None:
        self.said.append(post)
        self.replaced.append(replaced)


def filled(form: Form) -> FormValues:
    """What is sent where somebody changes nothing."""
    values: FormValues = {}
    for each in form.fields:
        if (name := getattr(each, "name", None)) is not None:
            value = getattr(each, "value", "")
            many = getattr(each, "many", False)
            values[name] = list(value) if many else value if isinstance(value, str) else next(iter(value), "")
    return values
