"""What was said where we were, and who may hear it again."""

from bot.memory.recall import TURN, Recalled
from bot.memory.store import KeptMessage, Memory

__all__ = ["TURN", "KeptMessage", "Memory", "Recalled"]
