"""What stands is not looked through for garbage again and again, also where it came to stand after the start."""

import subprocess
import sys

_SHOW = """
import gc
gc.disable()
from bot import garbage
garbage.collect_from_now()
at_first, left = gc.get_freeze_count(), []
standing = []
for number in range({looks}):
    standing.append([{{}} for _ in range(300_000)])
    for each in standing[-1]:
        each["ring"] = each
    gc.collect()
    left.append(gc.get_freeze_count() - at_first)
class Ring: pass
ring = Ring()
ring.ring = ring
import weakref
seen = weakref.ref(ring)
del ring
gc.collect()
print(*left, seen() is None)
"""


def _shown(looks: int) -> tuple[list[int], bool]:
    command = [sys.executable, "-c", _SHOW.format(looks=looks)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    *left, found = told.stdout.split()
    return [int(each) for each in left], found == "True"


def test_much_that_comes_to_stand_later_is_left_alone_too_but_new_garbage_is_found() -> None:
    left, found = _shown(2)
    assert left[0] > 250_000
    assert left[1] - left[0] > 250_000
    assert found


def test_only_so_often_so_that_little_can_be_lost_to_it() -> None:
    left, found = _shown(7)
    assert left[4] - left[3] > 250_000
    assert max(left[5:]) <= left[4]
    assert found
