"""Who answers anonymously, and what they say: what an attacker does not know, and is to find out."""

import base64
import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.demo.team import COMMANDS
from integrations.ballot_box import LEAST_SHOWN
from integrations.workspace import App, Person, Place, Sample

ZONE = "Europe/Berlin"
CHANNEL, BOT = "C0PULSE", "U0BOT"
NAMES = ("Ana", "Ben", "Chiara", "Dev", "Elif", "Femi")
PEOPLE = tuple(Person(f"U0{name.upper()}", name, f"{name} Sample", f"{name}@team.example", ZONE) for name in NAMES)
NUMBER, WORDS, NAMED = "How much, from 1 to 6?", "What should change?", "What did you do?"
RITUAL = f"""
[team]
timezone = "{ZONE}"
[[ritual]]
name = "pulse"
kind = "standup"
title = "Pulse"
channel = "{CHANNEL}"
at = "09:00"
blockers = false
mood = false
remind_after = []
close_early = false
close_after = 30
questions = [
  {{ text = "{NUMBER}", type = "number", anonymous = true, required = true }},
  {{ text = "{NAMED}" }},
  {{ text = "{WORDS}", anonymous = true, required = true }},
]
"""


def sample() -> Sample:
    """Return the team in its workspace."""
    place = Place(CHANNEL, "pulse", (*(each.id for each in PEOPLE), BOT))
    return Sample("Pulse", PEOPLE, (place,), App(name="Rolecall", bot_user=BOT, commands=COMMANDS), zone=ZONE)


@dataclass(frozen=True, slots=True)
class Secret:
    """What one person says anonymously: a number and words, each of which nobody else says in that round."""

    number: int
    words: str

    @property
    def disguises(self) -> list[bytes]:
        """The words as they may be kept, and what could be kept in their place, to find whoever wrote them."""
        text, begin = self.words.encode(), self.words[:30]
        digests = [hashlib.new(name, text) for name in ("md5", "sha1", "sha256", "blake2b")]
        return [
            begin.encode(),
            begin.encode("utf-16-le"),
            begin.encode().hex().encode(),
            # What base64 makes of it, wherever it begins.
            *(base64.b64encode(b"x" * lead + begin.encode())[4:-4] for lead in range(3)),
            *(each.hexdigest()[:16].encode() for each in digests),
            *(each.digest()[:8] for each in digests),
        ]


@dataclass(frozen=True, slots=True)
class Plan:
    """A round: who answers in which order, and what."""

    order: Sequence[str]
    secrets: Mapping[str, Secret]


def plan(number: int) -> Plan:
    """Return what happens in a round, drawn by lot and always the same."""
    lot = random.Random(number)  # noqa: S311 - nothing is kept secret by it
    answering = list(NAMES if number % 4 == 0 else NAMES[:LEAST_SHOWN])
    lot.shuffle(answering)
    numbers = list(range(1, len(answering) + 1))
    lot.shuffle(numbers)
    secrets = {}
    for name, each in zip(answering, numbers, strict=True):
        # Longer or shorter, so that whatever grows with it would tell.
        filler = "".join(lot.choices("abcdefghij klmnop", k=lot.randint(1, 900)))
        secrets[name] = Secret(each, f"{lot.getrandbits(128):032x} {filler}.")
    return Plan(answering, secrets)
