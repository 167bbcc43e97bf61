"""Made-up facts for views: a log in memory, and random but repeatable histories."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from domain import acts
from domain.duties.adopted import RULES_ID, PackAdopted, rules_of
from domain.duties.judge import Rules
from domain.duties.reading import canonical, pack_edition
from domain.facts import PARTITIONS, Entry, Fact, Page, Said, Sealed, partition_of
from domain.kinds import KINDS
from domain.people import Role

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TEXT = Sealed(1, "s:test", "AAAA", "BBBB")
GRIDS = ("330482105001001", "330482105001002", "330482105002001", "")


def pack(edition: str = "1", minutes: int = 30) -> PackAdopted:
    """The adoption of a pack of three duties."""
    duties = [
        _duty("R-ARR-1", "incident.registered", "case.arrived", f"PT{minutes}M")
        | {"voided_by": {"type": "case.withdrawn"}, "lead": "PT1H", "ladder": "urgent"},
        _duty("R-CON-1", "incident.registered", "case.contacted", "PT10M"),
        _duty("R-REP-1", "hazard.registered", "case.accepted", "PT2H"),
    ]
    steps = [{"at": "50%", "to": ["backup"]}, {"at": "100%", "to": ["centre"]}]
    text = canonical(
        {
            "pack": "test",
            "edition": edition,
            "zone": "Asia/Shanghai",
            "valid_from": "2020-01-01T00:00:00+08:00",
            "duties": duties,
            "ladders": {"urgent": {"steps": steps}},
        }
    )
    new = pack_edition(text)
    return PackAdopted(Said(START, "root", Role.ADMIN), "test", edition, text, new.sha256)


def _duty(name: str, opened: str, met: str, within: str) -> dict[str, object]:
    return {
        "id": name,
        "kind": "response",
        "opened_by": {"type": opened},
        "met_by": {"type": met},
        "within": within,
        "owner": "grid_worker",
    }


class Story:
    """A log in memory that facts are told to, one after the other."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.now = START

    def tell(self, subject: UUID, fact: Fact, *, gap: int = 1) -> Entry:
        """One more fact; positions have gaps."""
        version = sum(entry.subject == subject for entry in self.entries) + 1
        position = self.position() + gap
        self.entries.append(Entry(subject, version, fact, position, self.now))
        return self.entries[-1]

    def position(self) -> int:
        """The last position."""
        return self.entries[-1].position if self.entries else 0

    def histories(self, subjects: Sequence[UUID], upto: int) -> Mapping[UUID, list[Entry]]:
        """The facts of subjects up to a position."""
        return {one: [e for e in self.of(one) if e.position <= upto] for one in subjects}

    def of(self, subject: UUID) -> list[Entry]:
        """The facts of a subject."""
        return [entry for entry in self.entries if entry.subject == subject]

    def rules_at(self, position: int) -> Rules:
        """The rules adopted by a position."""
        return rules_of(entry for entry in self.of(RULES_ID) if entry.position <= position)

    def subjects(self) -> list[UUID]:
        """Every case."""
        return list(dict.fromkeys(e.subject for e in self.entries if e.subject != RULES_ID))


def page(entries: Iterable[Entry]) -> Page:
    """A page of all partitions."""
    told = list(entries)
    return Page(told, dict.fromkeys(range(PARTITIONS), told[-1].position))


def pages(entries: Sequence[Entry], random: Random) -> Iterable[Page]:
    """Pages cut at random, partitions apart at random, some delivered again."""
    at = dict.fromkeys(range(PARTITIONS), 0)
    end = entries[-1].position
    while any(position < end for position in at.values()):
        held = random.sample(range(PARTITIONS), random.randint(1, PARTITIONS))
        upto = {one: max(at[one], random.randint(0, end + 3)) for one in held}
        again = {one: random.randint(0, at[one]) for one in held}
        told = [e for e in entries if again.get(partition_of(e.subject), end) < e.position]
        told = [e for e in told if e.position <= upto[partition_of(e.subject)]]
        yield Page(_shuffled(told, random), {one: min(to, end) for one, to in upto.items()})
        at |= {one: min(to, end) for one, to in upto.items()}


def _shuffled(entries: Sequence[Entry], random: Random) -> list[Entry]:
    """Partitions mixed anew, each in order."""
    queues: dict[int, list[Entry]] = {}
    for entry in entries:
        queues.setdefault(partition_of(entry.subject), []).append(entry)
    mixed = []
    while queues:
        one = random.choice(sorted(queues))
        mixed.append(queues[one].pop(0))
        queues = {part: left for part, left in queues.items() if left}
    return mixed


def story(seed: int, length: int = 40, *, editions: bool = True) -> Story:
    """A random history of a few cases, corrected and retracted, under changing rules."""
    random, told = Random(seed), Story()
    told.tell(RULES_ID, pack())
    cases = [UUID(int=random.getrandbits(128)) for _ in range(5)]
    for number in range(length):
        told.now += timedelta(minutes=random.choice((0, 0, 1, 7, 40)))
        if editions and random.random() < 0.03:
            told.tell(RULES_ID, pack(f"{number + 2}", random.choice((5, 20, 45))))
        case = random.choice(cases)
        told.tell(case, _fact(told, case, random, number), gap=random.choice((1, 1, 3)))
    return told


def _fact(told: Story, case: UUID, random: Random, number: int) -> Fact:
    at = told.now - timedelta(minutes=random.choice((0, 0, 3, 50, -4)))
    said = Said(at, random.choice(("li", "wang", "zhang")), random.choice(list(Role)))
    before = told.of(case)
    if not before:
        kind = random.choice(list(KINDS.values()))[1]
        grid, code = random.choice(GRIDS), f"code{number}"
        return kind(said, "EM.02", f"N{number:04}", grid=grid, code=code, summary=TEXT)
    target = random.choice(before).id
    patch = random.choice(
        (
            acts.Patch(category="HZ.01", grid=random.choice(GRIDS)),
            acts.Patch(grid=None, summary=None),
            acts.Patch(occurred_at=at - timedelta(minutes=15)),
            acts.Patch(severity=acts.Severity.MAJOR),
        )
    )
    return random.choice(
        (
            acts.Accepted(said),
            acts.Dispatched(said, random.choice(("fire", "police")), "zhang"),
            acts.Signed(said),
            acts.Returned(said, TEXT),
            acts.Contacted(said),
            acts.Arrived(said, "fire"),
            acts.ResultSubmitted(said, TEXT),
            acts.Verified(said, passed=random.random() < 0.5),
            acts.Closed(said),
            acts.Withdrawn(said, TEXT),
            acts.Corrected(said, before[0].id, patch, TEXT),
            acts.Retracted(said, target, TEXT),
        )
    )
