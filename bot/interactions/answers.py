"""What people tell us that we did not know: the button below "I don't know …", and its form."""

from bot.conversation import wording
from bot.conversation.not_known import TELL
from bot.conversation.quotes import TOLD
from bot.forms.answers import CALLBACK, AskedQuestion, answer_form, read_answer
from bot.interactions.features import clicked, submitted
from bot.memory.store import Memory
from integrations.chat import PlaceKind
from integrations.database import Database
from integrations.interaction import Click, Done, Opens, Outcome, Submission, Wrong
from integrations.time import Clock
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError
from jobs.messages import OutgoingMessage, Priority
from jobs.people.team import Team

_NOT_HERE = "I am not in this conversation, so I could not tell later who may hear of it. Invite me first."


@clicked(TELL)
async def tell(click: Click, team: Team) -> Outcome:
    """Open the form for the answer."""
    place = await team.channel(click.place) if click.place else None
    if place is None or not (place.here or place.kind is PlaceKind.DIRECT):
        raise UserError(_NOT_HERE)
    return Opens(answer_form(click.value, place.id, None if click.seen_alone else click.thread))


@submitted(CALLBACK)
async def told(
    submission: Submission, memory: Memory, team: Team, outbox: Outbox, db: Database, clock: Clock
) -> Outcome:
    """Keep the answer as a note of the sender's, and say it where it was asked."""
    wanted = AskedQuestion.read(submission.carry)
    question, where, thread = wanted.question, wanted.place, wanted.thread
    answer = read_answer(submission.values)
    if not answer:
        return Wrong({"answer": "A word or two, please."})
    place = await team.channel(where)
    direct = place is not None and place.kind is PlaceKind.DIRECT
    if place is None or not (direct or (place.here and await team.is_in(submission.person, place.id))):
        raise UserError(_NOT_HERE)
    name = await team.name(submission.person)
    await memory.keep(
        place.id,
        f"{TOLD}{submission.id}"[:_LONGEST_ID],
        submission.person,
        f"{question} {answer}",
        at=clock.now(),
        thread=thread,
        noted_by=submission.person,
    )
    post = wording.was_told(submission.person, name, question, answer, place.kind)
    key = f"{TOLD}{submission.id}"
    async with db.write() as tx:
        await outbox.put(tx, OutgoingMessage(key, place.id, post, priority=Priority.REPLY, thread=thread))
    return Done()


_LONGEST_ID = 120
