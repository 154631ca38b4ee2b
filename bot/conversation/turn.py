"""One conversational turn: somebody speaks to us, and we answer once.

A mention and a DM take the same way. The answer goes through the outbox under the key of the
message that asked, so that a turn that is taken up again after a crash says nothing twice.
"""

import asyncio
import contextlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import structlog

from bot.conversation import prompt, wording
from bot.conversation.answer import Answer, Room
from bot.conversation.answer_frame import finished, stopped
from bot.conversation.asked import Asked
from bot.conversation.by_name import identifiers_in, names_in
from bot.conversation.by_rule import ByRule
from bot.conversation.grounding import checked
from bot.conversation.history import History, HistoryLine
from bot.conversation.intents import (
    AboutUs,
    AreYouABot,
    Courtesy,
    Greeting,
    Help,
    Question,
    WhatWeHear,
    intent,
)
from bot.conversation.looping_in import LoopingIn
from bot.conversation.model_answers import ModelAnswers, ModelQuestion, UsedUp
from bot.conversation.not_known import carries
from bot.conversation.notes import ForgetThat, ListNotes, Remember, RememberThat
from bot.conversation.owners import owned
from bot.conversation.quotes import Quoted, Quotes
from bot.conversation.sentences import asked_in, sentence, spoken
from bot.conversation.voices import Voices
from bot.conversation.written_down import Written, WrittenDown
from bot.memory import Memory, Recalled
from bot.memory.words import terms
from bot.persona.asked import AskedFor
from bot.persona.choose import fitting, partner_of
from bot.persona.lens import is_open
from bot.persona.prompt import system_prompt
from bot.persona.voice import honest_word
from bot.tools.approvals import Approvals, Wish
from bot.tools.tool import Asking
from integrations.chat import ChatAsides, ChatError, PlaceKind
from integrations.database import Database
from integrations.model import Line
from integrations.model_problem import ModelLate, ModelProblem
from integrations.post import Block, Mention, Post, SmallPrint, Text
from integrations.rolecard import Named, RoleCard, short_name
from integrations.time import Clock
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.people.directory import Directory, name_of

log = structlog.get_logger()

MOST_QUOTES = 3
"""Quotes of an answer without a model."""
MOST_MATERIAL = 8
"""Recalled messages that a model is given."""
MOST_OF_A_THREAD = 3
"""Messages just before an open question that are taken to be what it is about."""
MOST_OF_A_CHANNEL = 8
"""Messages just before a question in the open channel that are taken to belong to it."""
_WORTH_TELLING = 0.3
"""What scores less than this share of the best result is not quoted."""
_STATUS_S = 2
"""How long a status may take to be shown."""


