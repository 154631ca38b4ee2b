"""What went wrong in a way that a person can read and act on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from integrations.source import SourceError


class UserError(Exception):
    """Its text is shown privately to the person who asked; write it for them."""


class NotAccepted(UserError):
    """What was filled in cannot be taken as it is; `fields` says what is wrong with which."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Remember the problems by field name."""
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


@contextmanager
def told_to_people() -> Iterator[None]:
    """Raise `UserError`, with the sentence of what went wrong, where a source raises `SourceError`."""
    try:
        yield
    except SourceError as problem:
        raise UserError(problem.sentence) from problem
