"""Files of other bots are read, whatever is in them: what cannot be read is a problem with its place, and no crash."""

import contextlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.standup_exports import ExportedPerson, ExportedQuestion, StandupExport, read_exports
from integrations.standup_exports.moments import EARLIEST, NoMoment, read_moment
from jobs.standup.imported_rounds import places_of
from tests.moving.exported import ASKED, FRIDAY, report, standup, written

HOSTILE = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder: Path, content: str | bytes, name: str = "export.csv") -> StandupExport:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_exports([path])


# --- Geekbot -----------------------------------------------------------------------


def test_a_standup_and_a_report_of_geekbot(tmp_path: Path) -> None:
    export = read_exports(written(tmp_path, standups=[standup()], reports=[report("U0ANA", "One", "Two", "")]))
    assert export.problems == []
    [found] = export.standups
    assert (found.title, found.channel, found.at, found.timezone) == (
        "Daily Standup",
        "#backend",
        "10:00",
        "Europe/Berlin",
    )
    assert found.days == ("mon", "tue", "wed", "thu", "fri")
    assert [each.text for each in found.questions] == list(ASKED)
    [told] = export.answers
    assert told.at == datetime.fromtimestamp(FRIDAY, UTC)
    assert told.answers == tuple(zip(ASKED, ("One", "Two", ""), strict=True))
    assert told.person is not None
    assert export.known(told.person) == ExportedPerson("U0ANA", "ana@team.example", ("u0ana", "Ana Sample", "ana"))


def test_choices_stay_choices_and_what_has_no_place_here_is_said(tmp_path: Path) -> None:
    asked = [
        {"id": 1, "text": "Mood?", "answer_type": "multiple_choice", "answer_choices": ["good", "bad"]},
        {"id": 2, "text": "Why?", "answer_type": "text", "preconditions": [{"target_question_id": 1}]},
    ]
    [found] = read_exports(written(tmp_path, standups=[standup(questions=asked)])).standups
    assert found.questions == (ExportedQuestion("Mood?", "choice", ("good", "bad")), ExportedQuestion("Why?"))
    assert found.left_out == ("that “Why?” depends on an earlier answer",)


def test_pages_of_an_api_behind_each_other_and_what_a_command_line_wraps(tmp_path: Path) -> None:
    pages = "\n".join(json.dumps(page) for page in ([report("A", "1")], [report("B", "2")]))
    assert len(read(tmp_path, pages, "pages.json").answers) == 2
    wrapped = json.dumps({"ok": True, "data": [standup()], "error": None})
    assert len(read(tmp_path, wrapped, "cli.json").standups) == 1


GEEKBOT_CSV = (
    '"member","date","What did you do today or since your last report?","What will you do tomorrow?",""\n'
    '"Jane Doe (@jane)","2018-12-18 19:50:31","One ""quoted"".\nAnd more, with a comma","Two",""\n'
    '"member","date","What did you do today or since your last report?","Anything blocking your progress?",""\n'
    '"Avery W. (@avery)","2018-12-13 10:28:21","Three","<b>four</b>",""\n'
)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_geekbot_whose_questions_changed(tmp_path: Path, mark: bytes, ends: str, delimiter: str) -> None:
    text = GEEKBOT_CSV.replace('","', f'"{delimiter}"').replace("\n", ends)
    export = read(tmp_path, mark + text.encode())
    assert export.problems == []
    first, second = export.answers
    assert first.person == ExportedPerson(names=("Jane Doe", "jane"))
    assert first.at == datetime(2018, 12, 18, 19, 50, 31)
    assert first.answers[0][1].splitlines() == ['One "quoted".', "And more, with a comma"]
    assert second.answers[1] == ("Anything blocking your progress?", "<b>four</b>")


# --- DailyBot ----------------------------------------------------------------------

CHECK_IN = {
    "uuid": "ci-1",
    "name": "Team standup",
    "schedule": {"days": [0, 1, 5], "time": "09:30", "timezone": "America/Bogota"},
    "questions": [
        {"uuid": "q1", "question": "What did you complete?", "question_type": "text"},
        {"uuid": "q2", "question": "Blocked?", "question_type": "boolean", "is_blocker": True},
    ],
    "participants": {"users": [{"uuid": "u-1", "name": "Jane Doe"}], "teams": []},
    "report_channels": [{"id": "C1", "name": "team", "platform": "slack", "reporting_enabled": True}],
}


