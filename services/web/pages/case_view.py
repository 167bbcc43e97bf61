"""One case as somebody may see it: facts, time line, what is owed, what they may do now."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.duties.belief import believed, line_of
from domain.duties.instants import FAR, ms
from domain.duties.judge import judge
from domain.facts import Entry, Sealed
from domain.kinds import rebuild
from domain.people import may
from domain.refusals import NoSuchCase, NotYours
from projections.case_fold import CaseRow, follow
from services.web.pages import words
from services.web.pages.form import Form, new_key
from services.web.pages.frame import Visit
from services.web.pages.moment import Moment, typed
from services.web.pages.names import Choice, Names
from services.web.pages.offers import offers
from services.web.pages.owed import Owed, owed, why
from services.web.pages.scope import in_scope
from services.web.pages.timeline import Shown, Texts, timeline


class Offer(NamedTuple):
    """A form: the act and the key that makes it happen once."""

    name: str
    key: str


class CaseView(NamedTuple):
    """案件页, ready to be rendered."""

    case: UUID
    title: str
    number: str
    state: str
    severity: str
    severity_words: str
    revision: int
    position: int
    facts: list[tuple[str, str]]
    owed: list[tuple[Owed, list[str]]]
    timeline: list[Shown]
    acts: list[Offer]
    refused: str
    refused_act: str
    done: str
    said: Form
    now_here: str
    classes: Choice
    units: Choice
    officers: Choice


def seen_case(
    seen: Visit, case: UUID, now: Moment, *, said: Form, refused: str, act: str
) -> CaseView:
    """The case for this person, as of a moment. Raises: NoSuchCase out of scope, NotYours."""
    history = _history(seen, case, now)
    header = _header(history)
    _must_see(seen, header)
    names, texts = Names(seen), Texts(seen, header)
    done = seen.request.query_params.get("done", "")
    return CaseView(
        case=case,
        title=names.category(header.category),
        number=header.number,
        state=seen.say(words.STATES[header.state]) if header.state else "",
        severity=header.severity,
        severity_words=seen.say(words.SEVERITIES[header.severity]),
        revision=header.revision,
        position=now.upto or history[-1].position,
        facts=_facts(seen, header, history, names, texts),
        owed=_owed(seen, history, now),
        timeline=timeline(seen, history, now.at, names, texts),
        acts=[] if now.past else _offers(seen, case, history),
        refused=refused,
        refused_act=act,
        done=seen.say("已记入第 {} 号记录。").format(done) if done.isdigit() else "",
        said=said,
        now_here=typed(seen.now, seen.zone),
        classes=names.choice("CLASSES"),
        units=names.units(),
        officers=names.officers(),
    )


def _history(seen: Visit, case: UUID, now: Moment) -> Sequence[Entry]:
    history = seen.house.log.history(case)
    return [one for one in history if now.upto is None or one.position <= now.upto]


def _header(history: Sequence[Entry]) -> CaseRow:
    header: CaseRow | None = None
    for entry in history:
        header = follow(header, entry)
    if header is None or not header.kind:
        raise NoSuchCase
    return header


def _must_see(seen: Visit, header: CaseRow) -> None:
    if not may(seen.somebody.role, "see_cases"):
        raise NotYours
    if not in_scope(seen.somebody, header):
        raise NoSuchCase


def _reporter(header: CaseRow, history: Sequence[Entry]) -> Sealed | None:
    """Who reported it, as last corrected."""
    facts = {line.id: line for line in believed(map(line_of, history), FAR)}
    told = facts[header.registration].data if header.registration in facts else {}
    return msgspec.convert(told.get("reporter"), Sealed | None)


def _facts(
    seen: Visit, header: CaseRow, history: Sequence[Entry], names: Names, texts: Texts
) -> list[tuple[str, str]]:
    told = [
        (seen.say("编号"), header.number),
        (seen.say("种类"), seen.say(words.KINDS[header.kind])),
        (seen.say("网格"), names.grid(header.grid)),
        (seen.say("情况"), texts.of("summary", header.summary)),
        (seen.say("地点"), texts.of("place", header.place)),
        (seen.say("报事人"), texts.of("reporter", _reporter(header, history))),
        (seen.say("承办"), names.handler(header.unit, header.officer)),
        (seen.say("登记人"), names.person(header.reported_by)),
        (seen.say("报事码"), texts.report_code()),
    ]
    return [(term, value) for term, value in told if value]


def _owed(seen: Visit, history: Sequence[Entry], now: Moment) -> list[tuple[Owed, list[str]]]:
    rules = seen.house.rules.at(now.upto)
    lines = [line_of(entry) for entry in history]
    return [
        (owed(one, rules, now.at, seen), why(one, now.at, seen.language))
        for one in judge(rules, lines, ms(now.at))
    ]


def _offers(seen: Visit, case: UUID, history: Sequence[Entry]) -> list[Offer]:
    as_it_is = rebuild(case, [entry.fact for entry in history])
    return [Offer(act, new_key()) for act in offers(as_it_is, seen.somebody, seen.now)]
