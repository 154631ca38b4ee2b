"""The systems of the sample team: they answer like the real ones, from one story. Sample data, all of it.

Ben's new sweep went out the evening before and looks payments up by a column without an index.
It alarms at night and is the slow query of the day. Chiara's pull request adds the index; Ben's
refunds wait for it; it is merged before noon and goes out in the afternoon.
"""

from bot.demo.world.story import Story
from bot.demo.world.world import world

__all__ = ["Story", "world"]
