"""Who and what a question can name: the people of the workspace, services, repositories, projects and partners."""

import re
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from bot.conversation.questions.blanks import Known, folded
from integrations.database import Database
from integrations.database.tables.alerts import incidents
from integrations.database.tables.team import people

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
        who = sa.select(people.c.id, people.c.name, people.c.real_name).where(~people.c.is_bot, ~people.c.gone)
        services = sa.select(incidents.c.service).distinct().limit(MOST_SERVICES)
        async with self._db.read() as tx:
            everybody = (await tx.execute(who)).all()
            names = [*(await tx.execute(services)).scalars().all(), *self._others]
        called: dict[str, set[str]] = defaultdict(set)
        for person in everybody:
            for name in filter(None, (person.name, person.real_name)):
                first, *_ = _WORD.findall(name) or [""]
                for each in filter(None, (name, first)):
                    called[folded(each)].add(person.id)
        return Known(
            {name: frozenset(those) for name, those in called.items()},
            {" ".join(_WORD.findall(folded(each))): each for each in names if _WORD.search(each)},
        )