def test_a_check_in_of_dailybot_with_its_responses(tmp_path: Path) -> None:
    answer = {
        "uuid": "r-1",
        "response_date": "2026-07-01",
        "response_completed": True,
        "user": {"uuid": "u-1", "full_name": "Jane Doe", "email": "jane@example.com"},
        "responses": [
            {"uuid": "q2", "index": 1, "response": True},
            {"uuid": "q1", "index": 0, "response": {"value": "The importer"}},
        ],
    }
    unfinished = {**answer, "response_completed": False}
    page = {"count": 2, "next": None, "previous": None, "results": [answer, unfinished]}
    export = read_exports(written(tmp_path, checkin=CHECK_IN, responses=page))
    assert export.problems == []
    [found], [told] = export.standups, export.answers
    assert (found.channel, found.at, found.timezone, found.days) == (
        "C1",
        "09:30",
        "America/Bogota",
        ("mon", "fri", "sun"),
    )
    assert found.questions == (ExportedQuestion("What did you complete?"), ExportedQuestion("Blocked?", "yes_no"))
    assert told.answers == (("What did you complete?", "The importer"), ("Blocked?", "yes"))
    assert (told.person, told.at.date()) == (
        ExportedPerson("u-1", "jane@example.com", ("Jane Doe",)),
        date(2026, 7, 1),
    )


def test_of_several_check_ins_the_name_of_a_file_says_whose_answers_it_has(tmp_path: Path) -> None:
    other = {**CHECK_IN, "uuid": "ci-2", "name": "Retro"}
    files = {"checkins": [CHECK_IN, other], "responses-ci-2": [RESPONSE]}
    export = read_exports(written(tmp_path, **files))
    assert (export.problems, [each.standup for each in export.answers]) == ([], ["ci-2"])
    [problem] = read_exports(written(tmp_path, checkins=[CHECK_IN, other], responses=[RESPONSE])).problems
    assert "[0]: does not say of which standup it is" in problem


def test_a_line_an_answer_is_read_as_our_own_export_writes_it(tmp_path: Path) -> None:
    text = (
        "date,standup,person,state,question,answer\r\n"
        "2026-11-20,Daily,Ana,answered,Yesterday?,'=1+1\r\n"
        "2026-11-20,Daily,Ana,answered,Today?,More\r\n"
        "2026-11-20,Daily,Ben,skipped,,\r\n"
    )
    [told] = read(tmp_path, text).answers
    assert (told.standup, told.answers) == ("Daily", (("Yesterday?", "=1+1"), ("Today?", "More")))


