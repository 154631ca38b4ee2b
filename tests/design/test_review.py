"""A design review, from its agenda to what came of it."""

from datetime import date, timedelta

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from integrations.database.tables.drafts import DraftState
from integrations.database.tables.meetings import TopicOutcome
from integrations.workspace import Said
from jobs.drafts.kinds import ADR
from jobs.drafts.model import DraftEntry
from jobs.errors import UserError
from tests.stage import BACKEND, is_away, opened, shown, thread

WORDS = {"context": "Events were lost.", "decision": "An outbox.", "consequences": "Twice is possible."}


async def asked(stage: Stage) -> Said:
    await stage.workspace.member("Ana").command("/ritual run design_review", BACKEND)
    await stage.pass_(seconds=8)
    return opened(stage)


async def queued(stage: Stage, words: str, by: str = "Ben") -> None:
    await stage.workspace.member(by).command(f"/ritual topic {words}", BACKEND)
    await stage.settle()


async def proposed(stage: Stage, title: str) -> int:
    draft = await stage.app.parts.drafts.propose(team.CHIARA.id, team.BACKEND.id, ADR, DraftEntry(title, WORDS))
    await stage.pass_(seconds=3)
    return draft.id


async def test_the_agenda_has_what_is_to_be_decided_and_what_people_queued(stage: Stage) -> None:
    await proposed(stage, "Keep events in an outbox")
    await queued(stage, "Idempotency of the payment API")
    said = await asked(stage)
    assert said.shown.startswith("Design review: 1 decision and 1 topic.")
    assert "Proposed ADR: Keep events in an outbox (Chiara)" in said.shown
    assert "Idempotency of the payment API (Ben)" in said.shown
    assert said.buttons == ["Accept", "Reject", "Defer", "Read", "Talked about", "Next time"]


async def test_a_decision_on_the_agenda_is_the_drafts_and_the_agenda_shows_it(stage: Stage) -> None:
    draft = await proposed(stage, "Keep events in an outbox")
    await stage.workspace.member("Ana").clicks(await asked(stage), "Accept")
    await stage.pass_(seconds=8)
    page = await stage.app.parts.drafts.read(team.ANA.id, draft)
    assert (page.draft.state, page.draft.number) == (DraftState.ACCEPTED, 1)
    agenda = next(said for said in stage.workspace.messages_in(BACKEND) if said.shown.startswith("Design review"))
    assert "ADR 1: Keep events in an outbox (Chiara) – accepted by Ana" in agenda.shown
    assert "Accept" not in agenda.buttons


async def test_an_acceptance_is_asked_again_and_the_proposal_can_be_read_first(stage: Stage) -> None:
    await proposed(stage, "Keep events in an outbox")
    said = await asked(stage)
    accept = next(each for block in said.blocks for each in block.get("elements", ()) if "Accept" in str(each))
    assert "its text stays as it is" in str(accept["confirm"])
    ben = stage.workspace.member("Ben")
    await ben.clicks(said, "Read")
    await stage.settle()
    assert WORDS["decision"] in ben.whispers(BACKEND)[-1].shown


async def test_who_may_not_decide_changes_nothing_and_a_second_click_is_told_who_did(stage: Stage) -> None:
    draft = await proposed(stage, "Keep events in an outbox")
    said = await asked(stage)
    ben, chiara, ana = (stage.workspace.member(name) for name in ("Ben", "Chiara", "Ana"))
    await ben.clicks(said, "Accept")
    await stage.pass_(seconds=3)
    assert "That is not you" in ben.whispers(BACKEND)[-1].shown
    await chiara.clicks(said, "Accept")
    await ana.clicks(said, "Reject")  # her client still shows the buttons
    await stage.pass_(seconds=3)
    assert "accepted already" in ana.whispers(BACKEND)[-1].shown
    assert (await stage.app.parts.drafts.read(team.ANA.id, draft)).draft.decided_by == team.CHIARA.id


async def test_what_is_edited_meanwhile_is_on_the_agenda_as_it_is_now(stage: Stage) -> None:
    await proposed(stage, "Keep events")
    await asked(stage)
    chiara = stage.workspace.member("Chiara")
    draft = next(each for each in stage.workspace.messages_in(BACKEND) if "Edit" in each.buttons)
    await chiara.clicks(draft, "Edit")
    form = await stage.workspace.until(lambda: chiara.view)
    assert form is not None
    title = next(each["label"]["text"] for each in form.blocks if "Keep events" in str(each))
    assert await chiara.fills(form, {title: "Keep events in an outbox"}) == {}
    await stage.pass_(seconds=8)
    assert "Proposed ADR: Keep events in an outbox (Chiara)" in agenda(stage).shown


async def test_a_review_that_is_over_takes_no_word_on_its_topics(stage: Stage) -> None:
    await queued(stage, "Something")
    await asked(stage)
    await stage.pass_(hours=2)
    for outcome in (TopicOutcome.DONE, TopicOutcome.NEXT):
        with pytest.raises(UserError, match="That review is over; what was left of it waits for the next one"):
            await stage.app.parts.agendas.settle(team.ANA.id, 1, outcome)
    assert [each.words for each in await stage.app.parts.topics.waiting(team.BACKEND.id)] == ["Something"]