class Turn:
    """Answers whoever speaks to us."""

    def __init__(
        self,
        db: Database,
        *,
        memory: Memory,
        quotes: Quotes,
        history: History,
        outbox: Outgoing,
        chat: ChatAsides,
        team: Directory,
        clock: Clock,
        card: RoleCard,
        voices: Voices,
        by_rule: ByRule,
        approvals: Approvals,
        model_answers: ModelAnswers | None = None,
        looping_in: LoopingIn | None = None,
        written_down: WrittenDown | None = None,
        allowed_hosts: Collection[str] = (),
        model_channels: Collection[str] = (),
    ) -> None:
        """Prepare. Without `looping_in` no partner is named; without `written_down` nothing is looked up there.

        Links of a model's answer are live for `allowed_hosts` only. Where there are `model_channels`, it answers only
        there.
        """
        self._db = db
        self._memory = memory
        self._quotes = quotes
        self._history = history
        self._outbox = outbox
        self._chat = chat
        self._team = team
        self._clock = clock
        self._card = card
        self._voices = voices
        self._by_rule = by_rule
        self._approvals = approvals
        self._model_answers = model_answers
        self._looping_in = looping_in
        self._written_down = written_down
        self._hosts = allowed_hosts
        self._model_channels = model_channels

    async def answer(self, asked: Asked) -> None:
        """Answer once, in the thread or DM where it was asked."""
        if await self._history.has_message(asked.key):
            return
        wanted, us = intent(asked.words), (await self._chat.me()).user
        asking = await self._asking(asked)
        if asked.forwarded and isinstance(wanted, Greeting | Help | Courtesy):
            wanted = Question()  # it came without words of its own, or with a greeting
        repeated: Sequence[str] = ()
        answer: Answer | None = None
        wishes: Sequence[Wish] = ()
        language = spoken(asked.words)
        match wanted:
            case Courtesy():
                if not asked.by_name:
                    return
                post = Post(headline=sentence(wanted.kind, language))
            case Greeting(asks=True):
                post = Post(headline=sentence("how_we_are", language))
            case Greeting():
                post = Post(headline=sentence("hello", language, us=Mention(user=us)))
            case Help() if asked.files and not asked.words:
                post = wording.UNREAD
            case Help():
                post = wording.help_(us, self._by_rule.tools, language)
            case AreYouABot():
                post = Post(headline=sentence("a_bot", language, name=self._card.name))
            case AboutUs():
                post = wording.about_us(us, self._by_rule.tools, self._card.name, self._card.title, language)
            case WhatWeHear():
                post = Post(headline=sentence("we_hear", language))
            case Remember():
                post, repeated = await self._notes(asking, "remember", words=wanted.text)
            case RememberThat():
                post, repeated = await self._notes(asking, "remember", words=asked.forwarded)
            case ForgetThat():
                post, repeated = await self._notes(asking, "forget")
            case ListNotes():
                post, repeated = await self._notes(asking, "my_notes")
            case Question():
                answer = await self._think(asked, asking)
                post, repeated, wishes = answer.post, answer.people, answer.wishes
        message = OutgoingMessage(
            key=asked.key,
            channel=asked.channel,
            post=post,
            priority=Priority.REPLY,
            thread=asked.answer_in,
            turn=True,
            person=asked.user,
            answers_at=asked.waits_since,
            repeats=(asked.user, *repeated),
            restriction=asking.restriction(wording.KEPT_BACK),
        )
        async with self._db.write() as tx:
            await self._outbox.put(tx, message)
            if self._looping_in is not None and answer is not None:
                await self._looping_in.keep(tx, answer, *asked.conversation)
            if wishes:
                await self._approvals.ask(tx, replace(asking, thread=asked.answer_in), wishes)

    # --- notes ---------------------------------------------------------------------

    async def _notes(self, asking: Asking, tool: str, **arguments: str) -> tuple[Post, Sequence[str]]:
        """What came of a wish about the asker's notes, and whose words that repeats."""
        answer = await self._by_rule.ask(tool, asking, arguments)
        return answer.post, answer.people

    # --- questions -----------------------------------------------------------------

    async def _think(self, asked: Asked, asking: Asking) -> Answer:
        """The answer to a question, by whoever is asked or else has something to say to it."""
        before = await self._history.of(asked.channel, asked.thread, before=asked.at)
        if asked.thread is None and asked.kind != PlaceKind.DIRECT:
            before = before[-MOST_OF_A_CHANNEL:]
        who = self._voices.asked_for(asked.words)
        if who is None:
            answer = self._voices.remarked(await self._facts(asked, asking, before), asked.question, before)
        elif who.unknown:
            return self._voices.unknown(who.unknown)
        elif who.panel:
            answer = await self._panel(replace(asked, words=who.words), asking, before)
        else:
            answer = await self._speak_as(who, replace(asked, words=who.words), asking, before)
        if self._looping_in is None:
            return answer
        return await self._looping_in.named(
            answer,
            who.words if who else asked.words,
            *asked.conversation,
            there=[asked.user, *(each.user for each in before if each.user and asked.thread)],
            quiet=asked.kind == PlaceKind.DIRECT,
        )

    async def _speak_as(self, who: AskedFor, asked: Asked, asking: Asking, before: Sequence[HistoryLine]) -> Answer:
        """The answer of somebody who is asked by name: what is known, or else what they look at first."""
        point = who.speaker or who.hat
        about = asked.question
        answer: Answer | None = None
        if point is not None and is_open(asked.question):
            about = " ".join([asked.words, *(each.text for each in before[-MOST_OF_A_THREAD:] if each.user)])
            answer = await self._voices.look(point, asking)
            if answer is None and (who.hat is not None or about == asked.words):
                answer = Answer(Post(headline=(f"What would you like to ask the {short_name(point.name)}?",)))
        answer = answer or await self._facts(asked, asking, before, who.speaker)
        return self._voices.as_asked(answer, about, who.speaker) if who.speaker is not None else answer

    async def _panel(self, asked: Asked, asking: Asking, before: Sequence[HistoryLine]) -> Answer:
        """What each personality raises, from the thread, what was said before and the sources."""
        quotes: list[Quoted] = []
        if asked.thread is not None:
            here = [_of_thread(each, asked) for each in before if each.user is not None]
            quotes += await self._quotes.of(here, MOST_MATERIAL)
        known = {quote.said.message_id for quote in quotes}
        quotes += [
            each
            for each in await self._recall(asked, asking, before, MOST_MATERIAL, answering=False)
            if each.said.message_id not in known
        ]
        return await self._voices.panel(asked.question, quotes, asking)

    async def _facts(
        self, asked: Asked, asking: Asking, before: Sequence[HistoryLine], speaker: Named | None = None
    ) -> Answer:
        """What is known, the same whoever speaks; a model is told who does."""
        if self._model_answers is not None and (not self._model_channels or asked.channel in self._model_channels):
            return await self._ask_the_model(self._model_answers, asked, asking, before, speaker)
        if (answered := await self._ask_a_tool(asked, asking, before)) is not None:
            return answered
        quotes = await self._recall(asked, asking, before, MOST_QUOTES)
        written = await self._written_about(asked, asking)
        partner = partner_of(self._card, what) if not quotes and (what := owned(asked.words)) else None
        if partner is not None and "partners" in self._by_rule.tools:
            return await self._by_rule.ask("partners", asking, {"words": partner.name})
        if not quotes and not written.lines:
            if (titled := await self._by_rule.titled(identifiers_in(asked.words), asking, asked.words)) is not None:
                return titled
            quotes = await self._recall_names(asked, asking)
        log.info("question_answered", tool="recall")
        first = all(each.user is not None for each in before)
        only_quotes = _only_said(asked.words) if first and (quotes or written.lines) else None
        post = await self._answer_without_model(asked, quotes, only_quotes, written.lines)
        people = [*_whose(quotes, before), *written.people]
        return Answer(post, people, Room.MUCH if quotes or written.lines else Room.LITTLE)

    async def _asking(self, asked: Asked) -> Asking:
        zone = await self._zone(asked.user)
        return Asking(
            asked.user, asked.channel, asked.kind, asked.at, zone=zone, thread=asked.thread, message=asked.message_id
        )

    async def _ask_a_tool(self, asked: Asked, asking: Asking, before: Sequence[HistoryLine]) -> Answer | None:
        """What a tool says, where the question is plainly one that it answers; None where it is not."""
        if asked.forwarded or owned(asked.words):
            return None
        is_talk = asked.thread is not None or asked.kind == PlaceKind.DIRECT
        answer = await self._by_rule.answer(
            asked.words, asking, mentioned=asked.mentioned, before=before if is_talk else ()
        )
        if answer is not None and answer.unless_said:
            named = replace(asked, words=answer.unless_said)
            if await self._recall(named, asking, (), 1):
                return None
        return answer

    async def _ask_the_model(
        self,
        model: ModelAnswers,
        asked: Asked,
        asking: Asking,
        before: Sequence[HistoryLine],
        speaker: Named | None,
    ) -> Answer:
        """The model's answer; without one a tool's by rule, or else what was said before."""
        quotes = await self._recall(asked, asking, before, MOST_MATERIAL)
        await self._show_status(asked, "is thinking…")
        names = await self._names([asked.user, *(each.user for each in before if each.user)])
        question = Line("user", prompt.question(asked.question, names[asked.user], quotes))
        given = (*prompt.told(asked.question, before, names, quotes), f"{asking.at:%A %d %B %Y}")
        colleagues = await self._colleagues(asked.channel)

        def draw(words: str, told: Sequence[str]) -> Post:
            said = checked(words, (*given, *told), citable=len(quotes), names=colleagues)
            return wording.model_answer(said, quotes, zone=asking.zone, allowed_hosts=self._hosts)

        try:
            answer = await model.answer(
                ModelQuestion(
                    asked.key,
                    self._system(asked.question, speaker),
                    [*prompt.lines(before, names), question],
                    asking,
                    asked.answer_in,
                    asked.kept(),
                    draw,
                    by_rule=lambda: self._ask_a_tool(asked, asking, before),
                    status=lambda words: self._show_status(asked, words),
                    waits_since=asked.waits_since,
                )
            )
        except ModelProblem as problem:
            log.warning("model_failed", why=str(problem))
            return await self._without_the_model(asked, asking, before, quotes, problem)
        if answer.kept_back:
            return Answer(wording.KEPT_BACK, room=Room.NONE)
        log.info("question_answered", tool="model", used=answer.used, stopped=answer.stopped)
        post = answer.post or Post(headline=())
        if answer.stopped:
            by = await model.stopped_by(asked.key)
            post = stopped(answer.post, (by, (await self._names([by]))[by]) if by else None)
        people = [*_whose(quotes, before), *answer.people]
        return Answer(finished(post, answer.steps, asked.key), people, Room.NONE, wishes=answer.wishes)

    async def _without_the_model(
        self,
        asked: Asked,
        asking: Asking,
        before: Sequence[HistoryLine],
        quotes: Sequence[Quoted],
        problem: ModelProblem,
    ) -> Answer:
        """The answer by rule, which says why it is one."""
        why: Block = _USED_UP if isinstance(problem, UsedUp) else _COULD_NOT
        if (answered := await self._ask_a_tool(asked, asking, before)) is not None:
            blocks = (*answered.post.blocks, why)
            return replace(answered, post=answered.post.model_copy(update={"blocks": blocks}))
        if isinstance(problem, ModelLate):
            why = honest_word()
        written = await self._written_about(asked, asking)
        post = await self._answer_without_model(asked, quotes[:MOST_QUOTES], why, written.lines)
        return Answer(post, [*_whose(quotes, before), *written.people])

    def _system(self, words: str, speaker: Named | None) -> str:
        speaking = [speaker] if speaker is not None else fitting(self._card, words)
        today = self._clock.now().date()
        return system_prompt(self._card, personalities=speaking, today=today, chat=self._chat.chat_name)

    async def _answer_without_model(
        self, asked: Asked, quotes: Sequence[Quoted], honest_word: Block | None, written: Sequence[Text]
    ) -> Post:
        return wording.answer_without_model(
            asked.words,
            quotes,
            honest_word,
            written,
            zone=await self._zone(asked.user),
            us=(await self._chat.me()).user,
        )

    async def _show_status(self, asked: Asked, words: str) -> None:
        with contextlib.suppress(ChatError, TimeoutError):
            async with asyncio.timeout(_STATUS_S):
                await self._chat.set_status(asked.channel, asked.thread or asked.message_id, words)

    # --- recalling -----------------------------------------------------------------

    async def _recall(
        self, asked: Asked, asking: Asking, before: Sequence[HistoryLine], most: int, *, answering: bool = True
    ) -> list[Quoted]:
        """What everybody who reads the answer may know, that can still be read in the chat.

        What is told as the answer has to carry one; a concern may rest on a part of what was asked.
        """
        about = _about(asked, before)
        await self._memory.refresh(about, asker=asked.user, channel=asked.channel)
        found = await self._memory.recall(
            about,
            asker=asked.user,
            channel=asked.channel,
            limit=2 * most,
            thread=asked.thread,
            besides=(asked.message_id,),
        )
        worth = [
            each
            for each in found
            if each.score >= _WORTH_TELLING * found[0].score
            and (not answering or carries(asked.words, each.text, noted=each.noted))
        ]
        quotes = await self._quotes.of(worth, most)
        asking.origins.places.update(quote.said.channel for quote in quotes)
        return quotes

    async def _recall_names(self, asked: Asked, asking: Asking) -> list[Quoted]:
        """What was said in another language than the question's of what it names: words differ there, names do not."""
        found: dict[str, Quoted] = {}
        for name in names_in(asked.words):
            for quote in await self._recall(replace(asked, words=name), asking, (), MOST_QUOTES):
                if name in quote.said.text and asked_in(quote.said.text) != asked_in(asked.words):
                    found.setdefault(quote.said.message_id, quote)
        return list(found.values())[:MOST_QUOTES]

    async def _written_about(self, asked: Asked, asking: Asking) -> Written:
        """What is written down about it; of who owns something only people's words tell."""
        if self._written_down is None or owned(asked.words):
            return Written()
        return await self._written_down.about(asked.words, asking)

    async def _colleagues(self, channel: str) -> list[str]:
        """The names of those who are in the place."""
        try:
            return [each.name for each in await self._team.members(channel)]
        except ChatError:
            return []

    async def _names(self, users: Iterable[str]) -> dict[str, str]:
        return {user: await name_of(self._team, user) for user in dict.fromkeys(users)}

    async def _zone(self, user: str) -> str:
        try:
            return await self._team.zone(user)
        except ChatError:
            return "UTC"


def _only_said(words: str) -> Block:
    """That no more than what was said can be told: said where something was found that may not be the answer."""
    return SmallPrint(text=sentence("no_model", asked_in(words)))


_COULD_NOT = SmallPrint(text=("The model could not answer, so this is what I have without it.",))
_USED_UP = SmallPrint(
    text=("You have used up what the model may cost for you today, so this is what I have without it.",)
)


def _whose(quotes: Sequence[Quoted], before: Sequence[HistoryLine]) -> list[str]:
    """Return whose words a message has, for the citations of the answer."""
    return [quote.said.user for quote in quotes] + [each.user for each in before if each.user]


def _of_thread(line: HistoryLine, asked: Asked) -> Recalled:
    """A message of the thread in which something is asked."""
    return Recalled(asked.channel, line.message_id, line.user or "", line.text, 0, asked.thread, line.at, noted=False)


def _about(asked: Asked, before: Sequence[HistoryLine]) -> str:
    """What to look for. "And why?" alone says nothing: then it is what was said before it."""
    if asked.forwarded:
        return asked.question
    if terms(asked.words) or (asked.thread is None and asked.kind != PlaceKind.DIRECT):
        return asked.words
    return next((each.text for each in reversed(before) if each.user is not None), asked.words)
