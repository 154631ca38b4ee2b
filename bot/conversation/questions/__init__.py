"""What a question asks for: recognised by examples, which are kept in files, one a language."""

from bot.conversation.questions.understanding import Questions, Recogniser, ToolCall

__all__ = ["Questions", "Recogniser", "ToolCall"]
