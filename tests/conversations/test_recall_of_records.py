"""Decisions, runbooks, standups and incidents are found too, and shown as what they are."""

from datetime import timedelta

from bot.demo import team
from bot.demo.stage import Stage
from integrations.alerts import Alert
from integrations.database.tables.standup import standup_rounds
from jobs.drafts.kinds import ADR, RUNBOOK
from jobs.drafts.model import DraftEntry
from tests.stage import BACKEND, BOT, LEADS, opened, with_a_standup


async def recalled(stage: Stage, who: str, words: str, where: str = BACKEND) -> str:
    person = stage.workspace.member(who)
    await person.command(f"/recall {words}", where)
    await stage.settle()
    return person.whispers(where)[-1].shown


async def test_a_decision_and_a_runbook_stand_above_what_was_said(stage: Stage) -> None:
    drafts, ana = stage.app.parts.drafts, team.ANA.id
    fields = {"context": "Events get lost.", "decision": "A table.", "consequences": "One table more."}
    adr = await drafts.propose(ana, team.BACKEND.id, ADR, DraftEntry("Keep events in an outbox", fields))
    await drafts.decide(ana, adr.id, "accept")
    steps = DraftEntry("Empty the outbox", {"when": "It is full.", "steps": "Wait"}, (ana,))
    await drafts.propose(ana, team.BACKEND.id, RUNBOOK, steps)
    await stage.workspace.member("Ben").says(BACKEND, "the outbox was slow on Friday")
    await stage.pass_(seconds=5)
    said = await recalled(stage, "Dev", "what about the outbox")
    assert "ADR 1 Keep events in an outbox accepted · the discussion · /adr show 1" in said
    assert "Empty the outbox draft · the discussion · /runbook show empty-the-outbox" in said
    assert said.index("ADR 1") < said.index("the outbox was slow on Friday")


async def test_a_record_of_a_private_channel_is_found_by_its_people_alone(stage: Stage) -> None:
    fields = {"context": "Money.", "decision": "Nobody new.", "consequences": "None."}
    entry = DraftEntry("Freeze the hiring", fields)
    await stage.app.parts.drafts.propose(team.ANA.id, team.LEADS.id, ADR, entry)
    await stage.pass_(seconds=5)
    assert "Freeze the hiring" in await recalled(stage, "Chiara", "hiring", LEADS)
    assert "couldn't find anything" in await recalled(stage, "Ben", "hiring")


async def told_in_a_standup(stage: Stage, words: str) -> None:
    """Ben answers a standup with these words, and it closes."""
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    await stage.workspace.member("Ben").replies(opened(stage), words)
    await stage.settle()
    await stage.turn_to(stage.at("11:01"))


async def asked(stage: Stage, who: str, question: str) -> str:
    await stage.workspace.member(who).says(BACKEND, f"{BOT} {question}")
    await stage.pass_(seconds=5)
    return stage.workspace.messages_in(BACKEND)[-1].shown


async def test_what_was_told_in_a_standup_is_found_with_whose_it_is(stage: Stage) -> None:
    await told_in_a_standup(stage, "Yesterday: the marmalade importer. Today: index. Blockers: none")
    for said in (await recalled(stage, "Dev", "marmalade importer"), await asked(stage, "Dev", "marmalade importer")):
        assert "Standup of Monday 23 November, Ben" in said
        assert "the marmalade importer" in said


async def test_a_standup_is_told_to_nobody_who_is_not_in_its_channel(stage: Stage) -> None:
    await told_in_a_standup(stage, "Yesterday: the marmalade importer. Today: index. Blockers: none")
    async with stage.app.parts.db.write() as tx:
        await tx.execute(standup_rounds.update().values(channel=team.LEADS.id))
    assert "Standup of" not in await recalled(stage, "Ben", "marmalade importer")
    assert "Standup of Monday 23 November, Ben" in await recalled(stage, "Chiara", "marmalade importer", LEADS)
    assert "Standup of" not in await asked(stage, "Chiara", "marmalade importer")


async def test_a_standup_that_is_open_is_not_told_yet(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    await stage.workspace.member("Ben").replies(opened(stage), "Yesterday: marmalade. Today: index. Blockers: none")
    await stage.settle()
    assert "Standup of" not in await recalled(stage, "Dev", "marmalade")


async def test_an_incident_is_found_by_what_it_was_about(stage: Stage) -> None:
    began = stage.now()
    alert = Alert(
        source="alertmanager",
        fingerprint="f",
        title="MarmaladeQueueStuck",
        service="marmalade",
        severity="critical",
        starts_at=began,
        ends_at=began + timedelta(minutes=20),
        firing=False,
    )
    await stage.app.parts.alerts.take([alert])
    await stage.turn_to(stage.at("10:00"))
    said = await recalled(stage, "Dev", "marmalade")
    assert "Incident of" in said
    assert "marmalade: MarmaladeQueueStuck · over after 20 min" in said


async def test_recall_is_narrowed_to_whose_words_where_and_since_when(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ben.says(BACKEND, "The retries of the webhook doubled over night.")
    await stage.pass_(days=4)
    await ana.says(BACKEND, "Retries get an idempotency key.")
    await ben.says(BACKEND, "The retries are quiet since the key.")
    await stage.pass_(seconds=5)
    for typed in ("retries from @Ben", "retries by Ben", "retries von @ben sample", "retries de Ben in #backend"):
        said = await recalled(stage, "Dev", typed)
        assert "doubled over night" in said
        assert "quiet since the key" in said
        assert "idempotency key" not in said
    said = await recalled(stage, "Dev", "retries from @Ben since yesterday")
    assert "quiet since the key" in said
    assert "doubled" not in said
    said = await recalled(stage, "Dev", "from @Ben")
    assert said.index("quiet since the key") < said.index("doubled over night")
    assert "idempotency" not in said
    assert "couldn't find" in await recalled(stage, "Dev", "retries from @Ben in #general")
    assert "anybody called Zoe" in await recalled(stage, "Dev", "retries from @Zoe")


async def test_that_a_channel_is_there_is_not_seen_by_what_is_found_in_it(stage: Stage) -> None:
    await stage.workspace.member("Ben").says(BACKEND, "The retries of the webhook doubled over night.")
    await stage.pass_(seconds=5)
    of_nothing = await recalled(stage, "Dev", "retries in #nothing-like-that")
    assert await recalled(stage, "Dev", f"retries in {LEADS}") == of_nothing.replace("#nothing-like-that", LEADS)
    assert "couldn't find" in await recalled(stage, "Chiara", f"retries in {LEADS}"), "who is in it looks there alone"
