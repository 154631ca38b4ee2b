"""What was composed for those who might hear it is said later to those alone who may hear it then."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.conversation.wording import KEPT_BACK
from integrations.markdown.plain_text import to_plain
from integrations.model import Model
from tests.privacy.worlds import World
from tests.turn.model_server import ModelServer, serving, wanting
from tests.waiting import until

ANA, BEN, CHI, GIL = "U0ANA", "U0BEN", "U0CHI", "U0GIL"
SAID, ASKED, OPEN, OTHER = "G0ONE", "G0TWO", "C0ONE", "C0TWO"
"""Where it was said, where it is asked, and two public channels."""
TEAM = (ANA, BEN)
HELD = ("chat.postMessage", "chat.startStream")


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does."""
    Model("small", base_url="http://127.0.0.1:1/v1")


class Town:
    """Ana and Ben are in every place, Chi and the guest Gil are in none."""

    def __init__(self, world: World, model: ModelServer | None) -> None:
        self.world = world
        self.model = model
        self.ben = world.workspace.member(BEN)
        self.key = self.word = ""

    async def knows(self, where: str) -> None:
        """Ana says something there, of which people will ask; a model will answer with it."""
        secret = self.world.say(ANA, self.world.workspace.state.conversations[where])
        self.key, self.word = secret.key, secret.word
        if self.model is not None:
            self.model.refuses = lambda _: None
            self.model.content = f"Here it is: {self.word} [1]. It is the best. And this is the very end of it."
        await self.world.rest()

    async def asks(self, where: str) -> None:
        """Ben asks for it."""
        mention = "" if where.startswith("D") else "@Backend_Architect "
        await self.ben.says(where, f"{mention}what about {self.key}?")

    def hold(self) -> None:
        """The chat takes no message for a minute; one that would grow is tried first, and then a whole one."""
        for method in HELD:
            self.world.workspace.faults.limit(method, retry_after=60, times=1 if self.model is None else 2)

    def comes(self, user: str, where: str, *, told: bool = True) -> None:
        place = self.world.workspace.state.conversations[where]
        self.world.workspace.join(place, user) if told else place.members.setdefault(user)

    def goes(self, user: str, where: str, *, told: bool = True) -> None:
        place = self.world.workspace.state.conversations[where]
        self.world.workspace.leave(place, user) if told else place.members.pop(user)

    def said(self, where: str) -> str:
        """Everything of ours there, as people see it."""
        every = self.world.workspace.messages_in(where)
        return "\n".join(each.shown for each in every if each.user == self.world.bot)


@pytest.fixture(params=["rule", "model"])
def how(request: pytest.FixtureRequest) -> str:
    """Whether there is a model."""
    return str(request.param)


@pytest.fixture
async def town(sqlite_url: str, how: str) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(serving()) if how == "model" else None
        world = World(sqlite_url, 1, model)
        for place in (SAID, ASKED, OPEN, OTHER):
            world.workspace.state.conversations[place].members = dict.fromkeys((*TEAM, world.bot))
        await stack.enter_async_context(world.living())
        await world.up.app.learned.wait()
        yield Town(world, model)


KEPT = to_plain(KEPT_BACK)
CHANGES = ["the asker leaves where it was said", "another reader leaves there", "a stranger joins", "a guest joins"]


@pytest.mark.slow_where("another reader leaves there", "a guest joins")
@pytest.mark.parametrize("change", [*CHANGES, "nobody"])
async def test_an_answer_that_waits_is_told_to_nobody_who_may_not_hear_it(town: Town, change: str) -> None:
    said, where = (OTHER, OPEN) if change == "a guest joins" else (SAID, ASKED)
    if change.startswith("the asker"):
        where = town.ben.dm_with_app.id
    await town.knows(said)
    town.hold()
    await town.asks(where)
    await town.world.up.settle()
    assert town.word not in town.said(where)
    match change:
        case "the asker leaves where it was said":
            town.goes(BEN, said)
        case "another reader leaves there":
            town.goes(ANA, said)
        case "a stranger joins":
            town.comes(CHI, where)
        case "a guest joins":
            town.comes(GIL, where)
    await town.world.rest()
    await town.world.rest()
    assert (town.word in town.said(where)) == (change == "nobody")
    assert (KEPT in town.said(where)) == (change != "nobody")


@pytest.mark.slow_where("joins")
@pytest.mark.parametrize("how", ["rule"], indirect=True)
@pytest.mark.parametrize("change", ["leaves", "joins", "stays"])
async def test_what_changed_while_we_were_down_is_found_out_before_it_is_told(town: Town, change: str) -> None:
    where = ASKED if change == "joins" else town.ben.dm_with_app.id
    await town.knows(SAID)
    town.hold()
    await town.asks(where)
    await town.world.up.settle()
    await town.world.stop()
    if change == "leaves":
        town.goes(BEN, SAID, told=False)
    if change == "joins":
        town.comes(CHI, where, told=False)
    town.world.workspace.faults.limit("conversations.members", retry_after=30, times=4)
    await town.world.start()
    await town.world.rest()
    await town.world.rest()
    assert (town.word in town.said(where)) == (change == "stays")
    assert (KEPT in town.said(where)) == (change != "stays")


@pytest.mark.parametrize("how", ["model"], indirect=True)
@pytest.mark.parametrize("change", ["leaves", "nobody"])
async def test_a_model_is_not_sent_again_what_those_who_hear_its_answer_may_not_hear_any_more(
    town: Town, change: str
) -> None:
    await town.knows(SAID)
    gate = asyncio.Event()

    async def pause(number: int) -> None:
        await gate.wait()

    model = town.model
    assert model is not None
    model.pause = pause
    model.script.append(wanting(("who_is_away", "{}")))
    await town.asks(ASKED)
    await until(lambda: any(town.word in json.dumps(each) for each in model.asked))
    if change == "leaves":
        town.goes(ANA, SAID)
    await town.world._acked()
    gate.set()
    await town.world.rest()
    assert sum(town.word in json.dumps(each) for each in model.asked) == (1 if change == "leaves" else 2)
    assert (town.word in town.said(ASKED)) == (change == "nobody")
    assert (KEPT in town.said(ASKED)) == (change == "leaves")


@pytest.mark.parametrize("how", ["model"], indirect=True)
@pytest.mark.parametrize("change", ["leaves", "joins", "nobody"])
async def test_an_answer_that_grows_ends_where_somebody_may_not_hear_it(town: Town, change: str) -> None:
    await town.knows(SAID)
    gate = asyncio.Event()

    async def pause(number: int) -> None:
        if number >= 8:
            await gate.wait()

    assert town.model is not None
    town.model.pause = pause
    await town.asks(ASKED)
    await until(lambda: town.word in town.said(ASKED))
    if change == "leaves":
        town.goes(ANA, SAID)
    if change == "joins":
        town.comes(CHI, ASKED)
    gate.set()
    await town.world.rest()
    told = town.said(ASKED)
    assert (town.word in told, KEPT in told, "very end" in told) == (
        (True, False, True) if change == "nobody" else (False, True, False)
    )