async def test_who_sleeps_at_its_hour_or_is_on_leave_leads_only_where_everybody_does(stage: Stage) -> None:
    agendas, day = stage.app.parts.agendas, stage.now().date()
    ana = stage.workspace.member("Ana")
    await stage.turn_to(stage.at("15:00"))
    assert await agendas.facilitator(team.BACKEND.id, day) == team.ANA.id
    stage.workspace.set_zone("Ana", "Australia/Sydney")
    await stage.settle()
    assert await agendas.facilitator(team.BACKEND.id, day) == team.BEN.id
    stage.workspace.set_zone("Ana", team.ZONE)
    await ana.sets_status("", ":palm_tree:")
    await stage.settle()
    assert await agendas.facilitator(team.BACKEND.id, day) == team.BEN.id
    await stage.turn_to(stage.at("23:00"))
    await ana.sets_status("")
    await stage.settle()
    assert await agendas.facilitator(team.BACKEND.id, day) == team.ANA.id


async def test_with_everybody_away_nobody_leads_and_the_agenda_comes_all_the_same(stage: Stage) -> None:
    day = stage.now().date()
    for person in await stage.app.parts.team.members(team.BACKEND.id):
        await is_away(stage, person.id, day)
    await queued(stage, "Something")
    said = (await asked(stage)).shown
    assert said.startswith("Design review: 1 topic")
    assert "leads" not in said


async def test_what_is_put_off_comes_back_and_what_was_talked_about_does_not(stage: Stage) -> None:
    await proposed(stage, "Keep events in an outbox")
    for topic in ("First", "Second", "Third"):
        await queued(stage, topic)
    ana = stage.workspace.member("Ana")
    said = await asked(stage)
    await ana.clicks(said, "Defer")
    await stage.pass_(seconds=5)
    await ana.clicks(agenda(stage), "Talked about")
    await stage.pass_(seconds=5)
    assert "First (Ben) – talked about by Ana" in agenda(stage).shown
    await ana.clicks(agenda(stage), "Next time")
    await stage.pass_(hours=2)
    assert "Over. What was not talked about waits for the next review." in agenda(stage).shown
    again = (await asked(stage)).shown
    assert again.startswith("Design review: 1 decision and 2 topics.")
    assert "First" not in again
    assert again.index("Second") < again.index("Third")


def agenda(stage: Stage) -> Said:
    """The newest agenda."""
    said = stage.workspace.messages_in(BACKEND)
    return next(each for each in reversed(said) if each.shown.startswith("Design review"))


async def test_nothing_to_decide_and_nothing_queued_is_one_line(stage: Stage) -> None:
    said = (await asked(stage)).shown
    assert said == "Design review: nothing to decide, and no topic is queued (/ritual topic …)."


async def test_too_much_is_short_and_the_rest_is_in_the_thread(stage: Stage) -> None:
    for number in range(30):
        await stage.app.parts.topics.queue(team.BACKEND.id, team.BEN.id, f"Topic {number}")
    said = await asked(stage)
    assert said.buttons.count("Talked about") == 10
    assert "20 more in the thread." in said.shown
    (rest,) = thread(stage, said)
    assert "Topic 29" in rest.shown


@pytest.mark.slow
async def test_the_lead_goes_round_among_those_who_are_there(stage: Stage) -> None:
    led: list[str] = []
    await is_away(stage, team.BEN.id, date(2026, 11, 23), date(2026, 11, 24))
    await is_away(stage, team.ELIF.id, date(2026, 11, 1), date(2026, 12, 31))
    for _ in range(6):
        await queued(stage, "Something")
        said = await asked(stage)
        led.append(str(said.blocks).split("'user_id': '")[1].split("'")[0])
        await stage.turn_to(stage.now() + timedelta(days=1))
    ana, ben, chiara, dev = (person.id for person in (team.ANA, team.BEN, team.CHIARA, team.DEV))
    assert led == [ana, chiara, ben, dev, ana, chiara]


async def test_only_people_of_the_channel_settle_a_topic(stage: Stage) -> None:
    await queued(stage, "Something")
    await asked(stage)
    with pytest.raises(UserError, match="Only the people of its channel"):
        await stage.app.parts.agendas.settle("U0STRANGER", 1, TopicOutcome.DONE)


async def test_a_preview_keeps_nothing(stage: Stage) -> None:
    await queued(stage, "Something")
    ana = stage.workspace.member("Ana")
    await ana.command("/ritual preview design_review", BACKEND)
    await stage.workspace.until(
        lambda: "Design review: 1 topic." in "".join(each.shown for each in ana.whispers(BACKEND))
    )
    assert "Design review: 1 topic." not in "".join(shown(stage))
    assert len(await stage.app.parts.topics.waiting(team.BACKEND.id)) == 1
