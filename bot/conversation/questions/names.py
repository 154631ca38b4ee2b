"""Who and what a question can name: the people of the workspace, services, repositories, projects and partners."""

import re
from collections import defaultdict
from collections.abc import Iterable

from bot.conversation.questions.blanks import Known, folded
from integrations.database import Database
from jobs.alerts.store import services
from jobs.people.kept_team import names_of_people

MOST_SERVICES = 500
_WORD = re.compile(r"[^\W_]+")


class Names:
    """Reads from the database what a question can name."""

    def __init__(self, db: Database, others: Iterable[str] = ()) -> None:
        """`others` are names that are known besides, such as those of repositories."""
        self._db = db
        self._others = tuple(others)

    async def known(self) -> Known:
        """Return who and what is known now."""
        async with self._db.read() as tx:
            everybody = await names_of_people(tx)
            names = [*await services(tx, MOST_SERVICES), *self._others]
        called: dict[str, set[str]] = defaultdict(set)
        for person, known in everybody.items():
            for name in known:
                first, *_ = _WORD.findall(name) or [""]
                for each in filter(None, (name, first)):
                    called[folded(each)].add(person)
        return Known(
            {name: frozenset(those) for name, those in called.items()},
            {" ".join(_WORD.findall(folded(each))): each for each in names if _WORD.search(each)},
        )
