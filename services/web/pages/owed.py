"""An obligation as people see it: title, countdown, how it stands, and why."""

from datetime import datetime
from typing import NamedTuple

from domain.duties.explain import explain
from domain.duties.instants import ms, utc
from domain.duties.judge import Rules
from domain.duties.obligation import Obligation, Status
from services.web.pages import words
from services.web.pages.frame import Visit
from services.web.pages.instants import left, shown, urgency, used
from services.web.pages.language import of_two

RUNNING = (Status.PENDING, Status.BREACHED)


class Owed(NamedTuple):
    """应办事项, as shown as of an instant."""

    id: str
    title: str
    rule: str
    due: datetime
    since: datetime
    due_shown: str
    clock: str
    used: int
    urgency: str
    done: bool
    status: str
    status_words: str


def owed(one: Obligation, rules: Rules, now: datetime, seen: Visit) -> Owed:
    """The obligation in the language of the visit. Done, its clock shows when."""
    status = one.status(ms(now))
    done = status not in RUNNING
    met = utc(one.met) if done and one.met is not None else now
    stopped = _stopped(status, met, now, seen)
    return Owed(
        id=one.id,
        title=duty_title(rules, one, seen.language),
        rule=f"{one.pack} {one.edition} · {one.duty}",
        due=one.due_at,
        since=one.anchor_at,
        due_shown=shown(one.due_at, now, seen.zone),
        clock=stopped if done else left(one.due_at, now, seen.language),
        used=used(one.anchor_at, one.due_at, met),
        urgency="later" if done else urgency(one.due_at, now, seen.zone),
        done=done,
        status=status,
        status_words=seen.say(words.STATUSES[status]),
    )


def _stopped(status: Status, met: datetime, now: datetime, seen: Visit) -> str:
    if status not in {Status.MET, Status.MET_LATE}:
        return "—"
    return seen.say("{} 办到").format(shown(met, now, seen.zone))


def duty_title(rules: Rules, one: Obligation, language: str) -> str:
    """The duty's title in the edition that judges it, or its code."""
    for edition in rules.packs:
        if (edition.pack.pack, edition.pack.edition) == (one.pack, one.edition):
            for duty in edition.pack.duties:
                if duty.id == one.duty and duty.title:
                    return of_two((duty.title.zh, duty.title.en), language)
    return one.duty


def why(one: Obligation, now: datetime, language: str) -> list[str]:
    """How the due instant and the verdict came about, step by step."""
    return [of_two((step.zh, step.en), language) for step in explain(one, ms(now))]
