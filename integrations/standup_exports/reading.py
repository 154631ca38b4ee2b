"""Reads the files of an export, each by what is in it and not by its name. All of it blocks."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from integrations.standup_exports import dailybot, geekbot
from integrations.standup_exports.csv_table import is_table, read_table
from integrations.standup_exports.export import ExportedAnswers, ExportedStandup, StandupExport
from integrations.standup_exports.fields import Fields
from integrations.textfile import decoded
from integrations.words import one_line, shortened

LARGEST = 256 * 1024 * 1024
"""Bytes of one file."""
_LISTS = ("standups", "reports", "checkins", "check_ins", "followups", "responses", "users", "results", "data")
_PEOPLE = ("email", "username", "full_name", "realname")


def read_exports(paths: Sequence[Path]) -> StandupExport:
    """Return what these files say together; a folder stands for the files in it."""
    export = StandupExport()
    for path in paths:
        for file in sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]:
            _read_file(file, export)
    _settle(export)
    return export


def _read_file(file: Path, export: StandupExport) -> None:
    try:
        if file.stat().st_size > LARGEST:
            export.problems.append(f"{file}: is larger than {LARGEST // 1024 // 1024} MiB")
            return
        text = decoded(file.read_bytes())
    except OSError as problem:
        export.problems.append(f"{file}: cannot be read: {problem.strerror}")
        return
    except UnicodeDecodeError:
        export.problems.append(f"{file}: is no UTF-8 text; save it as CSV UTF-8")
        return
    if not text.strip():
        export.problems.append(f"{file}: is empty")
    elif text.lstrip()[0] in "[{":
        _read_json(text, str(file), export)
    elif is_table(text):
        export.answers += read_table(text, str(file), export.problems)
    else:
        what = "neither JSON nor a CSV with headings, among them a person and a date"
        export.problems.append(f"{file}:1: {shortened(one_line(text.splitlines()[0]), 40)} is {what}")


def _read_json(text: str, file: str, export: StandupExport) -> None:
    """Read one document, or several behind each other: pages of an API that were written into one file."""
    decoder, place, number = json.JSONDecoder(), 0, 0
    while (place := _next(text, place)) < len(text):
        try:
            document, place = decoder.raw_decode(text, place)
        except json.JSONDecodeError as why:
            export.problems.append(f"{file}:{why.lineno}: is no JSON: {why.msg}")
            return
        except (RecursionError, ValueError) as why:
            reason = "it is nested too deeply" if isinstance(why, RecursionError) else "it has an endless number"
            export.problems.append(f"{file}:{text.count(chr(10), 0, place) + 1}: is no JSON: {reason}")
            return
        start = f"{file}: " if not number else f"{file}: document {number + 1} "
        for where, each in _items(document, ""):
            _sort(Fields(each, f"{start}{where}".rstrip(), export.problems), export)
        number += 1


def _next(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n,\x1e":
        place += 1
    return place


def _items(document: Any, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of a document: of a list, of a page of an API, or of lists by name."""
    if isinstance(document, list):
        for number, each in enumerate(document):
            yield from _items(each, f"{where}[{number}]") if isinstance(each, dict | list) else ()
    elif isinstance(document, dict):
        own = any(known(Fields(document, "", [])) for known in _KINDS)
        lists = [] if own else [key for key in _LISTS if isinstance(document.get(key), dict | list)]
        if not lists:
            yield where, document
        for key in lists:
            yield from _items(document[key], f"{where}.{key}" if where else key)


def _sort(fields: Fields, export: StandupExport) -> None:
    if geekbot.is_standup(fields):
        export.standups.append(geekbot.standup(fields))
        export.people += [geekbot.person(each) for each in fields.each("users")]
    elif geekbot.is_report(fields):
        if (told := geekbot.report(fields)) is not None:
            export.answers.append(told)
    elif dailybot.is_response(fields):
        if (told := dailybot.response(fields)) is not None:
            export.answers.append(told)
    elif dailybot.is_check_in(fields):
        export.standups.append(dailybot.check_in(fields))
        if (taking := fields.inside("participants")) is not None:
            export.people += [dailybot.person(each) for each in taking.each("users")]
    elif any(key in fields.given for key in _PEOPLE):
        named = dailybot if "full_name" in fields.given or "uuid" in fields.given else geekbot
        export.people.append(named.person(fields))
    elif fields.given:
        keys = ", ".join(list(map(str, fields.given))[:4])
        export.problems.append(f"{fields.place}: is nothing that I know of Geekbot or DailyBot; it has {keys}")


_KINDS = (geekbot.is_standup, geekbot.is_report, dailybot.is_response, dailybot.is_check_in)


def _settle(export: StandupExport) -> None:
    """Take a standup that is listed and also shown in detail for one: the later that has questions."""
    by_key: dict[str, int] = {}
    kept: list[ExportedStandup] = []
    for each in export.standups:
        place = by_key.get(each.key)
        if place is None or not each.key:
            by_key[each.key] = len(kept)
            kept.append(each)
        elif each.questions or not kept[place].questions:
            kept[place] = each
    export.standups = kept
    export.answers = [_with_questions(_with_standup(each, kept), kept) for each in export.answers]
    for told in export.answers:
        if not told.standup and kept:
            why = "does not say of which standup it is; give the file of its answers a name with the standup's id"
            export.problems.append(f"{told.place}: {why}")
            return


def _with_standup(told: ExportedAnswers, standups: Sequence[ExportedStandup]) -> ExportedAnswers:
    """Return answers with the standup that they are of: the only one, or the one whose id their file's name has."""
    if told.standup:
        return told
    name = Path(told.place.partition(": ")[0]).name
    of = standups if len(standups) == 1 else [each for each in standups if len(each.key) > 2 and each.key in name]
    return replace(told, standup=of[0].key) if len(of) == 1 else told


def _with_questions(told: ExportedAnswers, standups: Sequence[ExportedStandup]) -> ExportedAnswers:
    """Return answers with the words of their questions, where the standup alone has them."""
    of = [each for each in standups if told.standup == each.key]
    if not of or not any(question.startswith(dailybot.NUMBERED) for question, _ in told.answers):
        return told
    words = {f"{dailybot.NUMBERED}{number}": each.text for number, each in enumerate(of[0].questions, 1)}
    return replace(told, answers=tuple((words.get(question, question), answer) for question, answer in told.answers))
