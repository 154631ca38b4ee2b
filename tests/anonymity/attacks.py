"""What an attacker makes of the evidence: for each trick, how many of the authors it names rightly."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

from tests.anonymity.play import Evidence
from tests.anonymity.team import Secret

SURE = 1e-6
"""How probable luck may be at most for a trick to count as one that knows: some hundreds are tried at once."""


@dataclass(frozen=True, slots=True)
class Trick:
    """A way to guess, and what came of it over all rounds."""

    name: str
    rounds: int
    right: int

    @property
    def off(self) -> float:
        """How many standard deviations it is from chance.

        Of answers that are dealt to their authors at random one a round is right, whatever their number, and so
        the variance is one a round as well.
        """
        return (self.right - self.rounds) / sqrt(self.rounds)

    @property
    def luck(self) -> float:
        """How probable as many right answers or more are by luck: in few rounds that is far from a normal curve.

        How many people of a round get their own answer by chance is nearly distributed as Poisson's law says, of
        all rounds together too.
        """
        many = range(self.right, self.right + 10 * self.rounds + 100)
        return sum(exp(count * log(self.rounds) - self.rounds - lgamma(count + 1)) for count in many)


def tricks(rounds: Sequence[Evidence]) -> list[Trick]:
    """Try everything, the best guess first."""
    tried = [*_by_order(rounds), *_learned(rounds), *_by_traces(rounds), *_linked(rounds)]
    return sorted(tried, key=lambda each: -abs(each.off))


def _found(each: Evidence) -> Iterator[tuple[str, Sequence[Hashable], Mapping[str, Hashable]]]:
    """Every order of answers that has all of them, with whose each is."""
    for kind, orders, told in (
        ("numbers", each.numbers, {name: secret.number for name, secret in each.plan.secrets.items()}),
        ("words", each.words, {name: secret.words for name, secret in each.plan.secrets.items()}),
    ):
        for where, order in orders.items():
            if len(order) == len(told):
                yield f"{kind} in {where}", order, told


def _by_order(rounds: Sequence[Evidence]) -> Iterator[Trick]:
    """The first of the answers is the first one's, in whatever order, or the last one's."""
    right, tried = Counter[str](), Counter[str]()
    for each in rounds:
        for where, answers, told in _found(each):
            for who, people in each.people.items():
                for way, order in (("", people), ("reversed ", people[::-1])):
                    name = f"{where} are those of {way}{who}"
                    tried[name] += 1
                    right[name] += sum(told[one] == answer for one, answer in zip(order, answers, strict=True))
    yield from (Trick(name, tried[name], right[name]) for name in tried)


def _learned(rounds: Sequence[Evidence]) -> Iterator[Trick]:
    """Whoever knows the truth of half of the rounds guesses the others by where the answers were in those."""
    half = len(rounds) // 2
    seen: dict[tuple[str, int], list[Counter[int]]] = defaultdict(lambda: [Counter() for _ in range(9)])
    for each in rounds[:half]:
        for name, size, place, at in _places(each):
            seen[name, size][place][at] += 1
    right, tried = Counter[str](), Counter[str]()
    for each in rounds[half:]:
        tried.update({name for name, _, _, _ in _places(each)})
        for name, size, place, at in _places(each):
            known = seen[name, size][place]
            right[name] += bool(known) and max(range(size), key=lambda one: known[one]) == at
    yield from (Trick(f"{name}, learned", tried[name], right[name]) for name in tried)


def _places(each: Evidence) -> Iterator[tuple[str, int, int, int]]:
    for where, answers, told in _found(each):
        for who, people in each.people.items():
            for place, one in enumerate(people):
                yield f"{where} by {who}", len(people), place, answers.index(told[one])


def _by_traces(rounds: Sequence[Evidence]) -> Iterator[Trick]:
    """The more somebody's answer leaves behind, the larger their number, or the longer their words."""
    right, tried = Counter[str](), Counter[str]()
    for each in rounds:
        for trace in {name for look in each.looks for name in look.traces}:
            left = {look.person: look.traces.get(trace, 0) for look in each.looks}
            if len(set(left.values())) < 2:
                continue
            people = sorted(left, key=lambda one: (left[one], one))
            for what in ("number", "length"):
                sizes = {one: _size(secret, what) for one, secret in each.plan.secrets.items()}
                answers = sorted(sizes, key=sizes.__getitem__)
                for way, order in (("more", people), ("less", people[::-1])):
                    name = f"{way} {trace} is a greater {what}"
                    tried[name] += 1
                    right[name] += sum(guess == truth for guess, truth in zip(order, answers, strict=True))
    yield from (Trick(name, tried[name], right[name]) for name in tried)


def _size(secret: Secret, what: str) -> int:
    return secret.number if what == "number" else len(secret.words)


def _linked(rounds: Sequence[Evidence]) -> Iterator[Trick]:
    """The first of the words are those of whose number is the first: two answers of one person lie together."""
    right, tried = Counter[str](), Counter[str]()
    for each in rounds:
        whose = {secret.number: secret.words for secret in each.plan.secrets.values()}
        for where in each.numbers.keys() & each.words.keys():
            numbers, texts = each.numbers[where], each.words[where]
            if len(numbers) == len(texts) == len(whose):
                tried[where] += 1
                right[where] += sum(whose[one] == text for one, text in zip(numbers, texts, strict=True))
    yield from (Trick(f"numbers and words lie together in {name}", tried[name], right[name]) for name in tried)
