"""The buttons of a model's answer: stop it, have it answered anew, say whether it was of use."""

from dataclasses import replace

from bot.conversation.again import Again
from bot.conversation.answer_frame import AGAIN, FORMER_OPINION, HELPFUL, NOT_HELPFUL, STOP
from bot.interactions.features import clicked
from bot.settings import Settings
from integrations.interaction import Click, Done, Outcome, Says
from integrations.post import Post
from jobs.delivery.growing import BegunAnswer, GrowingMessages
from jobs.delivery.opinions import Opinions
from jobs.errors import UserError
from jobs.people.admins import Admins
from jobs.people.team import Team


@clicked(STOP)
async def stop(click: Click, growing: GrowingMessages, team: Team, settings: Settings) -> Outcome:
    """Let an answer end with what it has; only who asked, or an admin, may."""
    answer = await _answer(click, click.value, growing)
    if click.person != answer.asker and not await Admins(team, settings.rolecall_admins).has(click.person):
        raise UserError("Only whoever asked can stop this.")
    await growing.stop(answer.key, click.person)
    return Done()


@clicked(AGAIN)
async def again(click: Click, growing: GrowingMessages, asking_again: Again) -> Outcome:
    """Answer the same anew, below."""
    answer = await _answer(click, click.value, growing)
    if click.person != answer.asker:
        raise UserError("Only whoever asked can have it answered again. Ask me yourself, and I will answer you.")
    await asking_again.ask(answer)
    return Done()


@clicked(HELPFUL)
async def helpful(click: Click, growing: GrowingMessages, opinions: Opinions) -> Outcome:
    """Keep that an answer was of use to somebody."""
    await opinions.keep(await _answer(click, click.value, growing), click.person, helpful=True)
    return Says(Post(headline=("Thank you, I am glad.",)))


@clicked(NOT_HELPFUL)
async def not_helpful(click: Click, growing: GrowingMessages, opinions: Opinions) -> Outcome:
    """Keep that an answer was of no use to somebody."""
    await opinions.keep(await _answer(click, click.value, growing), click.person, helpful=False)
    return Says(Post(headline=("Thank you. I have noted that this did not help, and what the answer was made from.",)))


@clicked(FORMER_OPINION)
async def opinion(click: Click, growing: GrowingMessages, opinions: Opinions) -> Outcome:
    """Keep what somebody thinks of an answer that an earlier version gave: its buttons say so before the key."""
    keep = helpful if click.value.startswith("+") else not_helpful
    return await keep(replace(click, value=click.value[1:]), growing, opinions)


async def _answer(click: Click, key: str, growing: GrowingMessages) -> BegunAnswer:
    answer = await growing.of(key)
    if answer is None or answer.place != click.place:
        raise UserError("I do not know that answer any more.")
    return answer
