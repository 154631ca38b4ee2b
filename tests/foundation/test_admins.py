"""Who counts as an admin, for rituals and drafts alike."""

import dataclasses

import pytest

from integrations.chat import ChatRefused, Person
from jobs.people.admins import Admins
from tests.directory import EmptyDirectory

ANA = Person("U1", "Ana", "Ana", "Ana@team.example", "UTC", False, False, False, False)


class Directory(EmptyDirectory):
    def __init__(self, person: Person | None = ANA, *, down: bool = False) -> None:
        self._person, self._down = person, down

    async def person(self, user: str) -> Person | None:
        if self._down:
            raise ChatRefused("fatal_error")
        return self._person

    async def by_email(self, email: str) -> Person | None:
        return self._person if self._person and email == (self._person.email or "").casefold() else None


@pytest.mark.parametrize("named", ["U1", "ana@team.example", "ANA@TEAM.EXAMPLE"])
async def test_one_is_named_by_id_or_by_address(named: str) -> None:
    assert await Admins(Directory(), ["U9", named]).has("U1")


async def test_nobody_is_one_for_having_no_address() -> None:
    for person in (ANA, dataclasses.replace(ANA, email=None), None):
        assert not await Admins(Directory(person), ["U9", "ben@team.example"]).has("U1")


async def test_an_admin_of_the_workspace_is_one_until_they_leave() -> None:
    admin = dataclasses.replace(ANA, is_admin=True)
    assert await Admins(Directory(admin)).has("U1")
    assert not await Admins(Directory(dataclasses.replace(admin, gone=True))).has("U1")


async def test_a_guest_is_one_by_id_alone() -> None:
    guest = dataclasses.replace(ANA, is_guest=True)
    assert not await Admins(Directory(guest), ["ana@team.example"]).has("U1")
    assert await Admins(Directory(guest), ["U1"]).has("U1")


async def test_without_slack_an_id_still_counts_and_the_rest_is_a_no() -> None:
    assert await Admins(Directory(down=True), ["U1"]).has("U1")
    assert not await Admins(Directory(down=True), ["ana@team.example"]).has("U1")


async def test_those_who_are_named_are_told_by_their_ids() -> None:
    assert await Admins(Directory(), ["U9", "ANA@team.example", "ben@team.example"]).named() == ["U1", "U9"]
