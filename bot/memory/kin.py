"""Words of every day that people use for each other: a question's "kids" are somebody's "son" and "daughter".

Few and plain ones; what is added here has to show in `python -m tests.evals.recall`, on the half that nobody tuned on.
"""

from functools import cache

from bot.memory.stems import stem

_KIN = """
kid child son daughter
mum mom mother mama
dad father papa
grandma grandmother nan granny
grandpa grandfather
parent mother father
brother sister sibling
husband wife partner spouse
friend mate buddy
doctor physician clinic
hospital ward clinic
pet dog cat puppy kitten animal
house home flat apartment
move moving relocate
holiday vacation trip travel
journey trip travel
beach sea coast
mountain hike hiking peak
camp camping tent woods
forest woods
car van vehicle
movie film
photo picture image
gift present
buy purchase order
sell sale
begin start
finish end complete done
job work career profession
boss manager supervisor
colleague coworker
quit resign notice leave
hire join recruit
salary pay raise
promotion head lead
study degree university master course
thesis dissertation doctorate phd
teacher professor supervisor
class lesson course
school class pupil
wedding marry married marriage
engaged propose proposal ring
baby pregnant birth born
ill sick disease flu
hurt injure injury injured broke
surgery operation operated
therapy therapist counseling
recover recovery heal
concert gig perform performance show
music song band instrument
paint painting art
book novel read reading
cook bake recipe
meal dinner lunch food dish
restaurant cafe bar
race marathon run running
exercise workout gym training
win won prize medal award
lose lost
happy glad delighted thrilled
sad upset
afraid scared frightened worried
proud
advice recommend suggest advise
help support
plan want hope
decide decision agree
reject drop against
choose chose pick
build make create
repair fix mend restore
break broke damage
fast quick quickly speed
slow slowly
cost price pay expensive cheap
money euro dollar
error failure fail bug
outage incident down
cause reason because
deploy release ship rollout
delete remove drop
disable switch off
replace instead
shutdown off
deadline due until
meeting call
customer client merchant
computer laptop
own owner responsible
backup dump restore
limit cap
timeout wait
retry attempt
name called
celebrate celebration party
birthday
"""


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in _KIN.strip().splitlines():
        words = row.split()
        for word in words:
            found.setdefault(word, {}).update(dict.fromkeys(other for other in words if other != word))
    return {word: tuple(others) for word, others in found.items()}


@cache
def _by_stem() -> dict[str, tuple[str, ...]]:
    return {stem(word): others for word, others in _table().items()}


def kin(stemmed: str) -> tuple[str, ...]:
    """What may be said in the place of a word, by its stem."""
    return _by_stem().get(stemmed, ())
