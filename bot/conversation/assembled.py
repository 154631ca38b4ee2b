"""What listens to messages and answers them, put together from the parts."""

from typing import TYPE_CHECKING

from bot.conversation.looping_in import LoopingIn
from bot.conversation.message_handler import MessageHandler
from bot.conversation.model_answers import ModelAnswers
from bot.conversation.partner_words import PartnerWords
from bot.conversation.thinking import Thinking
from bot.conversation.turn import Turn
from bot.conversation.typed_standups import TypedStandups
from bot.conversation.unblocking import Unblocking
from bot.conversation.voices import Voices
from bot.conversation.watching import AnswerLimits
from bot.parts import Parts
from jobs.delivery.following import Following
from jobs.people.audience_check import AudienceCheck
from jobs.people.spending import Spending
from jobs.standup.blocker_announcements import BlockerAnnouncements
from jobs.standup.done_replies import DoneReplies
from jobs.standup.typed_answers import Typed

if TYPE_CHECKING:
    from integrations.model import Model


def conversation(
    parts: Parts,
    model: "Model | None",
    *,
    spending: Spending,
    may_hear: AudienceCheck,
    announcements: BlockerAnnouncements,
) -> tuple[MessageHandler, Turn]:
    """Return who hears every message, and who answers those that are for us: by rule, or else with the `model`."""
    settings, db, clock, chat, outbox = parts.settings, parts.db, parts.clock, parts.chat, parts.outbox
    turn = Turn(
        db,
        memory=parts.memory,
        quotes=parts.quotes,
        history=parts.history,
        outbox=outbox,
        chat=chat,
        team=parts.team,
        clock=clock,
        card=parts.card,
        voices=Voices(parts.card, parts.voice, parts.toolbox),
        by_rule=parts.by_rule,
        model_answers=_model_answers(parts, model, spending, may_hear) if model else None,
        looping_in=LoopingIn(parts.card, parts.partners),
        written_down=parts.written_down,
        approvals=parts.approvals,
        allowed_hosts=settings.rolecall_allowed_hosts,
        model_channels=settings.rolecall_model_channels,
    )
    message_handler = MessageHandler(
        words=parts.plain_words,
        memory=parts.memory,
        following=Following(db, clock),
        history=parts.history,
        turn=turn,
        team=parts.team,
        chat=chat,
        unblocking=Unblocking(DoneReplies(db, clock, parts.team, announcements), chat),
        typed=TypedStandups(db, Typed(db, clock, parts.standups), outbox, chat),
        partners=PartnerWords(parts.partners, outbox),
    )
    return message_handler, turn


def _model_answers(parts: Parts, model: "Model", spending: Spending, may_hear: AudienceCheck) -> ModelAnswers:
    settings = parts.settings
    limits = AnswerLimits(
        settings.rolecall_answer_steps, settings.rolecall_answer_seconds, settings.rolecall_result_characters
    )
    thinking = Thinking(model, parts.toolbox, parts.approvals, limits)
    return ModelAnswers(thinking, parts.growing, spending, parts.clock, may_hear)
