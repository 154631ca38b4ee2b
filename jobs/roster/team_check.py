"""What a rituals file asks for, checked against the team: its people, channels and rituals."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from integrations.chat import Channel, PlaceKind
from integrations.public_holidays import Holidays
from jobs.cadence.kinds import Kinds
from jobs.cadence.options import is_whole
from jobs.cadence.records import RitualRecord
from jobs.calendar import read_hours
from jobs.people.directory import Directory
from jobs.people.team_settings import TeamSettings
from jobs.roster import ritual_store
from jobs.roster.spec import Spec, clean, is_zone, problems, wrong_with_days
from jobs.roster.toml_check import RITUAL_KEYS, TomlCheck

MOST_CAPPED = 1000
_REQUIRED = ("kind", "channel", "at")
_UNSEEN = "is no channel that I can see; use its id, or #name of one that I am in"


class TeamCheck:
    """Checks what one file says of the team's people, channels and rituals; each name is looked up once."""

    def __init__(
        self, file: TomlCheck, known: Mapping[str, RitualRecord], kinds: Kinds, directory: Directory, holidays: Holidays
    ) -> None:
        """Check `file`. `known` are the team's rituals by name."""
        self._file = file
        self._known = known
        self._kinds = kinds
        self._directory = directory
        self._holidays = holidays
        self._channels: Mapping[str, Channel] = {}
        self._ids: dict[str, str] = {}
        self._owners: dict[str, str | None] = {}
        named = {clean(each["name"]) for each in file.rituals if isinstance(each.get("name"), str)}
        self._unnamed: dict[tuple[str, str], list[str]] = {}
        for name, row in known.items():
            if name not in named and name.startswith(f"{row.kind}-"):
                self._unnamed.setdefault((row.kind, row.channel), []).append(name)

    # --- [team] --------------------------------------------------------------------

    async def settings(self, now: TeamSettings) -> TeamSettings | None:
        """The team's settings with what the file says of them; None where it says nothing."""
        file, given = self._file, self._file.team
        if given is None:
            return None
        # An empty value takes back what is set.
        wanted = dict(given)
        taken_back: dict[str, Any] = {key: None for key in ("holidays", "quiet_hours") if wanted.get(key) in ("", [])}
        wanted = {key: value for key, value in wanted.items() if key not in taken_back}
        if "holidays" in wanted and not (isinstance(wanted["holidays"], str) and await self._knows(wanted["holidays"])):
            region = wanted.pop("holidays")
            larger = region.upper() if isinstance(region, str) else ""
            near = f'; did you mean "{larger}"?' if larger != region and larger and await self._knows(larger) else ""
            file.wrong(("team", "holidays"), region, f"is no region with public holidays that I know{near}")
        if "timezone" in wanted and not await asyncio.to_thread(_is_zone, wanted["timezone"], now.timezone):
            file.wrong(("team", "timezone"), wanted.pop("timezone"), "is no time zone; an IANA name")
        if "working_days" in wanted:
            days = wanted["working_days"]
            texts = isinstance(days, list) and all(isinstance(day, str) for day in days)
            wanted["working_days"] = tuple(days) if texts else ()
            if why := wrong_with_days(wanted["working_days"]) if texts else "is not a list of texts in quotes":
                file.wrong(("team", "working_days"), days, why)
                del wanted["working_days"]
        for key in ("working_hours", "quiet_hours"):
            if key in wanted:
                if _are_hours(wanted[key]):
                    wanted[key] = tuple(wanted[key])
                else:
                    file.wrong(("team", key), wanted.pop(key), 'is no pair of times like ["09:00", "17:30"]')
        if not is_whole(wanted.get("daily_cap", 1), 0, MOST_CAPPED):
            file.wrong(("team", "daily_cap"), wanted.pop("daily_cap"), f"is no number from 0 to {MOST_CAPPED}")
        return replace(now, **wanted, **taken_back)

    async def _knows(self, region: str) -> bool:
        return await self._holidays.knows(region)

    # --- [[ritual]] ----------------------------------------------------------------

    async def specs(self) -> list[Spec]:
        """Every ritual that can be read; what is wrong with them is noted."""
        self._channels = await self._directory.known_channels()
        for channel in sorted(self._channels.values(), key=lambda each: (not each.here, each.id)):
            if not channel.archived and not _is_gone(channel):
                self._ids.setdefault(channel.name.lower(), channel.id)
        read = [await self._read(number) for number in range(len(self._file.rituals))]
        before = {name: ritual_store.spec_of(row) for name, row in self._known.items()}
        checked = [(spec, before.get(spec.name)) for spec, _ in read]
        found = await asyncio.to_thread(lambda: [problems(spec, self._kinds, kept) for spec, kept in checked])
        whole = []
        for number, ((spec, made_up), wrong) in enumerate(zip(read, found, strict=True)):
            given = self._file.rituals[number]
            for key, why in wrong:
                if key not in made_up:
                    self._file.wrong(("ritual", number, key), given.get(key, getattr(spec, key, None)), why)
            if not made_up:
                whole.append(spec)
        return whole

    async def _read(self, number: int) -> tuple[Spec, set[str]]:
        """One ritual, and the keys that are made up, so that the rest of the entry is checked all the same."""
        file, given = self._file, self._file.rituals[number]
        values = {key: value for key, value in given.items() if file.fits(number, key, value)}
        for key in _REQUIRED:
            if key not in given:
                file.wrong(("ritual", number), f"[[ritual]] number {number + 1}", f"has no {key}", bare=True)
        made_up = set(_REQUIRED) - values.keys()
        values = {"kind": "", "channel": "", "at": "00:00"} | values
        channel = self._id_of(values["channel"]) if values["channel"] else None
        kind = values["kind"]
        name = values["name"] if "name" in values else self._default_name(values, channel)
        kept = self._known.get(clean(name))
        before = ritual_store.spec_of(kept) if kept is not None else None
        had = before.channel if before else None
        if "channel" not in made_up and (why := self._wrong_with_channel(channel, had)):
            file.wrong(("ritual", number, "channel"), values["channel"], why)
            made_up.add("channel")
        report_to = values.get("report_to")
        is_new = isinstance(report_to, str) and not (before and before.options.get("report_to") == report_to)
        if is_new and (why := self._wrong_with_channel(self._id_of(report_to or ""), None)):
            file.wrong(("ritual", number, "report_to"), report_to, why)
        self._check_members(number, values.get("members"))
        owner = values.get("owner", before.owner if before else None)
        if "owner" in values and owner != (before and before.owner):
            owner = await self._owner(values["owner"])
            if owner is None:
                file.wrong(("ritual", number, "owner"), values["owner"], "is nobody whom I know; an id or address")
        paused = values.get("paused", before.paused if before else False)
        spec = Spec(
            name=name,
            kind=kind,
            channel=channel or values["channel"],
            at=values["at"],
            days=tuple(values["days"]) if "days" in values else None,
            timezone=values.get("timezone"),
            every=values.get("every", 1),
            late=values.get("late", self._kinds.default_late(kind)),
            owner=owner,
            title=values.get("title", before.title if before and before.kind == kind else ""),
            words=values.get("words", before.words if before else ""),
            options={key: value for key, value in values.items() if key not in RITUAL_KEYS},
            paused=paused,
            off="" if paused else self._kinds.why_off(kind),
        )
        if "name" in values or not made_up - {"channel"}:
            file.named(number, spec.name)
        else:
            made_up.add("name")
        return spec, made_up

    def _default_name(self, values: Mapping[str, Any], channel: str | None) -> str:
        """`kind-channel`; or the name of the only ritual of that kind that the channel has.

        That one was named so when the channel had another name, or only its id was known.
        """
        kind = values["kind"]
        found = self._channels.get(channel or "")
        name = clean(f"{kind}-{found.name if found else values['channel'].removeprefix('#')}")
        alike = self._unnamed.get((kind, channel or ""), [])
        return name if name in self._known or len(alike) != 1 else alike[0]

    # --- who and where -------------------------------------------------------------

    def _id_of(self, given: str) -> str | None:
        return given if self._directory.is_channel_id(given) else self._ids.get(given.removeprefix("#").lower())

    def _wrong_with_channel(self, channel: str | None, had: str | None) -> str:
        """Why nothing can be posted there; nothing is wrong with what a ritual `had` before."""
        if channel is None:
            return _UNSEEN
        if channel == had:
            return ""
        found = self._channels.get(channel)
        if found is not None and found.archived:
            return "is archived"
        return _UNSEEN if (found is None or _is_gone(found)) and self._directory.knows_channels else ""

    def _check_members(self, number: int, given: Any) -> None:
        """Note what can be neither the id of a person nor an address; whether anybody has it is seen later."""
        texts = [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
        for each in texts:
            if not ("@" in each or self._directory.is_person_id(each.strip())):
                self._file.wrong(("ritual", number, "members"), each, "is neither a user id nor an e-mail address")

    async def _owner(self, given: str) -> str | None:
        if given not in self._owners:
            by_id = self._directory.is_person_id(given)
            found = await (self._directory.person(given) if by_id else self._directory.by_email(given))
            unsure = given if by_id and not self._directory.knows_channels else None
            self._owners[given] = found.id if found else unsure
        return self._owners[given]


def _is_gone(channel: Channel) -> bool:
    """Return True for a channel that the chat does not list: it is deleted, or private and without us."""
    return channel.kind == PlaceKind.PRIVATE and not channel.here


def _is_zone(name: Any, kept: str) -> bool:
    return isinstance(name, str) and is_zone(name, kept)


def _are_hours(value: Any) -> bool:
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)):
        return False
    try:
        start, end = read_hours((value[0], value[1]))
    except ValueError:
        return False
    return start != end
