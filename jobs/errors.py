"""What went wrong in a way that a person can read and act on."""

from collections.abc import Mapping


class UserError(Exception):
    """Its text is shown privately to the person who asked; write it for them."""


class NotAccepted(UserError):
    """What was filled in cannot be taken as it is; `fields` says what is wrong with which."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Remember the problems by field name."""
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)
