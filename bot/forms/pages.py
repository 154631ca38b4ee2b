"""Long lists in pages, and the buttons that turn them where they are pressed."""

import json
from dataclasses import asdict, replace

from integrations.deferred import dataclass
from integrations.post import Button, Buttons

PREVIOUS, NEXT = "list_previous", "list_next"


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list."""

    what: str
    """`rituals`, or a kind of draft."""
    state: str = ""
    """Of drafts: the only state that is listed; all of them where it is empty."""
    page: int = 0

    def buttons(self, pages: int) -> list[Buttons]:
        """The buttons to the pages before and after this one; none where there are none."""
        found = []
        if self.page > 0:
            found.append(Button(action=PREVIOUS, label="◀ Back", value=replace(self, page=self.page - 1).value))
        if self.page + 1 < pages:
            label = f"More ▶ ({self.page + 2} of {pages})"
            found.append(Button(action=NEXT, label=label, value=replace(self, page=self.page + 1).value))
        return [Buttons(buttons=tuple(found))] if found else []

    @property
    def value(self) -> str:
        """The value of a button that leads here, as `place_of` reads it."""
        return json.dumps(asdict(self))


def place_of(value: str) -> ListPage:
    """The page that a button leads to."""
    return ListPage(**json.loads(value))
