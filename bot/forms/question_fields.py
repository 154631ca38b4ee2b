"""The fields with which people write questions of their own: for each its words, how it is answered, and when."""

import json
from collections.abc import Mapping, Sequence

from bot.forms.values import line, lines, many, one
from integrations.form import ChoiceField, Field_, FormValues, TextField
from integrations.post import Button, Buttons, Heading
from jobs.carried import readable
from jobs.standup.options import MOST_QUESTIONS
from jobs.standup.questions import LEAST_SHOWN, LONGEST, PLACES, OnlyIf, Question, QuestionType, problems, to_options

ADD = "add"
"""The value of the button that adds a question."""
_TEXT = "text"
_TYPES: tuple[tuple[str, str], ...] = (
    (_TEXT, "in their own words"),
    (f"{_TEXT}:yesterday", "in their own words: what they did"),
    (f"{_TEXT}:today", "in their own words: what they plan"),
    ("yes_no", "yes or no"),
    ("scale:1:5", "on a scale of 1 to 5"),
    ("scale:1:10", "on a scale of 1 to 10"),
    ("scale:0:10", "on a scale of 0 to 10"),
    ("number", "a number"),
    ("date", "a day"),
    ("choice", "one of some choices"),
    ("several", "any of some choices"),
)
_FILLED_IN = "What I have seen of it, and what they planned last time, stands there before they type."
_OF_CHOICES = (QuestionType.CHOICE, QuestionType.SEVERAL)
_REQUIRED = "required"
_ANONYMOUS = "anonymous"
_MORE = ((_REQUIRED, "It has to be answered"), (_ANONYMOUS, f"Anonymous, shown from {LEAST_SHOWN} answers on"))
_ALWAYS = "always"
_CHOICE_HINT = "One a line, such as tea, and below it coffee."


def question_fields(questions: Sequence[Question], change: str, shown: int) -> list[Field_]:
    """Draw the questions, `shown` of them, empty ones at the end among them; `change` is what the button adds with."""
    fields: list[Field_] = [Heading(text="Questions")]
    for number in range(max(shown, len(questions), 1)):
        question = questions[number] if number < len(questions) else Question(f"q{number + 1}", "")
        fields += _fields(number + 1, question, questions[:number])
    if max(shown, len(questions)) < MOST_QUESTIONS:
        fields.append(Buttons(buttons=(Button(action=change, label="Add a question", value=ADD),)))
    return fields


def _fields(number: int, question: Question, earlier: Sequence[Question]) -> list[Field_]:
    name = f"q{number}"
    type_ = _type_of(question)
    types = dict(_TYPES)
    if type_ not in types:
        scale = f"on a scale of {question.least} to {question.most}"
        types[type_] = scale if question.type is QuestionType.SCALE else "in their own words: what is in the way"
    fields: list[Field_] = [
        TextField(
            name=name,
            label=f"Question {number}",
            value=question.label,
            optional=number > 1,
            max_length=LONGEST,
            hint="Empty it to leave it out." if number > 1 else "",
        ),
        ChoiceField(
            name=f"{name}_type",
            label=f"Question {number} is answered",
            choices=tuple(types.items()),
            value=(type_,),
            tells=True,
            hint=_FILLED_IN if type_ == f"{_TEXT}:yesterday" else "",
        ),
    ]
    if question.type in _OF_CHOICES:
        fields.append(
            TextField(
                name=f"{name}_choices",
                label=f"Choices of question {number}",
                value="\n".join(question.choices),
                multiline=True,
                hint=_CHOICE_HINT,
            )
        )
    fields.append(
        ChoiceField(
            name=f"{name}_more",
            label=f"About question {number}",
            choices=_MORE,
            value=tuple(key for key, on in ((_REQUIRED, question.required), (_ANONYMOUS, question.anonymous)) if on),
            many=True,
            optional=True,
            at_a_glance=True,
        )
    )
    if conditions := _conditions(question, earlier):
        value = _condition_value(question.only_if) if question.only_if else _ALWAYS
        fields.append(
            ChoiceField(name=f"{name}_if", label=f"Question {number} is asked", choices=conditions, value=(value,))
        )
    return fields


def _type_of(question: Question) -> str:
    if question.type is QuestionType.SCALE:
        return f"scale:{question.least}:{question.most}"
    if question.is_text and question.name in PLACES and not question.anonymous:
        return f"{_TEXT}:{question.name}"
    return str(question.type.value)


