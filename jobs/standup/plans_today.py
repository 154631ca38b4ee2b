"""What the people of a channel mean to do today, as they said in its standup."""

from collections.abc import Sequence
from datetime import date

from integrations.database import Database
from jobs.standup import store


class PlansToday:
    """Asked by the focus ritual, for the same channel: its audience is the answer's own."""

    def __init__(self, db: Database) -> None:
        """Read plans from `db`."""
        self._db = db

    async def __call__(self, channel: str, day: date) -> Sequence[tuple[str, str, str]]:
        """(user, name, plan) of everybody who answered that day's standup of the channel, in order of name."""
        found: dict[str, tuple[str, str, str]] = {}
        async with self._db.read() as tx:
            for round_ in await store.latest(tx, channels=[channel], most=5):
                if round_.local_date != day:
                    continue
                board = await store.board(tx, round_)
                names = {person.person: person.name for person in board.people}
                for person, answer in board.answers.items():
                    words = answer.words.get("today", "").strip()
                    if words and not answer.skipped:
                        found.setdefault(person, (person, names.get(person, person), words))
        return sorted(found.values(), key=lambda each: each[1])
