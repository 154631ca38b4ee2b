"""Looks for garbage from when a command has begun its work; until then `bot.cli` lets nobody look."""

import gc
import time
from typing import Any

LONG_S = 0.005
"""Of CPU: a look that took longer makes who waits for an ack wait."""
TIMES = 5
_looking_since = 0.0
_left = TIMES


def collect_from_now() -> None:
    """Look for garbage again, but not in what stands by now: that stops the loop for a third of a second.

    Much comes to stand later, with the first of everything: statements, stems, what a thread imports. After a look
    through all of it that took long it is left alone as well; a few times, as what was in hand then is left too.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
        gc.callbacks.append(_leave_alone)


def _leave_alone(phase: str, look: dict[str, Any]) -> None:
    global _looking_since, _left
    if look["generation"] < 2:
        return
    if phase == "start":
        _looking_since = time.thread_time()
    elif _left and time.thread_time() - _looking_since > LONG_S:
        gc.freeze()
        _left -= 1
