"""The questions of a round: of which type each is, when it is asked, and what may answer it."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from integrations.ballot_box import LEAST_SHOWN as LEAST_SHOWN
from integrations.deferred import dataclass, pattern
from jobs.errors import UserError

Pick = str | int | float | bool | list[str]
"""An answer that is no text: a choice, several of them, a number, yes or no, a day as YYYY-MM-DD."""
LONGEST = 150
"""Characters of a question."""
LONGEST_CHOICE = 75
MOST_CHOICES = 20
LONGEST_SCALE = 11
_LONGEST_CONDITION = 100
"""Characters of the answers that a question depends on: a form has them as one choice."""
_NUMBER = pattern(r"-?\d{1,12}(?:[.,]\d{1,6})?")
_WHOLE = pattern(r"-?\d{1,12}")
_KEYS = ("text", "type", "choices", "from", "to", "required", "anonymous", "only_if", "as")
PLACES = ("yesterday", "today", "blockers")
"""What a question can stand for, in the words of a team: plans and blockers are carried over all the same."""


class QuestionType(Enum):
    """How a question is answered."""

    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    SCALE = "scale"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """A question is asked only of those who have answered an earlier one in one of these ways."""

    question: str
    """Its name."""
    answers: tuple[str, ...]
    """As `as_typed` gives them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the form; `name` stays when its words change."""

    name: str
    label: str
    type: QuestionType = QuestionType.TEXT
    choices: tuple[str, ...] = ()
    least: int = 1
    most: int = 5
    """Of a scale: both ends are part of it."""
    required: bool = False
    anonymous: bool = False
    only_if: OnlyIf | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        """Every way to answer it, as `as_typed` gives them; none where there is no end of them."""
        match self.type:
            case QuestionType.CHOICE | QuestionType.SEVERAL:
                return self.choices
            case QuestionType.SCALE:
                return tuple(str(step) for step in range(self.least, self.most + 1))
            case QuestionType.YES_NO:
                return ("yes", "no")
            case _:
                return ()

    @property
    def is_text(self) -> bool:
        """Return True if it is answered in one's own words."""
        return self.type is QuestionType.TEXT


class NoAnswer(UserError):
    """What somebody gave is no answer to a question of that type."""


# --- answers -----------------------------------------------------------------------


def read(question: Question, given: str) -> Pick:
    """Return what somebody gave as the answer that it is. Raise `NoAnswer` with what to give instead.

    Several choices are one a line. Letters may be of either case, for it may have been typed.
    """
    said = given.strip()
    match question.type:
        case QuestionType.CHOICE | QuestionType.YES_NO:
            found = _among(question.answers, said)
            return found == "yes" if question.type is QuestionType.YES_NO else found
        case QuestionType.SEVERAL:
            lines = [line.strip() for line in said.splitlines() if line.strip()]
            chosen = {_among(question.choices, line) for line in lines}
            return [choice for choice in question.choices if choice in chosen]
        case QuestionType.SCALE:
            if not _WHOLE.fullmatch(said) or not question.least <= int(said) <= question.most:
                raise NoAnswer(f"Please give a number from {question.least} to {question.most}.")
            return int(said)
        case QuestionType.NUMBER:
            if not _NUMBER.fullmatch(said):
                raise NoAnswer("Please give a number, such as 3 or 2.5.")
            return int(said) if _WHOLE.fullmatch(said) else float(said.replace(",", "."))
        case QuestionType.DATE:
            try:
                return date.fromisoformat(said).isoformat()
            except ValueError:
                raise NoAnswer("Please give a day, such as 2026-11-30.") from None
        case QuestionType.TEXT:
            return said


def as_typed(pick: Pick) -> str:
    """Return an answer as `read` takes it."""
    match pick:
        case bool():
            return "yes" if pick else "no"
        case list():
            return "\n".join(pick)
        case _:
            return str(pick)


def in_words(question: Question, pick: Pick) -> str:
    """Return an answer as people read it: `4 of 5`, `yes`, `tea, milk`, `Monday 30 November 2026`."""
    match pick:
        case bool() | list():
            return as_typed(pick).replace("\n", ", ")
        case str() if question.type is QuestionType.DATE:
            day = date.fromisoformat(pick)
            return f"{day:%A} {day.day} {day:%B} {day.year}"
        case int() if question.type is QuestionType.SCALE:
            return f"{pick} of {question.most}"
        case _:
            return str(pick)


