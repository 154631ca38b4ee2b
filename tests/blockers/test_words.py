"""What blockers wait for, and what people say when it is done: read from words alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.standup.conditions import MOST, Condition, KnownNames, closes_when, recognise
from jobs.standup.done_detection import verdict

REPOS = ("sample/payments", "sample/orders")
KNOWN = KnownNames(REPOS, ("PAY",), "/pull/", "https://jira.example/browse/")


def pull(ref: str) -> Condition:
    return Condition("pull", ref)


def issue(key: str) -> Condition:
    return Condition("issue", key)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("payments#12", (pull("sample/payments#12"),)),
        ("Sample/Payments#12 and PAY-7", (pull("sample/payments#12"), issue("PAY-7"))),
        ("PAY-7, then payments#12, then PAY-7", (issue("PAY-7"), pull("sample/payments#12"))),
        ("see https://github.example/sample/orders/pull/3/files", (pull("sample/orders#3"),)),
        ("https://jira.example/browse/PAY-12?focused=1", (issue("PAY-12"),)),
        ("https://jira.example/browse/SHOP-12", (issue("SHOP-12"),)),
        ("https://other.example/browse/SHOP-12", ()),
        ("PR 12", ()),
        ("other/payments#12, shop#3, UTF-8, COVID-19, ORD-1, PAY-, PAY-0, payments#0", ()),
        ("x-PAY-7 and PAY-7-b and aPAY-7 and PAY-7x", ()),
        ("", ()),
    ],
)
def test_only_what_we_can_ask_about_is_a_condition(words: str, found: tuple[Condition, ...]) -> None:
    assert recognise(words, KNOWN) == found


@pytest.mark.parametrize("words", ["until PR #12 is in", "PR12", "pull request 12", "pull request #12."])
def test_a_number_alone_is_a_pull_request_where_there_is_one_repository(words: str) -> None:
    assert recognise(words, KnownNames(("sample/payments",))) == (pull("sample/payments#12"),)


def test_a_repository_may_be_in_a_folder_of_folders_and_a_host_has_its_own_addresses() -> None:
    known = KnownNames(("shop/core/payments",), (), "/-/merge_requests/")
    for words in (
        "https://code.example/shop/core/payments/-/merge_requests/12",
        "shop/core/payments#12",
        "payments#12",
    ):
        assert recognise(words, known) == (pull("shop/core/payments#12"),)
    assert recognise("https://code.example/shop/core/payments/pull/12, core/payments#12", known) == ()


def test_a_short_name_that_two_repositories_have_names_neither() -> None:
    assert recognise("payments#12", KnownNames(("sample/payments", "other/payments"))) == ()


@given(st.text(max_size=300))
def test_no_words_trip_it_and_nothing_unknown_is_recognised(words: str) -> None:
    found = recognise(words, KNOWN)
    assert len(found) == len(set(found)) <= MOST
    for each in found:
        assert each.ref.rpartition("#")[0] in REPOS if each.kind == "pull" else re.fullmatch(r"[A-Z]\w*-\d+", each.ref)
    assert verdict(words, "anything") in ("done", "maybe", "no")


AROUND = st.text(st.sampled_from(" ,.;:()!?\n\t\"'“”"), max_size=8)


@given(AROUND, st.integers(1, 999_999_999), AROUND, st.sampled_from(["PAY-{}", "payments#{}", "sample/orders#{}"]))
def test_a_reference_is_found_whatever_stands_around_it(before: str, number: int, after: str, form: str) -> None:
    (found,) = recognise(f"{before} {form.format(number)}{after}", KNOWN)
    assert found.label == form.format(number).rpartition("/")[2]


@given(st.sampled_from(["A", "a/", "a#", "PAY-", "https://a/", "#1", "a/a#1 ", "PR #"]), st.integers(2_000, 6_000))
def test_long_words_are_read_in_no_time(piece: str, times: int) -> None:
    recognise(piece * times, KNOWN)


def test_what_closes_it_is_said_in_words() -> None:
    both = (pull("sample/payments#12"), issue("PAY-7"))
    assert closes_when(both) == "closes when payments#12 is merged and PAY-7 is done"
    assert closes_when(both[1:], "Chiara") == "closes when PAY-7 is done, or Chiara says so"
    assert closes_when((), "Chiara") == "closes when Chiara says that it is done"
    assert closes_when(()) == ""


@pytest.mark.parametrize(
    "words",
    [
        "done",
        "Done!",
        "it's live",
        "That is live now",
        "That's fixed now.",
        "@Ben merged ✅",
        "is live now",
        "has been merged",
        "✅",
        "ok, it has been deployed",
        "The index is in production, done",
        "Resolved, you can go ahead, thanks",
    ],
)
def test_a_message_that_says_done_and_no_more_does(words: str) -> None:
    assert verdict(words, "Waiting for the index") == "done"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "is it done?",
        "is it done",
        "Hi, is the index live already",
        "have you merged it",
        "OK. Are these deployed",
        "not done",
        "it isn't done",
        "it isn\u2019t live yet",
        "almost done",
        "done tomorrow",
        "I'll have it done",
        "will be merged soon",
        "fixed, but it broke again",
        "When is the index live",
        "hello",
    ],
)
def test_what_is_not_done_or_a_question_does_not(words: str) -> None:
    assert verdict(words, "Waiting for the index") == "no"


@pytest.mark.parametrize(
    "words", ["done with lunch", "I am done for today", "The rollout of the index is live on two of six"]
)
def test_what_says_more_is_not_sure(words: str) -> None:
    assert verdict(words, "Waiting for the index") == "maybe"


@given(st.text(max_size=120), st.sampled_from(["not", "n't", "?", "tomorrow", "almost"]))
def test_a_denial_is_never_taken_for_done(about: str, denial: str) -> None:
    words = "it isn't done" if denial == "n't" else f"done {denial}"
    assert verdict(words, about) == "no"
