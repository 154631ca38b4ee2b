"""Numbers for people."""

from datetime import datetime

from jobs.people.working_age import WorkingAge


def duration(ms: float) -> str:
    """`0.4 ms`, `12 ms`, `2.4 s`, `3.5 min` or `5.2 h`."""
    for unit, length, most in (("ms", 1, 1000), ("s", 1000, 60), ("min", 60_000, 60)):
        if round(ms / length, 1) < most:
            return f"{_rounded(ms / length)} {unit}"
    return f"{_rounded(ms / 3_600_000)} h"


def count(number: float) -> str:
    """`12,340`; what is less than ten has one decimal where it needs one."""
    return _rounded(number)


def percent(part: float) -> str:
    """`38 %`; `under 1 %` for what is little."""
    return "under 1 %" if 0 < part < 0.01 else f"{part * 100:.0f} %"


def size(number: float) -> str:
    """Bytes as `14 MB`."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1024 or unit == "GB":
            return f"{_rounded(number)} {unit}"
        number /= 1024
    raise AssertionError


def moment(when: datetime, ages: WorkingAge) -> str:
    """`14:00` of today, `Friday 14:00` of this week, `3 November 14:00` of any other day; in the team's zone."""
    local = when.astimezone(ages.zone)
    days = (ages.today - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    return f"{local:%A %H:%M}" if 0 < days < 7 else f"{local.day} {local:%B %H:%M}"


def _rounded(number: float) -> str:
    if number >= 10:
        return f"{number:,.0f}"
    return f"{number:.1f}".removesuffix(".0") if number >= 0.05 else f"{number:.2g}"
