"""Who is who, and who are the role's partners."""

from collections.abc import Iterable, Sequence

from bot.memory.stop_words import strong
from bot.memory.words import terms
from bot.settings import Settings
from bot.tools.arguments import About, OfSomebody
from bot.tools.clocks import time_for
from bot.tools.days import today_of
from bot.tools.scope import channels_told, hears_only_members, member, more, people_of
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.chat import ChatSelf
from integrations.chat import Person as Member
from integrations.database import Database
from integrations.enumerated import listed
from integrations.post import Block, Bold, Bullets, Button, Buttons, InChannel, Person, Text
from integrations.public_holidays import Holidays
from integrations.rolecard import RoleCard
from integrations.systems import SYSTEMS
from integrations.words import one_line, shortened
from jobs.people.accounts import Accounts
from jobs.people.admins import Admins
from jobs.people.partners import EDIT, Partner, Partners
from jobs.people.team import Team
from jobs.people.team_week import week_of
from jobs.people.told_channels import shared
from jobs.standup.words import short

MOST = 10
"""People, or partners, that an answer lists; the others are counted."""
A_TITLE = 100
"""Characters of a title, which is anybody's own words."""
_SAME: Sequence[Sequence[str]] = (
    ("lead", "leader", "boss", "chief", "head", "chef", "cheffe", "leiter", "leiterin", "jefe", "jefa", "lider"),
    ("database", "databases", "db", "dba", "dbs", "datenbank", "datenbanken", "datos", "donnees"),
    ("qa", "test", "tests", "tester", "testing", "quality", "qualitat", "calidad", "qualite"),
    ("platform", "devops", "sre", "ops", "infrastructure", "infra", "plattform", "plataforma", "plateforme"),
    ("product", "pm", "po", "produkt", "producto", "produit"),
    ("admin", "admins", "administrator", "administrators", "administrador", "administrateur"),
)
"""Words that people use for one another when they say what somebody does."""
_MEANING = {word: same[0] for same in _SAME for word in same}


class Who(OfSomebody, About):
    """Somebody, or words that say what they do or are called elsewhere."""


@tool(Audience.BY_PLACE)
async def who_is_who(
    asking: Asking,
    wanted: Who,
    db: Database,
    team: Team,
    accounts: Accounts,
    partners: Partners,
    holidays: Holidays,
    settings: Settings,
    chat: ChatSelf,
    card: RoleCard,
) -> Finding:
    """Tell who somebody is: what they do, the time for them, their accounts, and the channels that the asker shares.

    Without a person: who does what the words say, such as "database", or has that account on the code host or in the
    tracker; without words too, who is here. It is about the people of the channel, or of the asker's channels in a
    direct message; among full members everybody can be named, and the accounts are told to them alone.
    """
    if wanted.person == (await chat.me()).user:
        return Finding((f"That's me: {card.name}, the team's {card.title}.",))
    people, members = await people_of(asking, team), await hears_only_members(asking, db, team)
    of_the_card = [each for each in await partners.all() if each.who.person]
    admins = Admins(team, settings.rolecall_admins)
    if (person := wanted.whose(asking.person)) is None:
        return await _found(wanted.words, people, of_the_card, accounts if members else None, admins)
    meant = await member(asking, db, team, person, people)
    if meant is None:
        return Finding(("I don't know who that is, at least not for sure enough to tell it here.",), found=False)
    lines: list[Text] = []
    if meant.id != asking.person:
        team_settings = await team.settings()
        week = await week_of(team_settings, holidays, await today_of(asking))
        lines.append((await time_for(asking, meant, team_settings, week),))
    if members or (asking.private and meant.id == asking.person):
        kept = await accounts.kept([meant.id])
        lines += sorted((f"{system.name}: ", each.account) for (system, _), each in kept.items())
    lines += [(f"This team's {each.role}, as I was told",) for each in of_the_card if each.who.person == meant.id]
    if await admins.has(meant.id):
        lines.append(("An admin of the workspace",))
    if meant.is_guest:
        lines.append(("A guest of the workspace",))
    if meant.id != asking.person and (shared := await _shared(asking, db, team, meant.id)):
        more_of_them = f" and {len(shared) - MOST} more" if len(shared) > MOST else ""
        lines.append(("With you in ", *listed(InChannel(channel=each) for each in shared[:MOST]), more_of_them))
    return Finding((*_called(meant), "."), (Bullets(items=tuple(lines)),) if lines else ())


