"""API design: the open pull requests that change a contract, breaking ones first."""

from collections.abc import Sequence

from integrations.codehost import CodeHost
from integrations.post import Text
from integrations.systems import NO_CODE_HOST
from jobs.cadence.digest import Digest, DigestKind, Quiet
from jobs.cadence.options import REPOS
from jobs.cadence.ritual import Occurrence
from jobs.people.partners import Partner, Partners
from jobs.reviews import Reviews
from jobs.reviews.contract_changes import contract_changes, in_order, left_out
from jobs.reviews.contract_posts import in_full, short
from jobs.voice import Voice

_CALLERS = ("api", "frontend", "front-end", "mobile", "client", "consume", "integrat")
"""Words of a partner who builds on our contracts."""


class ApiDesign(DigestKind[CodeHost]):
    """The kind `api_design`."""

    name = "api_design"
    subject = "API contracts"
    task_words = frozenset({"api design", "api review", "api documentation", "openapi"})
    options = (REPOS,)
    off = NO_CODE_HOST

    def __init__(self, host: CodeHost | None, partners: Partners, reviews: Reviews, voice: Voice) -> None:
        """Compare the contracts there; `partners` build on them, `reviews` says who wrote a change."""
        super().__init__(host, voice)
        self._reviews = reviews
        self._partners = partners

    async def gather(self, source: CodeHost, occurrence: Occurrence) -> Digest | Quiet:
        """The contract changes under way, what breaks callers first."""
        only = occurrence.ritual.options.get("repos", ())
        answers = await contract_changes(source, only)
        if answers.all_failed:
            return Quiet(answers.troubles[0])
        found, missing = in_order(answers), left_out(answers)
        if not (found or missing):
            return Quiet("no open pull request changes one.")
        people = await self._reviews.people([each.pull for each in found])
        return Digest(
            short(found, await self._builders(), people),
            in_full(found, people),
            facts={"breaking": sum(bool(each.breaking) for each in found)},
            troubles=missing,
        )

    async def _builders(self) -> Sequence[Text]:
        """Those who build on the contracts, each with who that is here."""
        told: list[Text] = []
        for partner in _callers(await self._partners.all()):
            who = await self._partners.shown(partner.who)
            told.append((partner.name, " (", *who, ")") if who else (partner.name,))
        return told


def _callers(partners: Sequence[Partner]) -> Sequence[Partner]:
    """The partners who build on our contracts; all of them where none says so."""
    building = [
        partner
        for partner in partners
        if any(word in f"{partner.name} {partner.description}".lower() for word in _CALLERS)
    ]
    return building or partners