def _conditions(question: Question, earlier: Sequence[Question]) -> tuple[tuple[str, str], ...]:
    """When a question can be asked, from the earlier ones; none where there is nothing to choose."""
    found = {}
    for number, source in enumerate(earlier, 1):
        for answers, words in _groups(source):
            condition = OnlyIf(f"q{number}", answers)
            found[_condition_value(condition)] = f"only after {words} to question {number}"
    if question.only_if and (own := _condition_value(question.only_if)) not in found:
        found[own] = f"only after {' or '.join(question.only_if.answers)} to question {question.only_if.question[1:]}"
    return ((_ALWAYS, "of everybody"), *found.items()) if found else ()


def _groups(question: Question) -> list[tuple[tuple[str, ...], str]]:
    """The answers that another question may wait for: each, and of a scale its lower and its upper part.

    None of an anonymous one: to be asked would tell the answer.
    """
    if question.anonymous:
        return []
    if question.type is QuestionType.SCALE:
        steps = question.answers
        part = max(1, len(steps) * 2 // 5)
        low, high = steps[:part], steps[-part:]
        return [(low, f"{low[-1]} or less" if part > 1 else low[0]), (high, f"{high[0]} or more")]
    return [((answer,), f"“{answer}”") for answer in question.answers]


def _condition_value(condition: OnlyIf) -> str:
    return json.dumps([condition.question, *condition.answers], ensure_ascii=False)


# --- read back ---------------------------------------------------------------------


def read_questions(values: FormValues) -> list[Question]:
    """Return the questions that a form holds by now, without the empty ones, numbered anew."""
    kept = [number for number in range(1, MOST_QUESTIONS + 1) if one(values, f"q{number}").strip()]
    names = {f"q{number}": f"q{place}" for place, number in enumerate(kept, 1)}
    return [_read(number, names, values) for number in kept]


def questions_as_shown(values: FormValues) -> list[Question]:
    """Return the questions that a form holds by now, each where it is in the form, the empty ones among them."""
    shown = range(1, shown_in(values) + 1)
    return [_read(number, {f"q{each}": f"q{each}" for each in shown}, values) for number in shown]


def _read(number: int, names: Mapping[str, str], values: FormValues) -> Question:
    name = f"q{number}"
    type_, *ends = one(values, f"{name}_type", _TEXT).split(":")
    more = many(values, f"{name}_more")
    chosen = one(values, f"{name}_if", _ALWAYS) or _ALWAYS
    only_if = None
    if chosen != _ALWAYS:
        with readable():
            source, *answers = json.loads(chosen)
        only_if = OnlyIf(names[source], tuple(answers)) if source in names else None
    of_choices = QuestionType(type_) in _OF_CHOICES
    is_text = type_ == _TEXT
    return Question(
        ends[0] if ends and is_text else names[name],
        line(values, name),
        QuestionType(type_),
        choices=tuple(dict.fromkeys(lines(values, f"{name}_choices"))) if of_choices else (),
        least=int(ends[0]) if ends and not is_text else 1,
        most=int(ends[1]) if ends and not is_text else 5,
        required=_REQUIRED in more,
        anonymous=_ANONYMOUS in more,
        only_if=only_if,
    )


def shown_in(values: FormValues) -> int:
    """Return how many questions a form shows, empty ones among them."""
    return sum(f"q{number}" in values for number in range(1, MOST_QUESTIONS + 1))


def lacks_fields(values: FormValues) -> bool:
    """Return True if a form has yet to ask for something that follows from what was chosen in it."""
    return any(
        question.type in _OF_CHOICES and f"q{number}_choices" not in values for number, question in _by_number(values)
    )


def question_errors(values: FormValues) -> dict[str, str]:
    """Return what is wrong with the questions of a form, by field, as it is said there."""
    numbered = _by_number(values)
    if not numbered:
        return {"q1": "Please write at least one question."}
    shown: dict[str, str] = {}
    for place, why in problems(to_options([question for _, question in numbered])):
        number, question = numbered[place]
        field = f"q{number}_choices" if "choice" in why and question.type in _OF_CHOICES else f"q{number}"
        field = f"q{number}_if" if "depend" in why and f"q{number}_if" in values else field
        shown.setdefault(field, f"This question {why}.")
    return shown


def _by_number(values: FormValues) -> list[tuple[int, Question]]:
    kept = [number for number in range(1, MOST_QUESTIONS + 1) if one(values, f"q{number}").strip()]
    return list(zip(kept, read_questions(values), strict=True))
