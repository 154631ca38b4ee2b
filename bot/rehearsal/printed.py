"""A rehearsal as people read it: what it comes to, then day by day, then what is other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.rehearsal.difference import Difference
from bot.rehearsal.happened import Happened, PlayedMessage, PlayedRitual, What
from bot.rehearsal.rehearsal import Rehearsal
from integrations.database.tables.cadence import RitualState
from jobs.cadence.planning import MEMBER
from jobs.calendar import WEEKDAYS

AT_MOST = "≤"
MOST_TIMES = 4
"""Times of day that one line of a difference names."""
MOST_NAMES = 8
"""People whom one line names; of more it gives the number."""


def show(rehearsal: Rehearsal, console: Console, channel: str | None = None) -> None:
    """Print it; with a `channel`, only what is said in it, and by its rituals."""
    Printed(rehearsal, console, channel).show()


class Printed:
    """Prints one."""

    def __init__(self, rehearsal: Rehearsal, console: Console, channel: str | None) -> None:
        """Print `rehearsal`, as far as it is of `channel`."""
        self._all = rehearsal
        self._console = console
        self._channel = channel

    def show(self) -> None:
        """Print all of it."""
        span = self._all.span
        days = len(span.days)
        self._say(
            f"{self._all.file}, played over {_long(span.first)} to {_long(span.last)} {span.last.year}"
            f" ({days} {'day' if days == 1 else 'days'}), beside what is set now."
        )
        self._say(
            "Rituals that the file does not have end."
            if self._all.prune
            else "Rituals that the file does not have stay as they are, as with rolecall rituals import;"
            " with --prune they end."
        )
        self._rituals()
        self._people()
        self._heading("What is not known")
        for sentence in self._all.unknown:
            self._say(f"- {sentence}")
        self._heading("Day by day, with the file")
        self._say("The time of a direct message is that on the wall of who gets it.")
        for day in span.days:
            self._day(day)
        self._heading("The difference to what is set now")
        lines = [self._difference(each) for each in self._all.differences if self._is_shown(each.channel)]
        for line in lines or ["None: nothing would have been said at another time, and nothing more or less."]:
            self._say(line)

    # --- what it comes to ----------------------------------------------------------

    def _rituals(self) -> None:
        table = Table("ritual", "where", "when", "posts", "direct messages", box=None, pad_edge=False)
        now, then = self._all.now, self._all.then
        for name in dict.fromkeys((*now.rituals, *then.rituals)):
            before, after = now.rituals.get(name), then.rituals.get(name)
            if not any(each and self._is_shown(each.channel) for each in (before, after)):
                continue
            where = _both(*(self._all.called(each.channel) if each else None for each in (before, after)))
            table.add_row(
                escape(name),
                escape(where),
                escape(_both(*(_when(each) if each else None for each in (before, after)))),
                _both(_count(_posts(now, name)), _count(_posts(then, name))),
                _both(_count(_direct(now, name)), _count(_direct(then, name))),
            )
        self._heading("Rituals, now → with the file")
        if table.row_count:
            self._console.print(table)
        else:
            self._say("None.")

    def _people(self) -> None:
        table = Table("person", "a week", "direct messages a week", "most in a day", "held", box=None, pad_edge=False)
        now, then = self._all.now, self._all.then
        everybody = {person for played in (now, then) for each in played.messages for person in each.reaches}
        for person in sorted(everybody, key=lambda each: self._all.called(each).casefold()):
            before, after = self._of(now, person), self._of(then, person)
            if not before and not after:
                continue
            direct = [[each for each in of if each.person] for of in (before, after)]
            table.add_row(
                escape(self._all.called(person)),
                _both(self._a_week(before), self._a_week(after)),
                _both(self._a_week(direct[0]), self._a_week(direct[1])),
                _both(_most(before), _most(after)),
                _both(_held(before), _held(after)),
            )
        self._heading("Interruptions of each person (direct messages and mentions), now → with the file")
        if table.row_count:
            self._console.print(table)
        else:
            self._say("Nobody is interrupted.")

    def _of(self, played: Happened, person: str) -> list[PlayedMessage]:
        return [each for each in played.interruptions(person) if self._is_shown(each.channel)]

    def _a_week(self, messages: Sequence[PlayedMessage]) -> str:
        return _bounded(messages, f"{len(messages) * 7 / len(self._all.span.days):.1f}")

    # --- day by day ----------------------------------------------------------------

    def _day(self, day: date) -> None:
        said = [each for each in self._all.then.messages if each.day == day and self._is_shown(each.channel)]
        said.sort(key=lambda each: each.clock)
        holiday, away = self._all.holidays.get(day), self._all.away.get(day, ())
        works = day.weekday() in self._all.then.settings.days
        if not said and not works:
            return
        notes = [f"public holiday: {holiday}"] if holiday else []
        notes += [f"away: {self._names(away)}"] if away else []
        noted = f" ({'; '.join(notes)})" if notes else ""
        self._say(f"\n{_long(day)}{noted}")
        for line in self._lines(said) if said else ["  nothing"]:
            self._say(line)

    def _lines(self, said: Iterable[PlayedMessage]) -> Iterator[str]:
        """A line for each post, and one for direct messages of a sort at the same time."""
        together: dict[tuple[object, ...], list[PlayedMessage]] = {}
        for each in said:
            where = (None, None) if each.person else (each.channel, each.at)
            sort = (each.clock, each.ritual, each.what, where, each.at_most, each.held_by, each.not_sent)
            together.setdefault(sort, []).append(each)
        for these in together.values():
            first = these[0]
            who = [str(each.person) for each in these if each.person]
            mentions = f", mentions {self._names(first.mentions)}" if first.mentions else ""
            mark = f"{AT_MOST} " if first.at_most else ""
            yield f"  {first.clock}  {mark}{self._called(first, who)}{mentions}{_fate(first)}"

    def _called(self, message: PlayedMessage | Difference, people: Sequence[str]) -> str:
        """What it is and whom or where it reaches: `Daily asks Ana, Ben`, `lunch posts in #backend`."""
        what, channel = message.what, self._all.called(message.channel)
        said = f"{message.ritual} {what.value}" if message.ritual else what.value
        if people:
            to = "" if what in (What.QUESTION, What.REMINDER) else "to "
            return f"{said} {to}{self._names(people)}"
        return f"{said} {'below its post ' if what in (What.SUMMARY, What.NIGHT, What.THREAD) else ''}in {channel}"

    def _names(self, people: Sequence[str]) -> str:
        """Return what they are called, in order; where they are many, how many they are."""
        if len(people) > MOST_NAMES:
            return f"{len(people)} people"
        return ", ".join(sorted(map(self._all.called, people), key=str.casefold))

    # --- what is other -------------------------------------------------------------

    def _difference(self, each: Difference) -> str:
        change = each.change
        each_of = " each" if len(each.people) > 1 else ""
        parts = [f"{before} → {after} {_times(number)}" for (before, after), number in change.moved[:MOST_TIMES]]
        if len(change.moved) > MOST_TIMES:
            rest = sum(number for _, number in change.moved[MOST_TIMES:])
            parts.append(f"at another time {rest} more times")
        at = ", ".join(change.at[:MOST_TIMES]) + (", …" if len(change.at) > MOST_TIMES else "")
        if change.new:
            parts.append(f"{change.new} more{each_of}, at {at}")
        if change.gone:
            parts.append(f"{change.gone} fewer{each_of}" + ("" if change.new else f", at {at}"))
        if change.same:
            parts.append(f"{change.same} as now")
        return f"{self._called(each, each.people)}: {'; '.join(parts)}"

    # --- saying --------------------------------------------------------------------

    def _is_shown(self, channel: str) -> bool:
        return self._channel in (None, channel)

    def _heading(self, words: str) -> None:
        self._console.print(f"\n[bold]{escape(words)}[/bold]")

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, soft_wrap=True)


def _posts(played: Happened, name: str) -> list[PlayedMessage]:
    """What a ritual says in channels, outside threads."""
    return [each for each in _of_ritual(played, name) if not each.person and not each.in_thread]


def _direct(played: Happened, name: str) -> list[PlayedMessage]:
    return [each for each in _of_ritual(played, name) if each.person]


def _of_ritual(played: Happened, name: str) -> Iterator[PlayedMessage]:
    return (each for each in played.messages if each.ritual == name and not each.not_sent)


def _count(messages: Sequence[PlayedMessage]) -> str:
    return _bounded(messages, str(len(messages)))


def _bounded(messages: Sequence[PlayedMessage], number: str) -> str:
    return f"{AT_MOST} {number}" if any(each.at_most for each in messages) else number


def _most(messages: Sequence[PlayedMessage]) -> str:
    return str(max(Counter(each.day for each in messages).values(), default=0))


def _held(messages: Sequence[PlayedMessage]) -> str:
    return str(sum(bool(each.held_by) for each in messages))


def _both(before: str | None, after: str | None) -> str:
    """How it is now and with the file; once where it is the same."""
    if before == after:
        return str(before)
    return f"{before if before is not None else '-'} → {after if after is not None else '-'}"


def _when(ritual: PlayedRitual) -> str:
    if ritual.state is not RitualState.ACTIVE:
        return str(ritual.state.value)
    days = ",".join(day for day in WEEKDAYS if day in ritual.days)
    zone = "own hour" if ritual.timezone == MEMBER else ritual.timezone or ""
    return f"{ritual.at} {days} {zone}".replace("  ", " ").strip()


def _fate(first: PlayedMessage) -> str:
    if first.not_sent:
        return f": not sent, {first.not_sent}"
    return f", held: {first.held_by}" if first.held_by else ""


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _long(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
