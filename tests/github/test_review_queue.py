"""The review queue in a channel, as its people see it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo import team
from bot.demo.stage import Stage
from integrations.codehost import PullRequest, Verdict
from integrations.github import GITHUB
from integrations.source import SourceError
from integrations.workspace import Said
from jobs.people.who_is_who import AccountClaim, Mistakes, mark
from jobs.reviews.queue import sort_queue
from tests.faults import FAULTS, KINDS_OF_FAULTS, Fault
from tests.github.conftest import PAYMENTS, Work
from tests.github.server import Pull
from tests.stage import BACKEND, last, opened, shown, thread

FRIDAY_NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
"""Six and a half working hours before Monday: the team has said nothing of its zone, so it is UTC."""


async def asked(work: Work) -> Said:
    await work.stage.workspace.member("Ana").command("/ritual run review_queue", BACKEND)
    await work.stage.pass_(seconds=8)
    return opened(work.stage)


async def known(work: Work, **logins: str) -> None:
    accounts = work.stage.app.parts.accounts
    async with work.stage.app.parts.db.write() as tx:
        for name, login in logins.items():
            user = work.stage.workspace.member(name).id
            await accounts.put(tx, GITHUB, user, login, said_by=user)


async def nudges(work: Work, said: Said) -> None:
    """Ana presses the button, and reads what came of it."""
    ana = work.stage.workspace.member("Ana")
    before = len(ana.whispers(BACKEND))
    await ana.clicks(said, "Nudge")
    await work.stage.workspace.until(lambda: len(ana.whispers(BACKEND)) > before)
    await work.stage.pass_(seconds=5)


async def test_what_waits_is_split_by_whom_it_waits_for_and_a_weekend_ages_nothing(work: Work) -> None:
    await known(work, Chiara="chiara-sample", Ben="ben-sample")
    work.hub.repo(PAYMENTS).has(
        Pull(1, "Nobody was asked", created_at=FRIDAY_NOON),
        Pull(2, "Index on retry_at", author="chiara-sample", reviewers=["Ben-Sample"], created_at=FRIDAY_NOON),
        Pull(3, "Sent back", reviews=[("dev", "CHANGES_REQUESTED")], created_at=FRIDAY_NOON),
        Pull(4, "Approved", reviews=[("dev", "APPROVED")], created_at=FRIDAY_NOON),
        Pull(5, "Not yet", draft=True, created_at=FRIDAY_NOON),
        Pull(6, "Red", reviewers=["octo"], checks="failure", created_at=FRIDAY_NOON + timedelta(hours=5)),
    )
    said = re.sub(r"<[^|>]+\|([^>]+)>", r"\1", (await asked(work)).shown)
    assert said.startswith("3 pull requests wait for review, the oldest for 6 h")
    assert said.index("Needs a reviewer") < said.index("payments#1") < said.index("Needs review")
    assert "payments#2 Index on retry_at · Chiara · 6 h · +10 −2 · waits for Ben" in said
    assert "payments#6" in said
    assert "checks are red" in said
    assert "waits for octo" in said
    assert "the author is next" in said
    assert "Ready to merge: payments#4" in said.replace("*", "")
    assert "Not yet" not in said


async def test_approved_is_ready_to_merge_only_where_nothing_else_stands_in_the_way(work: Work) -> None:
    approved = [("dev", "APPROVED")]
    work.hub.repo(PAYMENTS).has(
        Pull(1, "Green", reviews=approved, decision="APPROVED"),
        Pull(2, "Red", reviews=approved, checks="failure"),
        Pull(3, "Stuck", reviews=approved, conflicts=True),
        Pull(4, "One approval of two", reviews=approved, decision="REVIEW_REQUIRED", created_at=FRIDAY_NOON),
    )
    said = (await asked(work)).shown.replace("*", "")
    assert said.startswith("1 pull request waits for review")
    assert re.search(r"Needs a reviewer\n.*payments#4.*needs another approval", said)
    assert re.search(r"Ready to merge: .*payments#1", said)
    assert "payments#2" not in said
    assert "payments#3" not in said
    assert "2 approved, held up by their checks or conflicts." in said


async def test_what_authors_let_lie_crowds_out_nothing_that_waits_for_review(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(
        *(Pull(n, "Old", reviews=[("dev", "CHANGES_REQUESTED")], created_at=FRIDAY_NOON) for n in range(1, 20)),
        Pull(20, "New", reviewers=["octo"], created_at=FRIDAY_NOON + timedelta(hours=3)),
    )
    said = await asked(work)
    assert "New" in said.shown
    assert said.shown.count("Old") == 7
    assert "Nudge" in said.buttons


async def test_what_bots_open_is_one_line_until_somebody_is_asked(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(
        *(Pull(n, "Bump it", author="deps[bot]") for n in range(1, 31)),
        Pull(31, "Bump that", author="deps[bot]", reviewers=["octo"]),
    )
    said = (await asked(work)).shown.replace("*", "")
    assert said.startswith("1 pull request waits for review")
    assert said.count("Bump") == 1
    assert "From bots, with nobody asked: " in said
    assert "and 20 more" in said


async def test_a_repository_that_is_named_and_not_known_is_no_quiet_day(work: Work) -> None:
    queue, answers = await work.stage.app.parts.reviews.queue(BACKEND, ["payment", "orders"])
    assert queue.empty
    assert answers.troubles == ("payment: not among the repositories that I may read (GITHUB_REPOS).",)


async def test_an_empty_queue_is_one_line_where_it_was_asked_for(work: Work) -> None:
    assert (await asked(work)).shown == "Review queue: no pull request waits."


async def test_five_hundred_are_short_and_the_rest_is_in_the_thread(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(*(Pull(n, f"Change {n}", reviewers=["octo"]) for n in range(1, 501)))
    said = await asked(work)
    assert said.shown.startswith("500 pull requests wait")
    assert said.shown.count("payments#") == 8
    assert "492 more in the thread." in said.shown
    (whole,) = thread(work.stage, said)
    assert "All 500 that wait, oldest first" in whole.shown
    assert any("all" in button.lower() for button in whole.buttons)


@pytest.mark.parametrize("name", KINDS_OF_FAULTS)
async def test_a_github_that_does_not_answer_is_one_line(work: Work, name: str) -> None:
    work.front.fault = FAULTS[name]
    said = await asked(work)
    assert said.shown.startswith("Review queue: GitHub cannot be read: ")
    assert "\n" not in said.shown


async def test_where_each_repository_fails_in_its_own_way_somebody_is_told_the_first_of_them_whole(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(work, Ben="ben-sample")
    parts, why = work.stage.app.parts, iter(("it is not there", "it has had enough of us", "it fell asleep"))

    async def refuses(_: object, __: str) -> list[PullRequest]:
        raise SourceError("GitHub", next(why))

    monkeypatch.setattr(type(parts.sources.codehost), "open_pulls", refuses)
    with pytest.raises(SourceError) as refused:
        await parts.reviews.waiting_for(work.stage.workspace.member("Ben").id)
    assert refused.value.sentence == "GitHub cannot be read: it is not there."


async def test_a_queue_is_a_call_a_repository_and_a_page(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(*(Pull(n, "x", reviewers=["octo"]) for n in range(1, 71)))
    await asked(work)
    assert [path for _, path in work.front.asked] == ["/graphql"] * 3


async def test_one_repository_that_is_gone_takes_nothing_from_the_others(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(Pull(1, "Here"))
    del work.hub.repos["sample/orders"]
    said = (await asked(work)).shown
    assert "payments#1 Here" in said
    assert "orders: GitHub cannot be read: it is not there" in said


async def test_a_title_cannot_call_the_channel(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(Pull(1, "<!channel> *look* <https://evil.example|here>", author="<!here>"))
    said = await asked(work)
    assert "&lt;!channel&gt; *look* &lt;https://evil.example|here&gt;" in said.text
    assert "<!" not in said.text
    assert not [block for block in said.blocks if block["type"] == "section"]  # rich text has no markup to smuggle


async def test_a_reviewer_is_nudged_once_per_commit_and_in_their_hours(work: Work) -> None:
    await known(work, Ben="ben-sample")
    pull = Pull(2, "Index on retry_at", reviewers=["ben-sample", "octo"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull)
    said = await asked(work)
    ana, ben = work.stage.workspace.member("Ana"), work.stage.workspace.member("Ben")
    await nudges(work, said)
    assert any("Ben will hear of payments#2" in each.shown for each in ana.whispers(BACKEND))
    dm = await ben.opens_dm()
    assert work.stage.workspace.messages_in(dm) == []  # it is 08:30
    await work.stage.turn_to(work.stage.at("09:05"))
    assert [each.shown.splitlines()[0] for each in work.stage.workspace.messages_in(dm)] == [
        "Ana asks for your review of payments#2"
    ]
    await nudges(work, said)
    pull.head = "f" * 40
    await nudges(work, said)
    assert len(work.stage.workspace.messages_in(dm)) == 2


async def test_who_has_reviewed_and_is_asked_again_is_nudged_again_at_the_same_commit(work: Work) -> None:
    await known(work, Ben="ben-sample")
    pull = Pull(2, "Index", author="chiara-sample", reviewers=["ben-sample"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull)
    said, ana = await asked(work), work.stage.workspace.member("Ana")
    await work.stage.turn_to(work.stage.at("10:00"))
    await nudges(work, said)
    pull.reviewers, pull.reviews = [], [("ben-sample", "COMMENTED")]
    assert await work.stage.app.parts.reviews.look_after() == 0, "what was sent is not taken back"
    pull.reviewers = ["ben-sample"]
    await nudges(work, said)
    assert ana.whispers(BACKEND)[-1].shown == "Ben will hear of payments#2, in their working hours."
    assert len(work.stage.workspace.member("Ben").hears()) == 2


async def test_nobody_is_nudged_about_what_became_a_draft_again(work: Work) -> None:
    await known(work, Ben="ben-sample")
    pull = Pull(2, "Index", reviewers=["ben-sample"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull)
    said, ana = await asked(work), work.stage.workspace.member("Ana")
    pull.draft = True
    await nudges(work, said)
    assert ana.whispers(BACKEND)[-1].shown == "payments#2 is a draft again, so it waits for its author."
    await work.stage.turn_to(work.stage.at("10:00"))
    assert work.stage.workspace.member("Ben").hears() == []


async def test_a_team_that_is_asked_is_nudged_as_its_people_here_without_who_asks_and_who_wrote_it(work: Work) -> None:
    await known(work, Ana="ana-sample", Ben="Ben-Sample", Chiara="chiara-sample")
    work.hub.teams["sample/core"] = ["ana-sample", "ben-sample", "chiara-sample", "octo"]
    pull = Pull(2, "Index", author="chiara-sample", teams=["core"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull)
    await nudges(work, await asked(work))
    ana, ben = work.stage.workspace.member("Ana"), work.stage.workspace.member("Ben")
    assert ana.whispers(BACKEND)[-1].shown == "Ben will hear of payments#2, in their working hours."
    await work.stage.turn_to(work.stage.at("10:00"))
    assert len(work.stage.workspace.messages_in(await ben.opens_dm())) == 1
    for name in ("Ana", "Chiara"):
        assert work.stage.workspace.messages_in(await work.stage.workspace.member(name).opens_dm()) == []
    waiting = await work.stage.app.parts.reviews.waiting_for(ben.id)
    assert waiting is not None
    assert [pull.number for pull in waiting.asked] == [2]
    chiara = work.stage.workspace.member("Chiara")
    of_chiara = await work.stage.app.parts.reviews.waiting_for(chiara.id)
    assert of_chiara is not None
    assert of_chiara.asked == []
    assert [pull.number for pull in of_chiara.own.groups["review"]] == [2]


async def test_who_nudges_themselves_is_told_so_and_one_we_do_not_know_is_named(work: Work) -> None:
    await known(work, Ana="ana-sample")
    pull = Pull(2, "Index", author="chiara-sample", reviewers=["ana-sample"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull)
    said, ana = await asked(work), work.stage.workspace.member("Ana")
    await nudges(work, said)
    assert ana.whispers(BACKEND)[-1].shown == "It is you whose review of payments#2 is asked for."
    pull.reviewers = ["octo"]
    await nudges(work, said)
    assert ana.whispers(BACKEND)[-1].shown == "I know nobody in this channel who is octo on GitHub."


async def test_a_limit_that_says_so_in_words_alone_takes_no_nudge_back(work: Work) -> None:
    await known(work, Ben="ben-sample")
    work.hub.repo(PAYMENTS).has(Pull(2, "Index", reviewers=["ben-sample"], created_at=FRIDAY_NOON))
    await nudges(work, await asked(work))
    work.front.fault = Fault(403, b'{"message": "You have exceeded a secondary rate limit."}')
    assert await work.stage.app.parts.reviews.look_after() == 0
    await work.stage.turn_to(work.stage.at("10:00"))
    assert len(work.stage.workspace.messages_in(await work.stage.workspace.member("Ben").opens_dm())) == 1


async def test_a_nudge_whose_reason_is_gone_is_never_sent(work: Work) -> None:
    await known(work, Ben="ben-sample")
    pull = Pull(2, "Index", reviewers=["ben-sample"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull)
    await nudges(work, await asked(work))
    pull.draft = True
    work.front.fault, work.front.only = FAULTS["500"], "/orders/"
    assert await work.stage.app.parts.reviews.look_after() == 1
    pull.draft = False
    ana = work.stage.workspace.member("Ana")
    await nudges(work, opened(work.stage))
    assert "Ben will hear of payments#2" in ana.whispers(BACKEND)[-1].shown  # what was never sent is no nudge
    pull.closed, pull.merged_at = True, work.stage.now()
    assert await work.stage.app.parts.reviews.look_after() == 1
    await work.stage.turn_to(work.stage.at("10:00"))
    assert work.stage.workspace.messages_in(await work.stage.workspace.member("Ben").opens_dm()) == []


async def test_what_is_put_off_leaves_the_queue_until_its_next_push(work: Work) -> None:
    pull = Pull(2, "Index", reviewers=["octo"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull, Pull(3, "Other", created_at=FRIDAY_NOON))
    ana = work.stage.workspace.member("Ana")
    await ana.clicks(await asked(work), "Put one off …")
    view = await work.stage.workspace.until(
        lambda: ana.view if ana.view and "Until when?" in str(ana.view.blocks) else None
    )
    assert view is not None
    await ana.fills(view, {"Which pull request?": f"{PAYMENTS}#2", "Until when?": "push"})
    await work.stage.pass_(seconds=5)
    assert "Ana put payments#2 off until its next push." in shown(work.stage)
    assert "payments#2" not in (again := (await asked(work)).shown)
    assert "1 put off." in again
    pull.head = "e" * 40
    assert "payments#2" in (await asked(work)).shown


async def test_a_github_that_is_down_is_no_empty_queue_in_the_form(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(Pull(2, "Index", reviewers=["octo"], created_at=FRIDAY_NOON))
    said, ana = await asked(work), work.stage.workspace.member("Ana")
    work.front.fault = FAULTS["500"]
    await ana.clicks(said, "Put one off …")
    view = await work.stage.workspace.until(lambda: ana.view if ana.view and "GitHub" in str(ana.view.blocks) else None)
    assert view is not None
    assert "GitHub cannot be read: it answered 500." in str(view.blocks)


async def test_putting_off_answers_slack_in_time_where_github_does_not(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(Pull(2, "Index", reviewers=["octo"], created_at=FRIDAY_NOON))
    said, ana = await asked(work), work.stage.workspace.member("Ana")
    await ana.clicks(said, "Put one off …")
    view = await work.stage.workspace.until(
        lambda: ana.view if ana.view and "Until when?" in str(ana.view.blocks) else None
    )
    assert view is not None
    work.front.fault = FAULTS["slow"]
    await ana.fills(view, {"Which pull request?": f"{PAYMENTS}#2", "Until when?": "tomorrow"})
    told = await work.stage.workspace.until(
        lambda: ana.view if ana.view and "did not answer" in str(ana.view.blocks) else None
    )
    assert told is not None
    assert not [each for each in shown(work.stage) if " put " in each]


async def test_without_github_it_is_off_and_says_so(stage: Stage) -> None:
    await stage.workspace.member(team.ANA.id).command("/ritual run review_queue", BACKEND)
    await stage.pass_(seconds=5)
    assert last(stage).shown == "Review queue: GitHub is not connected (GITHUB_TOKEN and GITHUB_REPOS)."


VERDICTS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["approved", "changes", "commented"])))


@given(st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from("abc")), VERDICTS, st.integers(0, 9))))
def test_every_pull_request_that_is_no_draft_is_in_exactly_one_group(
    facts: list[tuple[bool, list[str], list[tuple[str, Verdict]], int]],
) -> None:
    pulls = [
        PullRequest(
            "o/r", n, "t", "u", "a", draft, FRIDAY_NOON + timedelta(hours=age), "h", "b", "main",
            reviewers=tuple(asked), verdicts=tuple(dict(said).items()),
        )
        for n, (draft, asked, said, age) in enumerate(facts)
    ]  # fmt: skip
    queue = sort_queue(pulls)
    sorted_in = [pull.number for group in queue.groups.values() for pull in group]
    assert len(set(sorted_in)) == len(sorted_in)
    assert sorted(sorted_in) == [pull.number for pull in pulls if not pull.draft]
    for group in queue.groups.values():
        assert list(group) == sorted(group, key=lambda pull: pull.ready_at)


@pytest.mark.parametrize("operator", ["knows the old name", "knows the new name"])
async def test_a_renamed_repository_goes_on_under_both_names(work: Work, operator: str) -> None:
    await known(work, Ben="ben-sample")
    pull = Pull(2, "Index on retry_at", reviewers=["ben-sample"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull, Pull(3, "Put off"))
    said = await asked(work)
    reviews = work.stage.app.parts.reviews
    ana = work.stage.workspace.member("Ana")
    await reviews.snooze(ana.id, work.stage.workspace.channel(BACKEND).id, PAYMENTS, 3, "three_days")
    await nudges(work, said)
    renamed = work.hub.repos.pop(PAYMENTS)
    renamed.name = "sample/billing"
    work.hub.repos["sample/billing"] = renamed
    work.hub.renamed[PAYMENTS] = "sample/billing"
    if operator == "knows the new name":
        work.github.repos = ("sample/billing", *work.github.repos[1:])
    await nudges(work, said)  # the button has the old name
    assert ana.whispers(BACKEND)[-1].shown == "Ben heard of billing#2 already; nothing was pushed since."
    again = await asked(work)
    assert "billing#2" in again.shown
    assert "1 put off." in again.shown
    await nudges(work, again)
    assert ana.whispers(BACKEND)[-1].shown == "Ben heard of billing#2 already; nothing was pushed since."


async def test_who_is_who_is_found_by_commits_and_names_and_said_once(work: Work) -> None:
    ben, chiara = work.stage.workspace.member("Ben"), work.stage.workspace.member("Chiara")
    team_ = work.stage.app.parts.team
    of_ben, of_chiara = await team_.person(ben.id), await team_.person(chiara.id)
    assert of_ben is not None
    assert of_chiara is not None
    work.hub.repo(PAYMENTS).has(
        Pull(1, "Index", author="octo", committed=(of_ben.email or "", "octo")),
        Pull(2, "Refunds", author="cat", author_name=of_chiara.real_name.upper()),
        Pull(3, "Else", author="dog", committed=(of_ben.email or "", "another"), author_name="Nobody Here"),
        Pull(4, "Same", author="fox", committed=(of_ben.email or "", "fox"), author_name=of_chiara.real_name),
    )
    said = (await asked(work)).shown
    assert "From now on I take octo for Ben (the address of a commit), cat for Chiara (the same name)." in said
    assert await work.stage.app.parts.accounts.of(GITHUB, [ben.id, chiara.id]) == {ben.id: "octo", chiara.id: "cat"}
    assert "From now on" not in (await asked(work)).shown
    ana = work.stage.workspace.member("Ana")
    with pytest.raises(Mistakes, match="belongs to somebody else"):
        await work.stage.app.parts.who_is_who.say(ana.id, [AccountClaim(GITHUB, ana.id, "octo", mark(""))])
