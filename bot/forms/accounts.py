"""The form of who is who elsewhere: one's own accounts, and for an admin those of the team."""

from collections import Counter
from collections.abc import Sequence

from integrations.form import Field_, Form, FormValues, TextField
from integrations.post import Bullets, Paragraph, SmallPrint
from integrations.source import System
from integrations.systems import SYSTEMS
from jobs.carried import Carried
from jobs.people.accounts import BY_NAME
from jobs.people.who_is_who import AccountChange, AccountClaim, AccountsFormState, Row, mark

ACCOUNTS = "accounts_form"
TITLE = "Who is who"


class AskedIn(Carried):
    """What the form carries: where it was asked for, and what is changed is told; nothing of both where it is not."""

    place: str = ""
    thread: str = ""


def accounts_form(user: str, sheet: AccountsFormState, asked_in: AskedIn) -> Form:
    """Who `user` is elsewhere and, of an admin, who those are of whom it is not known for sure."""
    fields: list[Field_] = [SmallPrint(text=("So that I know which issues and pull requests are whose.",))]
    fields += [_field(system, user, "Your", known) for system, known in sheet.mine.items()]
    if sheet.unread:
        fields.append(SmallPrint(text=("Who else is in your channels I do not know just now.",)))
    elif sheet.rows:
        fields.append(
            SmallPrint(
                text=(
                    "As an admin you can say it for the others. Leave empty what you do not know; each can say it too.",
                )
            )
        )
    elif sheet.admin:
        fields.append(SmallPrint(text=("Of everybody else here it is known.",)))
    names = Counter(row.person.name for row in sheet.rows)
    for row in sheet.rows:
        fields += _fields(row, alone=names[row.person.name] == 1)
    if sheet.left_off:
        words = f"{sheet.left_off} more have no room here. They are asked for as soon as some of these are known."
        fields.append(SmallPrint(text=(words,)))
    return Form(callback=ACCOUNTS, title=TITLE, fields=tuple(fields), carry=asked_in.carry)


def _fields(row: Row, *, alone: bool) -> Sequence[TextField]:
    """What is asked of one member; `alone` where nobody else here has that name."""
    person = row.person
    whose = f"{person.name}'s" if alone else f"{person.name}'s ({person.email or person.real_name})"
    settled = [f"{kept.account} {system.where}" for system, kept in row.known.items() if system not in row.asked]
    found: list[TextField] = []
    for system in row.asked:
        kept = row.known.get(system)
        hint = "I took this one for the name alone." if kept and kept.said_by == BY_NAME else system.account_hint
        hint += f" They are {settled[0]}." if settled else ""
        found.append(_field(system, person.id, whose, kept.account if kept else "", hint))
    return found


def _field(system: System, person: str, whose: str, known: str, hint: str = "") -> TextField:
    return TextField(
        name=f"{system.key}:{person}:{mark(known)}",
        label=f"{whose} {system.account} {system.where}",
        value=known,
        hint=hint or system.account_hint,
        optional=True,
        max_length=system.account_length,
    )


def field_of(claim: AccountClaim) -> str:
    """The name of the field that a claim was made in."""
    return f"{claim.system.key}:{claim.person}:{claim.seen}"


def read_accounts(answers: FormValues) -> Sequence[AccountClaim]:
    """What was filled in, as claims."""
    claims: list[AccountClaim] = []
    for key, system in SYSTEMS.items():
        for name, account in answers.items():
            of, _, rest = name.partition(":")
            person, _, seen = rest.partition(":")
            if of == key and seen:
                claims.append(AccountClaim(system, person, str(account), seen))
    return claims


def changed_form(changes: Sequence[AccountChange]) -> Form:
    """What was changed, in the place of the form."""
    if not changes:
        return Form(callback=ACCOUNTS, title=TITLE, fields=(Paragraph(text=("Nothing was changed.",)),))
    items = tuple(change.words for change in changes)
    return Form(callback=ACCOUNTS, title=TITLE, fields=(Paragraph(text=("From now on:",)), Bullets(items=items)))
