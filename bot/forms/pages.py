"""Long lists in pages, and the buttons that turn them where they are pressed."""

from typing import Annotated

from pydantic import Field

from integrations.post import Button, Buttons
from jobs.carried import Carried

PREVIOUS, NEXT = "list_previous", "list_next"


class ListPage(Carried):
    """A page of a list."""

    what: str
    """`rituals`, or a kind of draft."""
    state: str = ""
    """Of drafts: the only state that is listed; all of them where it is empty."""
    page: Annotated[int, Field(ge=0)] = 0

    def buttons(self, pages: int) -> list[Buttons]:
        """The buttons to the pages before and after this one; none where there are none."""
        found = []
        if self.page > 0:
            found.append(Button(action=PREVIOUS, label="◀ Back", value=self.at(self.page - 1).carry))
        if self.page + 1 < pages:
            label = f"More ▶ (page {self.page + 2} of {pages})"
            found.append(Button(action=NEXT, label=label, value=self.at(self.page + 1).carry))
        return [Buttons(buttons=tuple(found))] if found else []

    def at(self, page: int) -> "ListPage":
        """Return another page of the same list."""
        return self.model_copy(update={"page": page})
