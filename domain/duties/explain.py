"""How a due instant and a verdict came about, step by step, in both languages."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.duties.instants import seconds, stated
from domain.duties.obligation import BREACH, Evidence, Obligation, Status


class Reason(Struct, frozen=True, omit_defaults=True):
    """理由: one step. Shape: `at` is RFC 3339 in the pack's zone; `facts` are ids."""

    step: str
    zh: str
    en: str
    at: str = ""
    facts: tuple[str, ...] = ()


_STATUS = {
    Status.PENDING: ("未到期，尚待履行", "not due yet, still to be done"),
    Status.MET: ("按时履行", "met in time"),
    Status.MET_LATE: ("逾期后履行", "met, but too late"),
    Status.BREACHED: ("逾期未履行", "not met in time"),
    Status.VOID: ("义务消灭", "void"),
}
_CHANGE = {
    Status.PENDING: (
        "到期前履行则为按时；到期前撤回则消灭。",
        "Doing it by the due instant meets it; a voiding act by then makes it void.",
    ),
    Status.MET: (
        "撤销或更正该履行记录、更正起算时间，结论会随之改变。",
        "It changes if the discharge is retracted or corrected, or if the anchor is corrected.",
    ),
    Status.MET_LATE: (
        "补报到期前已履行的记录，或更正时间，可撤销逾期。",
        "The breach is withdrawn by proof of an earlier discharge in time, or by a correction.",
    ),
    Status.BREACHED: (
        "补报到期前已履行或已撤回的记录，可撤销逾期；此后履行记为逾期履行。",
        "Proof of a discharge or voiding in time withdraws the breach; a later one is late.",
    ),
    Status.VOID: (
        "撤销或更正该消灭事由，义务恢复。",
        "It is owed again if the voiding act is retracted or corrected.",
    ),
}


def explain(one: Obligation, as_of: int) -> list[Reason]:
    """Every step from the opening fact to the verdict, and what would change it."""
    return [*_clock(one), *_decision(one, as_of), *_consequences(one, as_of)]


def _clock(one: Obligation) -> Iterator[Reason]:
    zone = ZoneInfo(one.zone)
    anchor, due = stated(one.anchor, zone), stated(one.due, zone)
    yield Reason(
        "opening",
        f"规则 {one.duty} 因这条记录而产生。",
        f"Rule {one.duty} was opened by this fact.",
        stated(one.opening.at, zone),
        (one.opening.id, *one.opening.with_),
    )
    field = one.anchored_on or "occurred_at"
    yield Reason("anchor", f"从 {field} 起算。", f"The clock starts at {field}.", anchor)
    row = (f"，第 {one.row} 行", f", row {one.row}") if one.row else ("", "")
    yield Reason("limit", f"时限：{one.limit}{row[0]}。", f"Limit: {one.limit}{row[1]}.")
    end = ("之前", "before") if one.end_open else ("为止（含）", "up to and at")
    yield Reason("due", f"到期：{due}{end[0]}。", f"To be met {end[1]} {due}.", due)
    if one.lead != "PT0S":
        yield Reason(
            "lead",
            f"起算前 {one.lead} 内的履行也算。",
            f"A discharge up to {one.lead} before the clock starts counts.",
        )


def _decision(one: Obligation, as_of: int) -> Iterator[Reason]:
    zone = ZoneInfo(one.zone)
    for step, proof, zh, en in (
        ("discharge", one.discharge, "履行记录", "the discharge"),
        ("voiding", one.voiding, "消灭事由", "the voiding act"),
    ):
        if proof and proof.at <= as_of:
            yield _proof(step, proof, zh, en, zone)
        else:
            yield Reason(step, f"尚无{zh}。", f"There is not {en} so far.")
    status, slack = one.status(as_of), one.slack_ms(as_of)
    zh, en = _STATUS[status]
    number = "" if slack is None else f" ({seconds(slack)} s)"
    at = stated(as_of, zone)
    yield Reason("verdict", f"结论：{zh}{number}。", f"Verdict: {en}{number}.", at)
    if one.disputable(as_of):
        yield Reason(
            "uncertainty", "差距小于时钟误差，可争议。", "It turns on less than clocks can tell."
        )


def _proof(step: str, proof: Evidence, zh: str, en: str, zone: ZoneInfo) -> Reason:
    at, told = stated(proof.at, zone), stated(proof.told, zone)
    return Reason(
        step,
        f"{zh}：{at} 发生，{told} 得知。",
        f"This is {en}: it happened at {at}, we were told at {told}.",
        at,
        (proof.id, *proof.with_),
    )


def _consequences(one: Obligation, as_of: int) -> Iterator[Reason]:
    zone = ZoneInfo(one.zone)
    until = stated(one.final_at, zone)
    known = ("已确定", "final") if one.final(as_of) else ("暂定", "provisional")
    yield Reason("grace", f"宽限至 {until}：{known[0]}。", f"Grace to {until}: {known[1]}.", until)
    for rung in one.steps():
        if rung.name != BREACH:
            at, to = stated(rung.at, zone), ", ".join(rung.to)
            yield Reason("ladder", f"{rung.name} 通知 {to}。", f"{rung.name}: tell {to}.", at)
    name = f"{one.pack} {one.edition}"
    yield Reason("edition", f"依据规则包 {name}。", f"Judged by {name}, hash {one.sha256[:12]}.")
    zh, en = _CHANGE[one.status(as_of)]
    yield Reason("change", zh, en)