def asked(questions: Sequence[Question], given: Mapping[str, str]) -> list[Question]:
    """Return those of the questions that are asked of somebody who has given these answers so far."""
    found: list[Question] = []
    for question in questions:
        condition = question.only_if
        if condition is None:
            found.append(question)
        elif any(earlier.name == condition.question for earlier in found):
            said = {line.strip().casefold() for line in given.get(condition.question, "").splitlines()}
            if any(answer.casefold() in said for answer in condition.answers):
                found.append(question)
    return found


def named(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return those of the questions that are answered under one's name."""
    return tuple(question for question in questions if not question.anonymous)


def _among(choices: Sequence[str], said: str) -> str:
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    found = folded.get(said.casefold())
    if found is None:
        raise NoAnswer(f"Please choose one of: {', '.join(choices)}.")
    return found


# --- as a ritual keeps them --------------------------------------------------------


def from_options(given: Sequence[Any]) -> tuple[Question, ...]:
    """Return the questions of a ritual's `questions`, in which `why_not` finds nothing wrong."""
    return tuple(_question(f"q{number}", each) for number, each in enumerate(given, 1))


def _question(name: str, given: Any) -> Question:
    if isinstance(given, str):
        return Question(name, given.strip())
    condition = given.get("only_if")
    return Question(
        given.get("as", name),
        str(given["text"]).strip(),
        QuestionType(given.get("type", "text")),
        tuple(str(each).strip() for each in given.get("choices", ())),
        given.get("from", 1),
        given.get("to", 5),
        required=given.get("required", False),
        anonymous=given.get("anonymous", False),
        only_if=OnlyIf(f"q{condition['question']}", _answers(condition["is"])) if condition else None,
    )


def to_options(questions: Sequence[Question]) -> list[str | dict[str, Any]]:
    """Return questions as a ritual keeps them: a plain one is its words alone."""
    return [_option(question) for question in questions]


def _option(question: Question) -> str | dict[str, Any]:
    table: dict[str, Any] = {"text": question.label}
    if not question.is_text:
        table["type"] = question.type.value
    if question.choices:
        table["choices"] = list(question.choices)
    if question.type is QuestionType.SCALE:
        table |= {"from": question.least, "to": question.most}
    if question.name in PLACES:
        table["as"] = question.name
    if question.required:
        table["required"] = True
    if question.anonymous:
        table["anonymous"] = True
    if question.only_if is not None:
        number = int(question.only_if.question.removeprefix("q"))
        table["only_if"] = {"question": number, "is": list(question.only_if.answers)}
    return question.label if table.keys() == {"text"} else table


def to_json(question: Question) -> dict[str, Any]:
    """Return a question of a round as the round keeps it."""
    kept: dict[str, Any] = {"name": question.name, "label": question.label, "type": question.type.value}
    kept |= {"choices": list(question.choices), "least": question.least, "most": question.most}
    kept |= {"required": question.required, "anonymous": question.anonymous}
    if question.only_if is not None:
        kept["only_if"] = {"question": question.only_if.question, "answers": list(question.only_if.answers)}
    return kept


def from_json(kept: Mapping[str, Any]) -> Question:
    """Return what `to_json` has kept, also before there were types."""
    condition = kept.get("only_if")
    return Question(
        kept["name"],
        kept["label"],
        QuestionType(kept.get("type", "text")),
        tuple(kept.get("choices", ())),
        kept.get("least", 1),
        kept.get("most", 5),
        required=kept.get("required", False),
        anonymous=kept.get("anonymous", False),
        only_if=OnlyIf(condition["question"], tuple(condition["answers"])) if condition else None,
    )


# --- what is wrong with them -------------------------------------------------------


def why_not(given: object, most: int) -> str:
    """Return what is wrong with a ritual's `questions`; empty where they can be used."""
    if not isinstance(given, list | tuple) or not 1 <= len(given) <= most:
        return f"is no list of 1 to {most} questions"
    found = problems(given)
    return f"cannot be: question {found[0][0] + 1} {found[0][1]}" if found else ""


def problems(given: Sequence[Any]) -> list[tuple[int, str]]:
    """Return what is wrong with questions of a ritual: the number of each, from 0, and why, to be read after it."""
    found = [(number, why) for number, each in enumerate(given) if (why := _wrong(each, number, given))]
    texts = [_text(each) for each in given]
    twice = [number for number, text in enumerate(texts) if text and text in texts[:number]]
    found += [(number, "is the same as an earlier one") for number in twice]
    places = [each.get("as") if isinstance(each, Mapping) else None for each in given]
    again = [number for number, place in enumerate(places) if place and place in places[:number]]
    return found + [(number, f"stands for {places[number]}, as an earlier one does") for number in again]


def _text(given: Any) -> str:
    text = given.get("text") if isinstance(given, Mapping) else given
    return text.strip() if isinstance(text, str) else ""


def _wrong(given: Any, number: int, every: Sequence[Any]) -> str:
    if not isinstance(given, str | Mapping) or not _text(given):
        return "has no words"
    if len(_text(given)) > LONGEST or "\n" in _text(given):
        return f"is longer than a line of {LONGEST} characters"
    if isinstance(given, str):
        return ""
    if unknown := [key for key in given if key not in _KEYS]:
        return f"has “{unknown[0]}”, which is none of {', '.join(_KEYS)}"
    types = [each.value for each in QuestionType]
    type_ = given.get("type", "text")
    if type_ not in types:
        return f"has a type that is none of {', '.join(types)}"
    if any(not isinstance(given.get(key, False), bool) for key in ("required", "anonymous")):
        return "has a required or anonymous that is neither true nor false"
    if (place := given.get("as")) is not None:
        if place not in PLACES:
            return f"has an as that is none of {', '.join(PLACES)}"
        if type_ != "text" or given.get("anonymous", False):
            return f"cannot stand for {place}: only a text under one's name can"
    return _wrong_choices(given, type_) or _wrong_scale(given, type_) or _wrong_condition(given, number, every)


def _wrong_choices(given: Mapping[str, Any], type_: str) -> str:
    choices = given.get("choices")
    if type_ not in ("choice", "several"):
        return "has choices, which only the types choice and several have" if choices else ""
    texts = isinstance(choices, list | tuple) and all(isinstance(each, str) and each.strip() for each in choices)
    if not texts or not choices or not 2 <= len(choices) <= MOST_CHOICES:
        return f"needs 2 to {MOST_CHOICES} choices"
    if any(len(each.strip()) > LONGEST_CHOICE or "\n" in each.strip() for each in choices):
        return f"has a choice that is longer than {LONGEST_CHOICE} characters"
    return "has the same choice twice" if len({each.strip().casefold() for each in choices}) < len(choices) else ""


def _wrong_scale(given: Mapping[str, Any], type_: str) -> str:
    if type_ != "scale":
        return "has from or to, which only a scale has" if {"from", "to"} & given.keys() else ""
    ends = [given.get("from", 1), given.get("to", 5)]
    whole = all(isinstance(end, int) and not isinstance(end, bool) and 0 <= end <= 100 for end in ends)
    if not whole or not 1 <= ends[1] - ends[0] < LONGEST_SCALE:
        return f"needs a scale of 2 to {LONGEST_SCALE} steps, such as from 1 to 5"
    return ""


def _wrong_condition(given: Mapping[str, Any], number: int, every: Sequence[Any]) -> str:
    condition = given.get("only_if")
    if condition is None:
        return ""
    if not isinstance(condition, Mapping) or condition.keys() != {"question", "is"}:
        return "has an only_if that is not { question = 1, is = … }"
    earlier = condition["question"]
    if not isinstance(earlier, int) or isinstance(earlier, bool) or not 1 <= earlier <= number:
        return "can depend on an earlier question only, by its number"
    source = every[earlier - 1]
    if _wrong(source, earlier - 1, every):
        return ""  # said at that question
    question = _question(f"q{earlier}", source)
    if not question.answers:
        return f"depends on question {earlier}, which can be answered in any way: only a choice, a scale or yes or no"
    if not set(_answers(condition["is"])) <= set(question.answers) or not _answers(condition["is"]):
        return f"depends on an answer that question {earlier} does not have: {', '.join(question.answers)}"
    if sum(map(len, _answers(condition["is"]))) > _LONGEST_CONDITION:
        return "depends on more answers than fit: name fewer, or ask the other way round"
    if question.anonymous:
        return f"depends on question {earlier}, which is anonymous: to be asked it would tell the answer"
    return ""


def _answers(given: Any) -> tuple[str, ...]:
    """The answers of a condition: one or a list of them, as text, a number or true and false."""
    some = given if isinstance(given, list | tuple) else [given]
    return tuple(as_typed(each) if isinstance(each, str | int) else "" for each in some)