# --- what cannot be read -----------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", ": is empty"),
        (b'[{"id": 1,\n "name": }]', ":2: is no JSON: Expecting value"),
        (b"[" * 100_000, ":1: is no JSON: it is nested too deeply"),
        (b"[1" + b"0" * 5_000 + b"]", ":1: is no JSON: it has an endless number"),
        (b'[{"stars": 5}]', ": [0]: is nothing that I know of Geekbot or DailyBot; it has stars"),
        (b"member,date,What?\nJ\xfcrgen,2026-01-02,x\n", ": is no UTF-8 text; save it as CSV UTF-8"),
        (b"<html><body>Sign in</body></html>", ":1: <html><body>Sign in</body></html> is neither JSON nor a CSV"),
        (b"member,date,What?\nJane,soon,x\n", ":2: soon is no time that I can read"),
        (b"member,date,What?\nJane,03/04/2026,x\n", ":2: 03/04/2026 can be either of two days"),
        (b"member,date,What?\n,2026-01-02,x\n", ":2: has nobody's name"),
        (b"member,date,What?\nJane,2026-01-02,x,y,z\n", ":2: has 5 cells, and there are 3 headings"),
        (b'member,date,What?\nJane,2026-01-02,"x\n', ":2: cannot be read as CSV"),
        (b"member,date,What?\nJane,2026-01-02," + b"x" * 200_000, ":2: cannot be read as CSV: field larger than"),
        (json.dumps([report("A", "x", at=-5)]).encode(), ": [0].timestamp: -5 is no time that I can read"),
        (json.dumps([standup(days=["Noday"])]).encode(), ": [0].days: ['Noday'] has nod, which is no day"),
        (json.dumps([standup(questions=5)]).encode(), ": [0].questions: 5 is no list"),
        (json.dumps([{**CHECK_IN, "schedule": {"days": [9]}}]).encode(), ".days: [9] are no days of a week, 0 to 6"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(tmp_path: Path, content: bytes, problem: str) -> None:
    problems = read(tmp_path, content, "export").problems
    assert any(problem in each for each in problems), problems


KEYS = ("id", "name", "questions", "time", "standup_id", "timestamp", "member", "days", "responses", "schedule", "user")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "name",
                    "questions",
                    "time",
                    "standup_id",
                    "timestamp",
                    "member",
                    "users",
                    "days",
                    "answers",
                    "responses",
                    "schedule",
                    "user",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@HOSTILE
@given(JSON)
def test_no_json_breaks_the_reader(tmp_path: Path, document: Any) -> None:
    export = read(tmp_path, json.dumps(document), "hostile.json")
    assert all(str(tmp_path) in each for each in export.problems)


RESPONSE = {
    "response_date": "2026-07-01",
    "user": {"uuid": "u-1", "full_name": "Jane Doe", "email": "jane@example.com"},
    "responses": [{"uuid": "q2", "index": 1, "response": True}],
}


@HOSTILE
@given(st.sampled_from([standup(), report("U0ANA", "One"), CHECK_IN, RESPONSE]), JSON, st.data())
def test_no_field_of_another_type_breaks_the_reader(
    tmp_path: Path, item: dict[str, Any], value: Any, data: st.DataObject
) -> None:
    changed = json.loads(json.dumps(item))
    places: list[Any] = [changed, *(each for each in changed.values() if isinstance(each, dict))]
    places += [each[0] for each in changed.values() if isinstance(each, list) and each and isinstance(each[0], dict)]
    place = data.draw(st.sampled_from(places))
    place[data.draw(st.sampled_from(sorted(place)))] = value
    export = read(tmp_path, json.dumps([changed]), "hostile.json")
    assert all(str(tmp_path) in each for each in export.problems)


@HOSTILE
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(tmp_path: Path, content: bytes) -> None:
    read(tmp_path, content)
    read(tmp_path, b"member,date,What?\n" + content)


@given(st.datetimes(datetime(2001, 9, 10), datetime(2090, 1, 1)).map(lambda each: each.replace(microsecond=0)))
def test_a_moment_is_the_same_in_every_spelling(at: datetime) -> None:
    aware = at.replace(tzinfo=UTC)
    assert read_moment(int(aware.timestamp())) == read_moment(str(int(aware.timestamp() * 1000))) == aware
    for spelt in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S", "%b %d, %Y %H:%M:%S"):
        assert read_moment(at.strftime(spelt)) == at
    assert read_moment(at.strftime("%m/%d/%Y %I:%M:%S %p"), day_first=False) == at
    assert read_moment(at.strftime("%d/%m/%Y, %H:%M:%S"), day_first=True) == at
    assert read_moment(f"{at:%Y-%m-%d %H:%M:%S} UTC") == read_moment(f"{at:%Y-%m-%dT%H:%M:%S}Z") == aware


@given(st.text(max_size=30) | st.integers() | st.floats() | st.none() | st.booleans())
def test_what_is_no_moment_is_refused_in_words(given_: Any) -> None:
    with contextlib.suppress(NoMoment):
        at = read_moment(given_)
        assert (at if at.tzinfo else at.replace(tzinfo=UTC)) >= EARLIEST


@pytest.mark.parametrize(
    ("labels", "places"),
    [
        (ASKED, ["yesterday", "today", "blockers"]),
        (
            ["What did you do today or since your last report?", "What will you do tomorrow?", "Anything in your way?"],
            ["yesterday", "today", "blockers"],
        ),
        (["How do you feel today?", "What are you working on today?"], [None, "today"]),
        (["What keeps you from finishing, any blockers?", "What did you accomplish?"], ["blockers", "yesterday"]),
        (["How confident are you that we finish?", "Kudos to whom?"], [None, None]),
    ],
)
def test_questions_are_known_by_their_words(labels: list[str], places: list[str | None]) -> None:
    found = places_of(labels)
    assert [found.get(label) for label in labels] == places
