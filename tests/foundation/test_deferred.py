"""What is built once it is needed is what the standard library makes at once."""

import copy
import dataclasses
import inspect
import pickle
import pkgutil
import re
from collections.abc import Callable
from dataclasses import field, fields, replace
from importlib import import_module
from threading import Barrier, Thread
from typing import Any

import pytest
from pydantic import TypeAdapter

import bot
import integrations
import jobs
from integrations.deferred import dataclass, pattern


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    floor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Room(Place):
    floor: int = 1
    seats: list[str] = field(default_factory=list, hash=False)


@dataclass(slots=True)
class Count:
    of: str
    done: int = 0

    def __post_init__(self) -> None:
        self.of = self.of.strip()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the classes that the standard library has built."""
    names: list[str] = []
    build = dataclasses.dataclass

    def noted(written: type, **options: Any) -> type:
        names.append(written.__name__)
        return build(written, **options)

    monkeypatch.setattr(dataclasses, "dataclass", noted)
    return names


def test_it_is_built_with_the_first_instance_and_once(built: list[str]) -> None:
    @dataclass(frozen=True, slots=True)
    class Point:
        x: int

    assert built == []
    assert [Point(1), Point(x=2)] == [Point(1), Point(2)]
    assert built == ["Point"]


@pytest.mark.parametrize(
    "ask",
    [fields, inspect.signature, dataclasses.is_dataclass, lambda of: of.__match_args__],
    ids=["fields", "signature", "is_dataclass", "match"],
)
def test_it_is_built_when_it_is_asked_what_it_has(built: list[str], ask: Callable[[type], object]) -> None:
    @dataclass(slots=True)
    class Point:
        x: int

    assert ask(Point)
    assert built == ["Point"]


def test_of_two_threads_both_get_a_whole_one() -> None:
    @dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 0

    start, made = Barrier(2), list[Point]()

    def make() -> None:
        start.wait()
        made.append(Point(1))

    threads = [Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [Point(1, 0)] * 2


def test_whoever_asks_while_it_is_built_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True, slots=True)
    class Point:
        x: list[int] = field(default_factory=list)

    build, others = dataclasses.dataclass, list[Thread]()
    made: list[Point] = []

    def slow(written: type, **options: Any) -> type:
        whole: type = build(written, **options)
        if not others:
            others.append(Thread(target=lambda: made.append(Point())))
            others[0].start()
            others[0].join(0.2)  # it would be done by now if it did not wait
        return whole

    monkeypatch.setattr(dataclasses, "dataclass", slow)
    made.append(Point())
    others[0].join()
    assert made == [Point([]), Point([])]


def test_it_compares_shows_and_hashes_by_its_fields() -> None:
    assert Place("hall") == Place("hall", 0) != Place("hall", 1)
    assert {Place("hall"), Place("hall")} == {Place("hall", 0)}
    assert repr(Place("hall")).endswith("Place(name='hall', floor=0)")
    assert Place("hall") != Room(name="hall", floor=0)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Count("cups"))


def test_one_that_inherits_has_the_fields_of_both() -> None:
    assert [each.name for each in fields(Room)] == ["name", "floor", "seats"]
    assert Room("lab", seats=["a"]) == replace(Room("lab"), seats=["a"])
    assert Room("lab").seats is not Room("lab").seats
    match Room("lab", floor=3):
        case Place(name, floor):
            assert (name, floor) == ("lab", 3)


def test_it_has_nothing_but_its_fields_and_what_is_frozen_stays() -> None:
    count = Count(" cups ")
    count.done = 2
    assert (count.of, count.done) == ("cups", 2)
    with pytest.raises(AttributeError):
        count.more = 1  # type: ignore[attr-defined]
    assert not hasattr(Room("lab"), "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Place("hall").floor = 2  # type: ignore[misc]


def test_what_is_missing_is_said_as_ever() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Place()  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "same",
    [copy.copy, copy.deepcopy, lambda of: pickle.loads(pickle.dumps(of))],  # noqa: S301
    ids=["copy", "deepcopy", "pickle"],
)
def test_it_is_copied_whole(same: Callable[[Place], Place]) -> None:
    assert same(Room("lab", seats=["a"])) == Room("lab", seats=["a"])


def test_pydantic_reads_it() -> None:
    assert TypeAdapter(Room).validate_python({"name": "lab", "seats": ["a"]}) == Room("lab", seats=["a"])


def test_each_of_ours_can_be_built() -> None:
    classes, patterns = 0, 0
    for package in (bot, jobs, integrations):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." in module.name:
                continue
            for each in vars(import_module(module.name)).values():
                if isinstance(each, type) and each.__module__ == module.name and dataclasses.is_dataclass(each):
                    assert isinstance(fields(each), tuple)
                    classes += 1
                elif isinstance(each, type(pattern(""))):
                    assert each.groups >= 0
                    patterns += 1
    assert classes > 300
    assert patterns > 50


def test_a_pattern_is_compiled_when_it_is_first_used_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, compile_it = list[object](), re.compile

    def noted(words: str, flags: int) -> re.Pattern[str]:
        compiled.append((words, flags))
        return compile_it(words, flags)

    monkeypatch.setattr(re, "compile", noted)
    word = pattern(r"(?P<word>c\w+)", re.IGNORECASE)
    assert compiled == []
    assert [word.sub("tea", drink) for drink in ("Coffee", "cocoa")] == ["tea", "tea"]
    assert compiled == [(r"(?P<word>c\w+)", re.IGNORECASE)]
    found = word.search("a Cup")
    assert found is not None
    assert (found["word"], word.groupindex, word.pattern) == ("Cup", {"word": 1}, r"(?P<word>c\w+)")


def test_a_pattern_has_nothing_that_a_compiled_one_has_not() -> None:
    with pytest.raises(AttributeError):
        pattern("a").matches("a")  # type: ignore[attr-defined]
    assert copy.copy(pattern("a+")).fullmatch("aa")
