"""`python -m tests.evals.recall`: recall@5 and @10 on each engine that there is."""

import argparse
import asyncio
import tempfile
from dataclasses import dataclass

import psycopg
from rich.console import Console
from rich.table import Table

from integrations.database import Database
from integrations.embeddings import EmbeddingModel
from tests import postgres
from tests.evals.recall.measure import DEPTHS, Answered, measure, table


@dataclass(frozen=True, slots=True)
class Embeddings:
    """A server of `/embeddings` on this machine, and its model."""

    url: str
    model: str

    @staticmethod
    def options(parser: argparse.ArgumentParser) -> None:
        """Add what names it to a command line."""
        parser.add_argument("--embeddings-url", metavar="URL", help="recall by meaning too: a server of /embeddings")
        parser.add_argument("--embedding-model", metavar="NAME", default="embedding", help="its model")

    @classmethod
    def of(cls, given: argparse.Namespace) -> "Embeddings | None":
        """Return what the command line names."""
        return cls(given.embeddings_url, given.embedding_model) if given.embeddings_url else None


async def _on(url: str, embeddings: Embeddings | None) -> list[Answered]:
    db = Database(url)
    await db.upgrade()
    model = EmbeddingModel(embeddings.model, base_url=embeddings.url) if embeddings is not None else None
    try:
        return await measure(db, model)
    finally:
        if model is not None:
            await model.close()
        await db.close()


def on_each_engine(embeddings: Embeddings | None = None) -> dict[str, list[Answered]]:
    """What was found, by engine."""
    with tempfile.TemporaryDirectory(prefix="rolecall-evals-") as folder:
        found = {"SQLite": asyncio.run(_on(f"sqlite:///{folder}/recall.db", embeddings))}
    if postgres.programs() is not None:
        with postgres.server() as server:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
                admin.execute("CREATE DATABASE evals")
            found["PostgreSQL"] = asyncio.run(_on(f"{server}/evals", embeddings))
    return found


def shown(found: dict[str, list[Answered]]) -> Table:
    """Recall by kind of question, a column for each engine and depth."""
    columns = [f"{engine} @{depth}" for engine in found for depth in DEPTHS]
    drawn = Table("recall", "questions", *columns, box=None, pad_edge=False)
    for rows in zip(*(table(each) for each in found.values()), strict=True):
        shares = [f"{row[2][depth]:.3f}" for row in rows for depth in DEPTHS]
        drawn.add_row(rows[0][0], str(rows[0][1]), *shares)
    return drawn


def main() -> None:
    """Ask, and print; with `--missed` also what was not found."""
    parser = argparse.ArgumentParser(prog="python -m tests.evals.recall", description=__doc__)
    parser.add_argument("--missed", action="store_true", help="list the questions whose answer was not found")
    Embeddings.options(parser)
    given = parser.parse_args()
    console, found = Console(highlight=False), on_each_engine(Embeddings.of(given))
    if given.missed:
        for each in found["SQLite"]:
            if each.share(max(DEPTHS)) < 1:
                console.print(f"{each.story.name}: {each.question.text}", each.ranks, style="dim")
    console.print(shown(found))


if __name__ == "__main__":
    main()
