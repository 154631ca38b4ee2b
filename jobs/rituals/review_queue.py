"""The review queue: which pull requests wait, for whom, and for how long."""

from integrations.codehost import GONE, is_team
from integrations.systems import NO_CODE_HOST
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.options import REPOS
from jobs.cadence.ritual import Occurrence
from jobs.reviews import Reviews, posts
from jobs.voice import Voice


class ReviewQueue(DigestKind[Reviews]):
    """The kind `review_queue`."""

    name = "review_queue"
    subject = "Review queue"
    task_words = frozenset({"code review", "pull request", "merge request", "pr review", "review queue"})
    options = (REPOS,)
    off = NO_CODE_HOST

    def __init__(self, reviews: Reviews, voice: Voice) -> None:
        """Show the queue of `reviews`."""
        super().__init__(reviews if reviews.connected else None, voice)

    async def gather(self, source: Reviews, occurrence: Occurrence) -> Digest | Quiet:
        """The queue, and whom of its people we meet for the first time."""
        only = occurrence.ritual.options.get("repos", ())
        queue, answers = await source.queue(occurrence.ritual.channel, only)
        if answers.all_failed:
            return Quiet(answers.troubles[0])
        ages = await source.ages()
        if queue.empty and not answers.troubles:
            asleep = f" {queue.snoozed} put off." if queue.snoozed else ""
            return Quiet(f"no pull request waits.{asleep}")
        pulls = [pull for group in queue.groups.values() for pull in group]
        met = await source.meet([pull for found in answers.found.values() for pull in found])
        people = await source.people(pulls)
        logins = {pull.author for pull in pulls if not pull.by_bot} | {
            name for pull in pulls for name in pull.reviewers
        }
        unknown = sorted(name for name in logins - people.keys() if not is_team(name) and name != GONE)
        introduced = posts.introduced([(each.login, each.person, each.by_name) for each in met], unknown)
        return Digest(
            posts.short(queue, ages, people, [*answers.small_print(), *introduced], only),
            posts.in_full(queue, ages, people),
            facts={"waiting": len(queue.waiting)},
        )
