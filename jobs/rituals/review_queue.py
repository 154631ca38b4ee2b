"""The review queue: which pull requests wait, for whom, and for how long."""

from collections.abc import Mapping
from typing import Any

from integrations.post import Post
from integrations.systems import NO_CODE_HOST
from jobs.cadence.ritual import Occurrence, Result
from jobs.cadence.values import are_texts
from jobs.messages import OutgoingMessage, Priority
from jobs.reviews import Reviews, posts
from jobs.reviews.queue import Queue
from jobs.voice import Voice

MOST_REPOS = 100


class ReviewQueue:
    """The kind `review_queue`."""

    name = "review_queue"
    task_words = frozenset({"code review", "pull request", "merge request", "pr review", "review queue"})
    option_names = frozenset({"repos"})
    default_late = "run"
    own_hour = "never"

    def __init__(self, reviews: Reviews, voice: Voice) -> None:
        """Show that queue, with one line of the voice."""
        self._reviews = reviews
        self._voice = voice

    @property
    def why_off(self) -> str:
        """Why it cannot report yet."""
        return "" if self._reviews.connected else NO_CODE_HOST

    def problems(self, given: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What is wrong with its own keys: (key, why)."""
        return repos_problems(given)

    async def run(self, occurrence: Occurrence) -> Result:
        """The queue in short, and the whole of a long one in the thread."""
        if self.why_off:
            return Result(line=f"Review queue: {self.why_off}.")
        channel = occurrence.ritual.channel
        only = occurrence.ritual.options.get("repos", ())
        queue, answers = await self._reviews.queue(channel, only)
        if answers.nothing:
            return Result(line=f"Review queue: {answers.troubles[0]}")
        ages = await self._reviews.ages()
        if queue.empty and not answers.troubles:
            asleep = f" {queue.snoozed} put off." if queue.snoozed else ""
            return Result(line=f"Review queue: no pull request waits.{asleep}")
        pulls = [pull for group in queue.groups.values() for pull in group]
        met = await self._reviews.meet([pull for found in answers.found.values() for pull in found])
        people = await self._reviews.people(pulls)
        logins = {pull.author for pull in pulls if not pull.by_bot} | {
            name for pull in pulls for name in pull.reviewers
        }
        unknown = sorted(name for name in logins - people.keys() if "/" not in name and name != "ghost")
        said = await self._said(queue)
        key = f"review_queue:{occurrence.id}"
        short = posts.queue(
            queue,
            ages,
            people,
            said,
            [
                *answers.small_print(),
                *posts.introduced([(each.login, each.person, each.by_name) for each in met], unknown),
            ],
            only,
        )
        messages = [OutgoingMessage(key, channel, short, occurrence.priority)]
        if (whole := posts.whole(queue, ages, people)) is not None:
            messages.append(in_thread(key, channel, whole, occurrence.priority))
        return Result(messages=messages)

    async def _said(self, queue: Queue) -> str:
        return await self._voice.line("review_queue", {"waiting": len(queue.waiting)})


def in_thread(key: str, channel: str, post: Post, priority: Priority) -> OutgoingMessage:
    """What a ritual has to say at length: an answer to its own message."""
    return OutgoingMessage(f"{key}:whole", channel, post, priority, thread_of=key)


def repos_problems(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with `repos`: a list of names."""
    if are_texts(given.get("repos", []), MOST_REPOS):
        return []
    return [("repos", f'is no list of at most {MOST_REPOS} repositories, such as ["owner/name"]')]
