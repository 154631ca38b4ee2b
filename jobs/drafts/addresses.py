"""Where in the chat a draft can be read."""

from integrations.chat import ChatError, ChatLinks
from jobs.drafts.drafts import Drafts
from jobs.drafts.model import Draft


async def address_of(draft: Draft, drafts: Drafts, chat: ChatLinks) -> str | None:
    """Return the address of the thread in which a draft is discussed; None where there is none, or it is not known."""
    sent = await drafts.where(draft)
    if sent is None:
        return None
    try:
        return await chat.permalink(sent.channel, sent.id)
    except ChatError:
        return None
