"""Which number of `03/04` is the month: a habit of places."""

_MONTH_FIRST_REGIONS = frozenset({"US", "JP", "CN", "KR", "TW", "HU", "LT", "MN"})
_MONTH_FIRST_ZONES = frozenset(
    {
        *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix"),
        *("America/Anchorage", "America/Detroit", "America/Boise", "America/Juneau", "America/Nome", "America/Adak"),
        *("America/Sitka", "America/Metlakatla", "America/Yakutat", "America/Menominee", "Pacific/Honolulu"),
        *("Asia/Tokyo", "Asia/Shanghai", "Asia/Urumqi", "Asia/Seoul", "Asia/Taipei", "Asia/Ulaanbaatar"),
        *("Europe/Budapest", "Europe/Vilnius"),
    }
)
_MONTH_FIRST_AREAS = ("US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/")
_BOTH_WAYS = frozenset({"", "UTC", "GMT", "America/Toronto", "America/Vancouver", "America/Edmonton"}) | frozenset(
    {"America/Winnipeg", "America/Halifax", "America/Regina", "America/St_Johns", "Asia/Manila"}
)


def month_first(zone: str, region: str | None = None) -> bool | None:
    """Return True where people of `zone` write the month first, None where both are usual or nobody knows.

    `region` is the team's, like `US-CA`; it decides where the zone does not.
    """
    if zone in _MONTH_FIRST_ZONES or zone.startswith(_MONTH_FIRST_AREAS):
        return True
    if zone in _BOTH_WAYS or zone.startswith(("Etc/", "Canada/")):
        return region.partition("-")[0] in _MONTH_FIRST_REGIONS if region else None
    return False
