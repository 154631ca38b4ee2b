"""With an embedding model, an answer quotes what means what was asked, in the whole app."""

from pathlib import Path

import sqlalchemy as sa
from pydantic import SecretStr

from bot.demo import team
from bot.demo.stage import Stage
from integrations.database.tables.answers import token_use
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
    await ana.says(LEADS, "the orders leave pulsar for another broker, and nobody may know")
    await stage.settle()


async def _have_vectors(stage: Stage, many: int) -> bool:
    async with stage.app.parts.db.read() as tx:
        having = sa.select(sa.func.count()).select_from(memory_vectors)
        return (await tx.execute(having)).scalar_one() == many


async def _spent(stage: Stage) -> dict[str, int]:
    async with stage.app.parts.db.read() as tx:
        return {row.person: row.tokens for row in (await tx.execute(sa.select(token_use))).all()}


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
        assert "pulsar" not in answer
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
        await ben.says("@Backend_Architect", "what is it with pulsar and the disk?")
        await stage.pass_(seconds=3)
        await until(lambda: _have_vectors(stage, 3))
        assert server.texts
        assert not any("pulsar" in text for text in server.texts)


async def test_a_question_s_vector_costs_whoever_asks_and_what_is_said_costs_nobody(tmp_path: Path) -> None:
    async with (
        serving() as server,
        staged(
            tmp_path,
            rolecall_embedding_base_url=server.url,
            openai_api_key=SecretStr("sk-the-models"),
            rolecall_embedding_model="small",
            rolecall_tokens_a_day=7,
        ) as stage,
    ):
        server.usage = {"prompt_tokens": 7, "total_tokens": 7}
        await _talk(stage)
        await stage.pass_(seconds=3)
        await until(lambda: _have_vectors(stage, 4))
        assert await _spent(stage) == {}
        answer = await _answer(stage)
        assert answer.index("queue") < answer.index("disk")
        assert await _spent(stage) == {team.BEN.id: 7}
        asked = len(server.texts)
        answer = await _answer(stage)
        assert answer.index("disk") < answer.index("queue"), "words answer where the day's tokens are used up"
        await stage.workspace.member("Ana").says(BACKEND, QUESTION.replace("use", "use now"))
        await stage.pass_(seconds=5)
        assert await _spent(stage) == {team.BEN.id: 7, team.ANA.id: 7}
        assert sum("broker" in text for text in server.texts[asked:]) >= 1
        assert server.keys == {None}, "the model's key is the model's server's alone"
        meaning = stage.app.parts.meaning
        assert meaning is not None
        assert meaning.tokens["questions"] == 14
        assert meaning.tokens["messages"] >= 7


async def test_without_a_model_words_decide(stage: Stage) -> None:
    await _talk(stage)
    answer = await _answer(stage)
    assert answer.index("disk") < answer.index("queue")
