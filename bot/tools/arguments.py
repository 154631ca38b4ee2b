"""Arguments that several tools share."""

from datetime import date, time

from pydantic import Field, ValidationError

from bot.tools.tool import Arguments

ME = "me"
"""Stands for the asker where a tool wants a person."""


class Nothing(Arguments):
    """A tool that needs to be told nothing."""


class OfSomebody(Arguments):
    """Arguments that name a person."""

    person: str | None = Field(None, description='Whose: the id of a person, or "me"; without it the whole team\'s.')

    def whose(self, asker: str) -> str | None:
        """Return the person's id; None where nobody is named."""
        return asker if self.person == ME else self.person


class OfDays(Arguments):
    """Arguments that name a span of days."""

    first: date | None = Field(None, description="The first day, in the asker's zone; without it the tool's own span.")
    last: date | None = Field(None, description="The last day; without it the same as the first.")


class OfHours(OfDays):
    """Something of some days, or since an hour."""

    since: time | None = Field(None, description="Only from this hour of the first day on, in the asker's zone.")
    last_hours: int | None = Field(None, description="Only of the last so many hours; without days.", ge=1, le=99)


class OfSomebodysDays(OfSomebody, OfDays):
    """Something of a person's, on some days."""


class About(Arguments):
    """Something that is named in words."""

    words: str = Field("", description="The words that say what it is about.", max_length=2_000)


def complaint(problem: ValidationError, wanted: type[Arguments]) -> str:
    """Return what is wrong with the first of the arguments that are not as `wanted`, for whoever put them in words."""
    error = problem.errors(include_url=False)[0]
    field = wanted.model_fields.get(str(error["loc"][0])) if error["loc"] else None
    what = (field and field.description) or "I do not know what one of your words is to tell me."
    match error["type"]:
        case "missing" | "string_too_short":
            return f"One thing is missing. {what}"
        case "string_too_long":
            return f"One thing is longer than {error['ctx']['max_length']} characters. {what}"
        case _:
            return f"One thing is not as I need it. {what}"
