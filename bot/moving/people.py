"""Who of an export is who here: by id, by address, by name; nobody is guessed."""

from integrations.chat import Person
from integrations.standup_exports import ExportedPerson, StandupExport
from jobs.people.team import Team


class PeopleOfExport:
    """Finds the people of an export in the chat, each of them once."""

    def __init__(self, team: Team, export: StandupExport, said: dict[str, str]) -> None:
        """`said` is who is who by what the operator says: an id or address here by a name there, in lower case."""
        self._team = team
        self._export = export
        self._said = said
        self._found: dict[ExportedPerson, Person | None] = {}
        self.unmatched: dict[str, int] = {}
        """Whom nobody here is, with how many answers they gave."""

    async def find(self, person: ExportedPerson) -> Person | None:
        """Return who somebody is here; None where that is not known for sure."""
        if person not in self._found:
            self._found[person] = await self._look_up(self._export.known(person))
        return self._found[person]

    async def author(self, person: ExportedPerson) -> Person | None:
        """Return the same, and count an answer of whom nobody here is."""
        found = await self.find(person)
        if found is None:
            label = self._export.known(person).label
            self.unmatched[label] = self.unmatched.get(label, 0) + 1
        return found

    async def one(self, given: str) -> Person | None:
        """Return the person of an id or an address here."""
        if "@" in given:
            return await self._team.by_email(given)
        return await self._team.person(given) if self._team.is_person_id(given) else None

    async def _look_up(self, person: ExportedPerson) -> Person | None:
        for name in (person.email, person.id, *person.names, person.label):
            if name and (said := self._said.get(name.casefold())) is not None:
                return await self.one(said)
        for sure in (person.id, person.email):
            if sure and (found := await self.one(sure)) is not None and not found.is_bot:
                return found
        for name in person.names:
            if (named := await self._team.only_one_named(name)) is not None:
                return named
        return None
