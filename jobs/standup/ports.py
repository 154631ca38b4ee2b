"""What a standup needs of a chat, so that tests can give it less than one."""

from typing import Protocol


class Links(Protocol):
    """Where a message can be read. `integrations.slack.chat.Chat` is one."""

    async def permalink(self, channel: str, ts: str) -> str | None:
        """The address of a message, or None where it is gone."""
        ...
