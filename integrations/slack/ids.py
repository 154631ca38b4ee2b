"""The form of Slack's own ids. Nobody outside of this folder looks into one."""

from integrations.deferred import pattern

_PERSON = pattern(r"[UW][A-Z0-9]{1,30}")
_CHANNEL = pattern(r"[CG][A-Z0-9]{1,30}")


def is_person_id(text: str) -> bool:
    """Return True if `text` has the form of a person's id, such as U012AB3CD."""
    return _PERSON.fullmatch(text) is not None


def is_channel_id(text: str) -> bool:
    """Return True if `text` has the form of a channel's id, such as C012AB3CD."""
    return _CHANNEL.fullmatch(text) is not None
