"""What our tools say around their facts, in the language of whoever asks."""

from bot.conversation.frames.retold import retold

__all__ = ["retold"]
