"""The two months that are played.

Each has clock changes, holidays, a leave, an edit, standups that are left out, a weekend down, and a standup of the
whole team in an outage.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tests.month.team import IN_THREAD, OWN_HOUR, SUNDAYS, ZONE, Edit, Leave, LeftOut, Script
from tests.year.year import Down, weekend_down

AUTUMN, SPRING = "autumn", "spring"


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE))


def autumn() -> Script:
    """Europe's clocks go back on 25 October 2026, those of the US on 1 November; 11 November is a US holiday."""
    return Script(
        began=_moment(date(2026, 10, 17), 0, 30),
        ends=_moment(date(2026, 11, 20), 23, 30),
        country="US",
        holidays=frozenset({date(2026, 11, 11)}),
        leaves=(Leave("leo", date(2026, 10, 26), date(2026, 10, 30), _moment(date(2026, 10, 23), 16)),),
        edits=(
            # After the hour of everybody but New York.
            Edit(OWN_HOUR, _moment(date(2026, 11, 4), 12, 30), time(10, 30)),
            Edit(IN_THREAD, _moment(date(2026, 11, 17), 15, 20), time(14)),
        ),
        left_out=(
            LeftOut(IN_THREAD, date(2026, 10, 28), _moment(date(2026, 10, 28), 9, 10)),
            # After Auckland, Kolkata, Berlin and London were asked.
            LeftOut(OWN_HOUR, date(2026, 11, 18), _moment(date(2026, 11, 18), 14, 5)),
        ),
        down=(
            # Over three in the afternoon, when the whole team is asked: late, and too late.
            Down(_moment(date(2026, 10, 20), 14, 40), _moment(date(2026, 10, 20), 16, 10)),
            Down(_moment(date(2026, 10, 22), 14, 40), _moment(date(2026, 10, 22), 20)),
            weekend_down(date(2026, 11, 6)),
            Down(_moment(date(2026, 11, 12), 14, 40), _moment(date(2026, 11, 13), 7)),
        ),
    )


def spring() -> Script:
    """The clocks of the US go forward on 14 March 2027, Europe's on 28 March, New Zealand's back on 4 April.

    26 and 29 March are German holidays.
    """
    return Script(
        began=_moment(date(2027, 3, 6), 0, 30),
        ends=_moment(date(2027, 4, 10), 1, 30),
        country="DE",
        holidays=frozenset({date(2027, 3, 26), date(2027, 3, 29)}),
        leaves=(Leave("kai", date(2027, 3, 29), date(2027, 4, 2), _moment(date(2027, 3, 24), 9)),),
        edits=(Edit(OWN_HOUR, _moment(date(2027, 3, 17), 12, 30), time(14)),),
        left_out=(
            LeftOut(SUNDAYS, date(2027, 3, 21), _moment(date(2027, 3, 20), 12)),
            LeftOut(OWN_HOUR, date(2027, 4, 6), _moment(date(2027, 4, 6), 16, 5)),
        ),
        down=(
            weekend_down(date(2027, 3, 12)),
            # It is past the working hours of Kolkata when it comes back.
            Down(_moment(date(2027, 3, 23), 14, 50), _moment(date(2027, 3, 23), 15, 40)),
        ),
    )


SCRIPTS = {AUTUMN: autumn, SPRING: spring}
