"""What buf says of our pairs of protobuf files: `python -m tests.contracts.judge`, where `buf` is installed.

A command and not a test: buf is on PyPI as `buf-bin`, 60 MB for one question. It prints each pair that the two judge
otherwise, but for those in `OURS` and `THEIRS`, and then exits 1.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.contracts.proto_pairs import PAIRS

OURS: Mapping[str, str] = {
    "proto-package": "buf judges a package by what is in it, and these have the same path",
    "proto-reserved": "buf has no rule for using what was reserved, and none for names that are free again",
    "proto-features": "buf compares only some of the features",
    "proto-visibility": "buf has no rule for it",
    "proto-default": "buf does not compare the first value of a closed enum",
}
"""Rules by which we say more than buf, and why."""
THEIRS: Mapping[str, str] = {
    "proto-idempotency": "an rpc that promises more than nothing takes nothing from its callers",
}
"""Rules by which buf says more than we, and why."""


def complains(buf: str, before: str, after: str) -> list[str]:
    """Return what buf has against a change; raise `RuntimeError` where it cannot read one of the two."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("old", before), ("new", after)):
            place = Path(folder, name)
            place.mkdir()
            (place / "a.proto").write_text(text, "utf-8")
            (place / "buf.yaml").write_text("version: v2\nbreaking:\n  use: [FILE]\n", "utf-8")
        command = [buf, "breaking", f"{folder}/new", "--against", f"{folder}/old"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - buf, on our files
        if done.returncode not in (0, 100):
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip().splitlines()


def main() -> int:
    """Print where we differ."""
    buf = shutil.which("buf")
    if buf is None:
        print("buf is not installed: pip install buf-bin")  # noqa: T201
        return 2
    judged = differing = 0
    for rule, (bad, harmless) in PAIRS.items():
        for breaks, pairs in ((True, bad), (False, harmless)):
            for before, after in pairs:
                try:
                    said = complains(buf, before, after)
                except RuntimeError as problem:
                    print(f"{rule}: buf cannot read it: {problem}")  # noqa: T201
                    differing += 1
                    continue
                judged += 1
                if bool(said) != breaks and rule not in (OURS if breaks else THEIRS):
                    differing += 1
                    print(f"{rule}: {before} -> {after}: buf says {said or 'nothing'}")  # noqa: T201
    print(f"{judged} pairs judged, {differing} otherwise than by us")  # noqa: T201
    return min(differing, 1)


if __name__ == "__main__":
    sys.exit(main())
