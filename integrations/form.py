"""What people fill in, before it is a form of a chat's own.

A chat's adapter draws a `Form` and reads the submission back: `integrations/slack/forms.py` does.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from integrations.post import Block, Paragraph, Post, SmallPrint, Words

MOST_CHOICES = 100
"""Choices that every chat offers in one field at once."""
Name = Annotated[Words, Field(min_length=1, max_length=255)]
"""What a field, a form or a choice is known by; never cut, so its length is limited here."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)


class TextField(_Frozen):
    """Words to type."""

    field: Literal["text"] = "text"
    name: Name
    label: Words
    value: Words = ""
    hint: Words = ""
    placeholder: Words = ""
    multiline: bool = False
    optional: bool = False
    min_length: int = Field(default=0, ge=0)
    max_length: int | None = Field(default=None, ge=1)
    """In characters; None for as many as the chat takes: see `integrations.chat.Limits`."""


class ChoiceField(_Frozen):
    """One of some choices, as (value, label); several with `many`.

    A value has 150 characters at most; labels are shown up to 75. With `at_a_glance` all choices can be
    seen at once, where a chat can show so many. With `tells` whoever draws the form hears of each choice
    as a `Change`, and may redraw it.
    """

    field: Literal["choice"] = "choice"
    name: Name
    label: Words
    choices: tuple[tuple[Annotated[Words, Field(min_length=1, max_length=150)], Words], ...]
    value: tuple[Words, ...] = ()
    many: bool = False
    optional: bool = False
    hint: Words = ""
    at_a_glance: bool = False
    tells: bool = False


class PeopleField(_Frozen):
    """People of the workspace, by user id; one of them unless `many`."""

    field: Literal["people"] = "people"
    name: Name
    label: Words
    value: tuple[Words, ...] = ()
    many: bool = False
    optional: bool = False
    hint: Words = ""


class ChannelField(_Frozen):
    """A channel of the workspace, by id."""

    field: Literal["channel"] = "channel"
    name: Name
    label: Words
    value: Words = ""
    optional: bool = False
    hint: Words = ""


class NumberField(_Frozen):
    """A number, as it is typed; between `least` and `most` where they are given."""

    field: Literal["number"] = "number"
    name: Name
    label: Words
    value: Words = ""
    whole: bool = True
    least: int | None = None
    most: int | None = None
    optional: bool = False
    hint: Words = ""


class DateField(_Frozen):
    """A day, as YYYY-MM-DD."""

    field: Literal["date"] = "date"
    name: Name
    label: Words
    value: Words = ""
    optional: bool = False
    hint: Words = ""


class TimeField(_Frozen):
    """A time of day, as HH:MM."""

    field: Literal["time"] = "time"
    name: Name
    label: Words
    value: Words = ""
    optional: bool = False
    hint: Words = ""


Field_ = Annotated[
    TextField | ChoiceField | PeopleField | ChannelField | NumberField | DateField | TimeField | Block,
    Field(union_mode="smart"),
]


class Form(_Frozen):
    """A form: `callback` names who listens to it, `carry` travels with it (3,000 characters).

    Two fields of one name, or more than 100 fields, are refused when the form is made.
    """

    callback: Name
    title: Words
    short_title: Words = ""
    """What a chat shows that has no room for the title; without one the title is cut there."""
    fields: tuple[Field_, ...] = Field(max_length=100)
    submit: Words = "Save"
    carry: Words = Field(default="", max_length=3000)

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [name for field in self.fields if (name := getattr(field, "name", None))]
        if len(set(names)) < len(names):
            raise ValueError("two fields have the same name")
        return self

    @property
    def change(self) -> str:
        """The action of a button in the form that changes it, as a field that `tells` does."""
        return change_of(self.callback)

    @property
    def asks(self) -> bool:
        """Whether there is something to fill in; a form without only says something, and cannot be sent."""
        return any(hasattr(field, "field") for field in self.fields)

    def saying(self, words: str) -> "Form":
        """Return the same form with nothing but these words in it."""
        return self.model_copy(update={"fields": (SmallPrint(text=(words,)),)})

    def as_post(self) -> Post:
        """Return the words of a form that asks nothing, for who has closed it."""
        first, *rest = (each for each in self.fields if isinstance(each, Paragraph | SmallPrint))
        return Post(headline=first.text, blocks=tuple(rest))


def change_of(callback: str) -> str:
    """Return the action by which a chat tells that something was chosen, or pressed, in a form of that callback."""
    return f"{callback}:change"


FormValues = dict[str, str | list[str]]
"""A submission by field name; an empty optional field is ""; `many` fields are lists."""
