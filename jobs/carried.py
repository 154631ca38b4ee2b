"""What a form or a button carries until it is sent or pressed: a value goes in, and the same value comes out.

A form can stay open and a button can stand in a message while Rolecall becomes another version, and a client may send
whatever it likes. So what comes back is read here, and who sent what says nothing any more is told so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from jobs.errors import UserError

_MOST = 2**63 - 1
"""The highest id that a database can have."""
Id = Annotated[int, Field(ge=0, le=_MOST)]


class Outdated(UserError):
    """What a form or a button carried cannot be read any more, or never could."""

    def __init__(self) -> None:
        """Say it in words; a chat's door may know better ones."""
        super().__init__("I can't read that any more. It may be from an earlier version of me. Please open it anew.")


class Carried(BaseModel):
    """What one form or button carries: each has a class of its own, whose fields are read as they were written.

    A field that is new in this version has a default, so that what an earlier one wrote can still be read.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", defer_build=True, hide_input_in_errors=True)

    @property
    def carry(self) -> str:
        """Return it as it travels."""
        return self.model_dump_json()

    @classmethod
    def read(cls, carry: str) -> Self:
        """Return what travelled. Raises `Outdated`."""
        with readable():
            return cls.model_validate_json(carry)


def read_id(carry: str) -> int:
    """Return the id that travelled alone. Raises `Outdated`."""
    with readable():
        if not carry.isascii() or not carry.isdigit() or len(carry) > len(str(_MOST)) or int(carry) > _MOST:
            raise ValueError
        return int(carry)


@contextmanager
def readable() -> Iterator[None]:
    """Raise `Outdated` where something that travelled is not what it should be."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as problem:
        raise Outdated from problem
