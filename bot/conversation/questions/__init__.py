"""What a question asks for: recognised by examples, which are kept in files, one a language."""

from bot.conversation.questions.asking_for import Stranger, ToolCall, Understood, WhichOne
from bot.conversation.questions.names import Names
from bot.conversation.questions.understanding import Questions

__all__ = ["Names", "Questions", "Stranger", "ToolCall", "Understood", "WhichOne"]
