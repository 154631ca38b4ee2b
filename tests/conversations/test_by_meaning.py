"""With an embedding model, an answer quotes what means what was asked, in the whole app."""

from pathlib import Path

import sqlalchemy as sa

from bot.demo import team
from bot.demo.stage import Stage
from integrations.database.tables.vectors import memory_vectors
from tests.memory.embedding_server import serving
from tests.stage import BACKEND, BOT, LEADS, last, staged
from tests.waiting import until

QUESTION = f"{BOT} which broker do the orders use?"


async def _talk(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ana.says(BACKEND, "we put the orders into sqs by now, as far as I have heard from the others")
    await ana.says(BACKEND, "orders stand in the queue")
    await ben.says(BACKEND, "orders use a lot of disk")
    await ana.says(LEADS, "the orders leave kafka for another broker, and nobody may know")
    await stage.settle()


async def _have_vectors(stage: Stage, many: int) -> bool:
    async with stage.app.parts.db.read() as tx:
        having = sa.select(sa.func.count()).select_from(memory_vectors)
        return (await tx.execute(having)).scalar_one() == many


async def _answer(stage: Stage) -> str:
    await stage.workspace.member("Ben").says(BACKEND, QUESTION)
    await stage.pass_(seconds=5)  # a channel is posted to once a second
    return last(stage).shown


async def test_what_means_what_was_asked_comes_first_and_nothing_private_with_it(tmp_path: Path) -> None:
    async with (
        serving() as server,
        staged(tmp_path, openai_base_url=server.url, rolecall_embedding_model="small") as stage,
    ):
        await _talk(stage)
        await stage.pass_(seconds=3)
        await until(lambda: _have_vectors(stage, 4))
        answer = await _answer(stage)
        assert answer.index("queue") < answer.index("disk")
        assert "kafka" not in answer
        server.status = 503
        assert "disk" in await _answer(stage)


async def test_where_the_model_has_its_channels_no_other_is_sent_or_asked_about(tmp_path: Path) -> None:
    async with (
        serving() as server,
        staged(
            tmp_path,
            openai_base_url=server.url,
            rolecall_embedding_model="small",
            rolecall_model_channels=(team.BACKEND.id,),
        ) as stage,
    ):
        await _talk(stage)
        ben = stage.workspace.member("Ben")
        await ben.says("@Backend_Architect", "what is it with kafka and the disk?")
        await stage.pass_(seconds=3)
        await until(lambda: _have_vectors(stage, 3))
        assert server.texts
        assert not any("kafka" in text for text in server.texts)


async def test_without_a_model_words_decide(stage: Stage) -> None:
    await _talk(stage)
    answer = await _answer(stage)
    assert answer.index("disk") < answer.index("queue")
