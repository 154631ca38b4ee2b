"""PostgreSQL for the rituals: what its statements cost, how it would run one, which index would help."""

from collections.abc import Mapping, Sequence

from integrations.postgres import index_advice, plans, qualified_names, rights, statement_check, statements
from integrations.postgres.normalised import normalised
from integrations.postgres.rights import Rights
from integrations.postgres.session import TIMEOUT_S, Refused, Session, place, session
from integrations.postgres.types import Explained, NotPlanned, Snapshot, StatementKey


class Postgres:
    """Reads one database. Every method opens a session of its own and raises `SourceError`."""

    def __init__(self, dsn: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Nothing is called yet."""
        self._dsn = dsn
        self._timeout_s = timeout_s

    @property
    def place(self) -> str:
        """Which database it is: `orders at db.example`."""
        return place(self._dsn)

    async def snapshot(self) -> Snapshot:
        """The counters now."""
        async with session(self._dsn, timeout_s=self._timeout_s) as open_session:
            return await statements.snapshot(open_session)

    async def rights(self) -> Rights:
        """What our role may do besides looking."""
        async with session(self._dsn, timeout_s=self._timeout_s) as ask:
            return await rights.rights(ask)

    async def texts(self, keys: Sequence[StatementKey]) -> Mapping[StatementKey, str]:
        """Normalised texts without any literal; without those that are our own or not ours to see."""
        async with session(self._dsn, timeout_s=self._timeout_s) as open_session:
            return await statements.shown_texts(open_session, keys)

    async def explain(self, key: StatementKey) -> Explained:
        """The generic plan of a statement, and the index that would help. It is never run."""
        async with session(self._dsn, timeout_s=self._timeout_s) as ask:
            text = (await statements.texts(ask, [key])).get(key)
            if text is None:
                return Explained(why_not="its text is not kept any more")
            if await plans.is_superuser(ask):
                return Explained(why_not=plans.SUPERUSER)
            return await explained(ask, text)


async def explained(ask: Session, text: str) -> Explained:
    """What is found about a statement of that text. It begins a transaction of its own."""
    try:
        return await _looked_into(ask, text)
    except NotPlanned as problem:
        return Explained(why_not=problem.why)


async def _looked_into(ask: Session, text: str) -> Explained:
    statement = normalised(text)
    await ask.begin()  # what is locked from here on is what the statement reads
    await statement_check.check(ask, statement)
    try:
        statement = await qualified_names.qualified(ask, statement)
        root = await plans.plan(ask, statement)
    except Refused as problem:
        return Explained(why_not=plans.why_no_plan(problem))
    ((database, version),) = await ask.rows("SELECT current_database(), current_setting('server_version_num')::int")
    found = await index_advice.advice(ask, statement, root, database=database, major=version // 10000)
    return Explained(plan=plans.lines(root), proposal=found.proposal, note=found.note)