@tool(Audience.BY_PLACE)
async def partners(
    asking: Asking, wanted: About, db: Database, team: Team, partners: Partners, card: RoleCard
) -> Finding:
    """Tell who the role's partners are, and who that is in this team; with words, whom a matter concerns.

    Who that is here is told among full members, and of the people of the channel.
    """
    every = await partners.all()
    if not every:
        return Finding((f"{card.name} has no partners: the role card names none.",))
    scores = [len(_asked(wanted.words) & _said(f"{each.name} {each.description}")) for each in every]
    best = max(scores)
    if _asked(wanted.words) and not best:
        return Finding(("I don't know that any partner of my role looks after that.",), found=False)
    meant = [each for each, score in zip(every, scores, strict=True) if score == best]
    members = await hears_only_members(asking, db, team)
    here = {each.id for each in await people_of(asking, team)}
    lines: list[Text] = []
    for each in meant[:MOST]:
        may_know = members or each.who.person in here
        who = await partners.shown(each.who) if may_know else ()
        lines.append((Bold(text=each.name), f": {short(each.description, 160)}", *((" · ", *who) if who else ())))
    unset = members and not all(each.who for each in meant)
    button: list[Block] = [Buttons(buttons=(Button(action=EDIT, label="Say who they are"),))] if unset else []
    headline = "These are the partners of my role:" if len(meant) == len(every) else "That concerns:"
    return Finding((headline,), (Bullets(items=tuple(lines)), *more(len(meant) - MOST), *button))


async def _found(
    words: str, people: Sequence[Member], partners: Sequence[Partner], accounts: Accounts | None, admins: Admins
) -> Finding:
    """Those of these people whom the words fit best."""
    asked = _asked(words)
    roles = {each.who.person: each.role for each in partners}
    scores = {
        each.id: len(asked & _said(f"{each.title} {each.real_name} {each.name} {roles.get(each.id, '')}"))
        for each in people
    }
    if "admin" in asked:
        scores |= {each.id: scores[each.id] + 1 for each in people if await admins.has(each.id)}
    if accounts is not None:
        names = [each.strip("@?!,.;:\"'") for each in words.split()]
        for system in SYSTEMS.values():
            for person in (await accounts.people(system, names)).values():
                scores[person] = len(asked) + 1  # nobody else has that account
    best = max(scores.values(), default=0)
    found = [each for each in people if best and scores[each.id] == best]
    if asked and not found:
        ask = "Ask me for somebody by name, or by what their profile says that they do."
        return Finding(("I don't know who that is. ", ask), found=False)
    shown = found or sorted(people, key=lambda each: (not each.title, each.name))
    if not shown:
        return Finding(("I don't know for sure who is here.",), found=False)
    lines = [(*_called(each), f"; this team's {roles[each.id]}" if each.id in roles else "") for each in shown]
    if len(lines) == 1:
        return Finding((*lines[0], "."))
    headline = f"That fits {len(found)} people:" if found else "These are the people here:"
    return Finding((headline,), (Bullets(items=tuple(lines[:MOST])), *more(len(lines) - MOST)))


def _called(member: Member) -> Text:
    """Their name, in full too where that is another, and what they do."""
    full = f" ({one_line(member.real_name)})" if member.real_name != member.name else ""
    title = shortened(one_line(member.title), A_TITLE)
    return (Person(user=member.id, name=member.name), f"{full}: {title}" if title else full)


def _asked(words: str) -> frozenset[str]:
    """What the words ask for."""
    return _meaning(strong(terms(words)))


def _said(text: str) -> frozenset[str]:
    """What a title or a name says."""
    return _meaning(terms(text))


def _meaning(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_MEANING.get(each, each) for each in words)


async def _shared(asking: Asking, db: Database, team: Team, other: str) -> Sequence[str]:
    """The channels that both are in, as far as those who hear may know, by name."""
    told = await channels_told(asking, db, team)
    async with db.read() as tx:
        both = await shared(tx, other, told)
    return [each for each in told if each in both]
