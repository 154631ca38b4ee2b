"""Who has everything but the running machine cannot tell who answered what; a thousand rounds are in `make soak`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import structlog

from integrations.ballot_box import Ballot, BallotBox
from tests.anonymity.attacks import SURE, Trick, tricks
from tests.anonymity.play import Played, play

ROUNDS = 3


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> None:
    """The attacker reads files as it likes."""


class InTheirOrder(BallotBox):
    """A box that forgets to mix what it holds."""

    async def look(self, round_: str) -> list[Ballot]:
        """Return them as they came."""
        return list(self._held.get(round_, {}).values())


def named(played: Played) -> Sequence[Trick]:
    """The tricks that know more than chance, of those that saw every round."""
    return [each for each in tricks(played.rounds) if each.rounds == ROUNDS and each.luck < SURE]


@pytest.mark.slow
async def test_no_answer_is_to_be_read_before_the_close_and_no_trick_names_its_author(tmp_path: Path) -> None:
    played = await play(tmp_path, range(ROUNDS))
    assert [len(each.looks) for each in played.rounds] == [6, 5, 5]
    assert played.leaks == []
    assert named(played) == []


@pytest.mark.slow
async def test_the_tricks_find_out_who_said_what_where_nothing_is_mixed(tmp_path: Path) -> None:
    found = {each.name for each in named(await play(tmp_path, range(ROUNDS), InTheirOrder(None)))}
    assert "words in rows by place are those of the order of their answers" in found
    assert "words in rows by rowid are those of the order of their answers" in found


async def test_the_attacker_finds_what_is_kept_before_the_close(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = BallotBox.put

    async def careless(self: BallotBox, round_: str, ballots: Sequence[Ballot]) -> list[str]:
        for each in ballots:
            log.info("answered", answer=each.answer)
        return await put(self, round_, ballots)

    log: Any = structlog.get_logger("bot")
    monkeypatch.setattr(BallotBox, "put", careless)
    played = await play(tmp_path, range(1))
    assert len(played.leaks) == 6
    assert all("the log" in each for each in played.leaks)
