"""What a library takes along is imported once somebody asks for it, and then it is the library's own."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from integrations.lean import unopened

PACKAGE = "from heavy_here.wanted import Wanted\nimport heavy_here.unwanted\nSIZE = 8\n"
WANTED = "from heavy_here import SIZE\n\n\nclass Wanted:\n    size: SIZE\n"


@pytest.fixture(autouse=True)
def heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "heavy_here").mkdir()
    (tmp_path / "heavy_here" / "__init__.py").write_text(f"SIZE = 0\n{PACKAGE}")
    (tmp_path / "heavy_here" / "wanted.py").write_text(WANTED)
    (tmp_path / "heavy_here" / "unwanted.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in [name for name in sys.modules if name.startswith("heavy_here")]:
        del sys.modules[name]


def test_a_module_comes_without_its_package_until_that_is_asked_for_a_name() -> None:
    with unopened("heavy_here", "SIZE"):
        wanted: Any = import_module("heavy_here.wanted")
    assert "heavy_here.unwanted" not in sys.modules
    assert import_module("heavy_here").SIZE == 8
    assert "heavy_here.unwanted" in sys.modules
    assert import_module("heavy_here").Wanted is wanted.Wanted


def test_a_name_that_is_not_said_to_be_unused_is_missed_at_once() -> None:
    with pytest.raises(ImportError), unopened("heavy_here"):
        import_module("heavy_here.wanted")
    assert "heavy_here.unwanted" not in sys.modules


def test_a_second_block_leaves_it_unopened_too_and_one_after_it_was_opened_changes_nothing() -> None:
    for _ in range(2):
        with unopened("heavy_here", "SIZE"):
            import_module("heavy_here.wanted")
        assert "heavy_here.unwanted" not in sys.modules
    package = import_module("heavy_here")
    assert package.SIZE == 8
    with unopened("heavy_here", "SIZE"):
        assert package.SIZE == 8
    assert package.SIZE == 8


def test_a_package_inside_of_another_is_its_attribute_as_ever(tmp_path: Path) -> None:
    inner = tmp_path / "heavy_here" / "inner"
    inner.mkdir()
    (inner / "__init__.py").write_text("DEPTH = 2\n")
    with unopened("heavy_here.inner", "DEPTH"):
        assert import_module("heavy_here").inner.DEPTH is Any
    assert import_module("heavy_here").inner.DEPTH == 2
