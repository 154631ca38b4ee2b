"""The "Show all" below a message that was cut."""

from bot.interactions.features import clicked
from integrations.interaction import Click, Outcome, Says
from integrations.post import SHOW_ALL, Post
from jobs.delivery.outbox import Outbox


@clicked(SHOW_ALL, slow=True)
async def show_all(click: Click, outbox: Outbox) -> Outcome:
    """Give the whole post, privately, to whoever may read the message that it was cut for."""
    sent = await outbox.sent(click.value)
    # A chat lets only its readers click on a message, but who came later may not hear all of it.
    post = await outbox.post_of(click.value, click.person) if sent and sent.channel == click.place else None
    return Says(post or Post(headline=("I do not have that any more.",)))
