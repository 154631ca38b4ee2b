"""Takes in a team that comes from another standup bot: its standups, its people, and what they answered."""

from bot.moving.moving_in import MovedIn, MovingIn
from bot.moving.wishes import BadImport, Wishes

__all__ = ["BadImport", "MovedIn", "MovingIn", "Wishes"]
