"""Which notes are taken for notes about the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.retro.grouping import grouped, stems


def groups(*notes: str) -> list[list[str]]:
    return [[notes[place] for place in group] for group in grouped(notes)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deploys are slow", "Slow deployments on Fridays"),
        ("Flaky tests", "The tests are flaky again"),
        ("Too many meetings", "Meeting on Fridays"),
        ("Code review takes days", "Reviews of code wait too long"),
        ("Planning was good", "We planned well"),
        ("Café visits", "cafe"),
    ],
)
def test_notes_that_share_what_they_are_about_are_together(one: str, other: str) -> None:
    assert groups(one, other) == [[one, other]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We should do more pairing", "We should do more documentation"),
        ("The team was great", "The team needs coffee"),
        ("Good", "Good"[::-1]),
        ("…", "!"),
        ("More time for learning", "Less time in meetings"),
    ],
)
def test_words_that_everybody_uses_bring_nothing_together(one: str, other: str) -> None:
    assert groups(one, other) == [[one], [other]]


def test_no_chain_leads_from_one_subject_to_another() -> None:
    notes = ("Deploys slow", "Slow reviews deploys", "Reviews unfair somehow today")
    assert groups(*notes) == [["Deploys slow", "Slow reviews deploys"], ["Reviews unfair somehow today"]]


@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_note_is_in_one_group_and_in_its_order(notes: list[str]) -> None:
    found = grouped(notes)
    assert sorted(place for group in found for place in group) == list(range(len(notes)))
    assert all(group == sorted(group) for group in found)
    assert [group[0] for group in found] == sorted(group[0] for group in found)


@given(st.text(max_size=60))
def test_stems_of_stems_are_few_and_short(words: str) -> None:
    assert all(each and each == each.casefold() for each in stems(words))
