"""The outside systems that rituals read: what is configured is connected, and nothing else is imported."""

from dataclasses import dataclass, fields
from typing import Protocol, runtime_checkable

from bot.settings import Settings


@runtime_checkable
class Closable(Protocol):
    """A source that holds connections."""

    async def close(self) -> None:
        """Let them go."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Each is None where it is not configured."""

    async def close(self) -> None:
        """Close what can be closed."""
        for field in fields(self):
            source = getattr(self, field.name)
            if isinstance(source, Closable):
                await source.close()


def connect(settings: Settings) -> Sources:
    """What the settings name. Nothing is called yet: a source that is down is said where it is missed."""
    return Sources()
