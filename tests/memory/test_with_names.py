"""What a model reads of a post: people and channels by their names, as far as they may be known."""

from bot.tools.tool import Asking
from bot.tools.with_names import with_names
from integrations.chat import PlaceKind
from integrations.database.tables.team import channels
from integrations.markdown import to_plain
from integrations.post import Bullets, InChannel, Post
from tests.memory.house import House

POST = Post(
    headline=("Standup in ", InChannel(channel="C1")),
    blocks=(Bullets(items=(("also in ", InChannel(channel="P1")), ("and ", InChannel(channel="CNOBODY")))),),
)


async def told(house: House, asker: str, place: str) -> str:
    asking = Asking(asker, place, PlaceKind.PUBLIC, house.clock.now())
    return to_plain(await with_names(POST, asking, house.db, house.team))


async def test_a_private_channels_name_is_for_those_who_are_in_it(house: House) -> None:
    for person in ("ANNA", "BEN"):
        await house.person(person)
    await house.channel("C1", ["ANNA", "BEN"])
    await house.channel("P1", ["ANNA"], kind="private")
    async with house.db.write() as tx:
        for channel, name in {"C1": "backend", "P1": "layoffs"}.items():
            await tx.execute(channels.update().where(channels.c.id == channel).values(name=name))
    assert await told(house, "ANNA", "P1") == "Standup in #backend\n• also in #layoffs\n• and #CNOBODY"
    assert await told(house, "ANNA", "C1") == "Standup in #backend\n• also in #P1\n• and #CNOBODY", "Ben reads C1 too"
    assert await told(house, "BEN", "C1") == "Standup in #backend\n• also in #P1\n• and #CNOBODY"
