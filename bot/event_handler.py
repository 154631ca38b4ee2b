"""What is done about what happens in the chat."""

from bot.conversation.message_handler import MessageHandler
from bot.memory.reading_posts import hello, introduction, offer, set_up
from bot.parts import Parts
from integrations.chat import Person
from integrations.chat_events import (
    AnswerStopped,
    ChannelChanged,
    ChannelDeleted,
    Deleted,
    Edited,
    Event,
    HomeOpened,
    Joined,
    Left,
    PersonChanged,
    Said,
)
from integrations.post import Post
from jobs.messages import OutgoingMessage, Priority


class EventHandler:
    """Hands each event to what it concerns."""

    def __init__(self, parts: Parts, messages: MessageHandler) -> None:
        """Use these parts; `messages` hears what is said."""
        self._parts = parts
        self._messages = messages

    async def handle(self, event: Event) -> None:
        """Do what an event asks for. Safe to repeat."""
        match event:
            case Said() | Edited() | Deleted():
                await self._messages.handle(event)
            case PersonChanged():
                await self._person_changed(event.person)
            case ChannelChanged():
                await self._channel_changed(event)
            case ChannelDeleted():
                await self._parts.team.left(event.channel, await self._us())
                await self._parts.memory.delete_channel(event.channel)
            case Joined():
                await self._joined(event)
            case Left():
                await self._left(event)
            case HomeOpened():
                await self._parts.home.opened(event.user)
            case AnswerStopped():
                await self._parts.growing.stop_there(event.channel, event.thread, event.user, event.messages)

    async def _person_changed(self, person: Person) -> None:
        await self._parts.team.changed(person)
        if person.gone:
            await self._parts.standups.look_who_left(person=person.id)

    async def _channel_changed(self, event: ChannelChanged) -> None:
        """Read it anew; where it is open again, go on there."""
        await self._parts.team.channel_changed(event.channel)
        if event.shared:
            await self._parts.team.learn_members(event.channel)
        if event.reopened:
            await self._parts.rituals.channel_access.resume(event.channel)

    async def _joined(self, event: Joined) -> None:
        """Introduce ourselves once where we are invited; invited again, go on."""
        await self._parts.team.joined(event.channel, event.user)
        if event.user == await self._us():
            key = hello(event.channel)
            post = Post(headline=introduction(event.user), blocks=(*offer(key), *set_up(event.channel)))
            await self._parts.outbox.send(OutgoingMessage(key, event.channel, post, priority=Priority.REPLY))
            await self._parts.rituals.channel_access.resume(event.channel)

    async def _left(self, event: Left) -> None:
        await self._parts.team.left(event.channel, event.user or await self._us())
        if event.user is not None:
            await self._parts.standups.look_who_left(event.channel)

    async def _us(self) -> str:
        return (await self._parts.chat.me()).user
