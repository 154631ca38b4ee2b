"""What people fill in, before it is a Slack modal.

`integrations/slack/forms.py` draws a `Form` as a view and reads the submission back.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from integrations.post import Block


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TextField(_Frozen):
    """Words to type, 3,000 characters at most (Slack's limit of an input)."""

    field: Literal["text"] = "text"
    name: str
    label: str
    value: str = ""
    hint: str = ""
    placeholder: str = ""
    multiline: bool = False
    optional: bool = False
    max_length: int = 3000


class ChoiceField(_Frozen):
    """One of some choices, as (value, label); several with `many`."""

    field: Literal["choice"] = "choice"
    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    value: tuple[str, ...] = ()
    many: bool = False
    optional: bool = False
    hint: str = ""


class PeopleField(_Frozen):
    """People of the workspace, by user id; one of them unless `many`."""

    field: Literal["people"] = "people"
    name: str
    label: str
    value: tuple[str, ...] = ()
    many: bool = False
    optional: bool = False
    hint: str = ""


class ChannelField(_Frozen):
    """A channel of the workspace, by id."""

    field: Literal["channel"] = "channel"
    name: str
    label: str
    value: str = ""
    optional: bool = False
    hint: str = ""


class DateField(_Frozen):
    """A day, as YYYY-MM-DD."""

    field: Literal["date"] = "date"
    name: str
    label: str
    value: str = ""
    optional: bool = False
    hint: str = ""


class TimeField(_Frozen):
    """A time of day, as HH:MM."""

    field: Literal["time"] = "time"
    name: str
    label: str
    value: str = ""
    optional: bool = False
    hint: str = ""


Field_ = Annotated[
    TextField | ChoiceField | PeopleField | ChannelField | DateField | TimeField | Block,
    Field(union_mode="smart"),
]


class Form(_Frozen):
    """A modal: `callback` names its listener, `carry` travels with it (3,000 characters)."""

    callback: str
    title: str
    fields: tuple[Field_, ...]
    submit: str = "Save"
    carry: str = ""


Answers = dict[str, str | list[str]]
"""A submission by field name; an empty optional field is ""; `many` fields are lists."""
