"""Who asks, asks for what is not said every day: of messages with the same words of a question, that one is first."""

from datetime import timedelta

import pytest

from tests.memory.house import House

EVERY_DAY = (
    "that was a good day again",
    "see you all there tomorrow then",
    "sounds like a plan to me",
    "back in a bit",
)


@pytest.fixture
async def talkative(house: House) -> House:
    """A place where the same few things are said all the time."""
    for user in ("ANNA", "BEN"):
        await house.person(user)
    await house.channel("C1", ["ANNA", "BEN"])
    for number in range(15):
        for said in EVERY_DAY:
            await house.says("C1", "BEN", said, ago=timedelta(days=30, minutes=60 * number))
    return house


@pytest.mark.parametrize(
    ("question", "telling", "small_talk"),
    [
        ("What about the pottery?", "Ottilie glazed pottery teapots", "that was another good pottery day again"),
        ("Who does the migration?", "Quentin rehearses the migration Thursday", "sounds like a good migration plan"),
        (
            "Anything on the lighthouse?",
            "lighthouse keeper retires in Bruges",
            "back at the lighthouse in a bit, see you",
        ),
    ],
)
async def test_what_says_something_rare_comes_before_small_talk_with_the_same_words(
    talkative: House, question: str, telling: str, small_talk: str
) -> None:
    await talkative.says("C1", "ANNA", telling, ago=timedelta(days=40))
    await talkative.says("C1", "ANNA", small_talk, ago=timedelta(days=20))
    assert await talkative.recalls(question) == [telling, small_talk]
