"""What is announced to end: `deprecated`, and the day of it in `x-sunset`."""

from collections.abc import Iterator
from datetime import date

from integrations.contracts.model import ContractChange
from integrations.contracts.references import Node


def sunset(where: str, old: Node, new: Node) -> Iterator[ContractChange]:
    """What changed in what is announced."""
    if (old.get("deprecated") is True) != (new.get("deprecated") is True):
        what = "is deprecated now" if new.get("deprecated") is True else "is deprecated no more"
        yield ContractChange(where, what, "compatible", "sunset")
    before, after = str(old.get("x-sunset") or ""), str(new.get("x-sunset") or "")
    if before == after:
        return
    was, now = _day(before), _day(after)
    if now is None and new.get("deprecated") is True and before:
        yield ContractChange(where, f"was to end on {before[:40]}, and no day is told now", "unclear", "sunset")
    elif now is None and after:
        yield ContractChange(where, f"is to end on a day that cannot be read ({after[:40]})", "unclear", "sunset")
    elif now is None:
        yield ContractChange(where, f"does not end on {before[:40]} any more", "compatible", "sunset")
    elif was is not None and now < was:
        yield ContractChange(where, f"ends on {now}, sooner than on {was}", "breaking", "sunset")
    else:
        told = f", later than on {was}" if was is not None else ""
        yield ContractChange(where, f"is to end on {now}{told}", "compatible", "sunset")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
