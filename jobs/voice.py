"""Who words a post. `bot` gives one; jobs only know that there is one."""

from collections.abc import Mapping
from typing import Protocol


class Voice(Protocol):
    """One short sentence of character around facts that code has gathered."""

    async def line(self, occasion: str, facts: Mapping[str, str | int]) -> str:
        """A sentence for an occasion, such as `standup_open`; empty where there is nothing to add.

        It may use `facts`, and never says a number, a name or a link that is not among them.
        """
        ...
