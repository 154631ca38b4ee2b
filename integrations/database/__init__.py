"""The team's own database: SQLite on one machine, PostgreSQL for many.

`Database` opens it; `tables/` has one file a room; the queries live with the room that asks.
"""

from integrations.database.chunks import chunks
from integrations.database.engine import Database, Tx
from integrations.database.problems import DatabaseProblem, problem_of

__all__ = ["Database", "DatabaseProblem", "Tx", "chunks", "problem_of"]
