"""What somebody has filled in, read by the name of its field: a chat gives one string or several."""

from integrations.form import FormValues


def one(values: FormValues, name: str, default: str = "") -> str:
    """Return what a field holds, the first where several were chosen; `default` where there is nothing of it."""
    value = values.get(name, default)
    return value if isinstance(value, str) else next(iter(value), default)


def many(values: FormValues, name: str) -> list[str]:
    """Return all that was chosen in a field."""
    value = values.get(name, [])
    return value if isinstance(value, list) else [value] if value else []


def line(values: FormValues, name: str) -> str:
    """Return what was typed in a field as one line, without the blanks around its words."""
    return " ".join(one(values, name).split())


def lines(values: FormValues, name: str) -> list[str]:
    """Return the lines that were typed in a field, without the empty ones and the blanks around each."""
    return [words for each in one(values, name).splitlines() if (words := each.strip())]
