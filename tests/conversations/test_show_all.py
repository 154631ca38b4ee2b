"""What does not fit is cut, and shown whole to whoever asks."""

import re

from bot.demo import team
from bot.demo.stage import Stage
from integrations.post import Bullets, Post
from jobs.messages import OutgoingMessage
from tests.stage import BACKEND, last


async def test_show_all_gives_the_whole_post_to_the_one_who_asks(stage: Stage) -> None:
    items = tuple((f"point {number}: {'words ' * 60}",) for number in range(60))
    message = OutgoingMessage("long", team.BACKEND.id, Post(headline=("A long list",), blocks=(Bullets(items=items),)))
    await stage.app.parts.outbox.send(message)
    await stage.settle()
    cut = last(stage)
    assert "point 59" not in cut.shown
    ben = stage.workspace.member("Ben")
    await ben.clicks(cut, "show_all")
    await stage.workspace.until(lambda: any("point 59" in said.shown for said in ben.whispers(BACKEND)))
    assert not stage.workspace.member("Ana").whispers(BACKEND)


async def test_what_even_show_all_cannot_show_is_counted(stage: Stage) -> None:
    items = tuple((f"point {number}: {'words ' * 60}",) for number in range(2_000))
    message = OutgoingMessage(
        "endless", team.BACKEND.id, Post(headline=("An endless list",), blocks=(Bullets(items=items),))
    )
    await stage.app.parts.outbox.send(message)
    await stage.settle()
    ben = stage.workspace.member("Ben")
    await ben.clicks(last(stage), "show_all")

    def end() -> str | None:
        whispers = ben.whispers(BACKEND)
        return whispers[-1].shown if whispers and " more" in whispers[-1].shown else None

    words = await stage.workspace.until(end)
    shown = {int(number) for said in ben.whispers(BACKEND) for number in re.findall(r"point (\d+):", said.shown)}
    assert shown == set(range(len(shown)))
    assert f"and {2_000 - len(shown)} more" in str(words)
