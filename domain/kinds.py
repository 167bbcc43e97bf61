"""Every kind of case and every fact there is."""

from collections.abc import Iterable
from uuid import UUID

from domain import acts
from domain.acts import Registered
from domain.case import Case
from domain.dispute import Dispute, DisputeRegistered
from domain.duties.adopted import CalendarAdopted, PackAdopted
from domain.duties.judged import Judged
from domain.duties.proposed import PackProposed
from domain.facts import Fact
from domain.family_crisis import FamilyCrisis, FamilyCrisisRegistered
from domain.hazard import HazardRegistered, HazardReport
from domain.incident import Incident, IncidentRegistered
from domain.request import RequestRegistered, ResidentRequest

KINDS: dict[str, tuple[type[Case], type[Registered]]] = {
    "incident": (Incident, IncidentRegistered),
    "dispute": (Dispute, DisputeRegistered),
    "hazard": (HazardReport, HazardRegistered),
    "request": (ResidentRequest, RequestRegistered),
    "family_crisis": (FamilyCrisis, FamilyCrisisRegistered),
}
"""The kind as the contract names it, its aggregate and its registration."""

ACTS: tuple[type[Fact], ...] = (
    acts.Accepted,
    acts.Filed,
    acts.Dispatched,
    acts.Signed,
    acts.Returned,
    acts.Contacted,
    acts.Arrived,
    acts.ResultSubmitted,
    acts.Verified,
    acts.Closed,
    acts.Withdrawn,
    acts.Corrected,
    acts.Retracted,
)

ABOUT_RULES: tuple[type[Fact], ...] = (Judged, PackProposed, PackAdopted, CalendarAdopted)

REGISTRATIONS: tuple[type[Fact], ...] = tuple(kind[1] for kind in KINDS.values())

FACTS: dict[str, type[Fact]] = {fact.TOPIC: fact for fact in (*REGISTRATIONS, *ACTS, *ABOUT_RULES)}
"""Topic to the newest class of every fact there is."""

_OF: dict[type[Fact], type[Case]] = {registration: case for case, registration in KINDS.values()}


def rebuild(subject: UUID, facts: Iterable[Fact]) -> Case:
    """The case as its facts made it; its kind is that of its registration."""
    told = list(facts)
    kind = next((_OF[type(fact)] for fact in told if type(fact) in _OF), Case)
    return kind.rebuild(subject, told)
