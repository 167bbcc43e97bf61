"""Who there is: roles, what each may ask for, and whose cases each may see.

Source: domain.md §12 of the design; who may touch a clock: architecture.md D17.
"""

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """角色. Values are the contract's logins; the field's codes stand beside them."""

    WORKER = "worker"  # 网格员 GW
    LEADER = "leader"  # 网格长 GL
    DISPATCHER = "dispatcher"  # 坐席 DSK
    CENTRE = "centre"  # 值班长 CHD
    OFFICER = "officer"  # 部门经办 DEP
    RESIDENT = "resident"  # 居民 RES
    AUDITOR = "auditor"  # 审计 AUD
    ADMIN = "admin"  # 系统管理员 ADM
    SYSTEM = "system"  # the sweep and the importer answer for what they append


class Person(Struct, frozen=True):
    """人员: an account of the register. `grids` are the codes, or beginnings of codes, in scope."""

    login: str
    name: str
    role: Role
    unit: str = ""
    grids: tuple[str, ...] = ()


CLOCK_KEEPERS = (Role.LEADER, Role.CENTRE)

_GRID = frozenset({Role.WORKER, Role.LEADER})
_DESK = frozenset({Role.DISPATCHER, Role.CENTRE})
_UNIT = frozenset({Role.OFFICER})
_STAFF = _GRID | _DESK | _UNIT
_KEEPERS = frozenset(CLOCK_KEEPERS)

MAY = {
    "register": _STAFF | {Role.RESIDENT},
    "accept": _DESK,
    "dispatch": _DESK,
    "sign": _GRID | _UNIT,
    "return": _GRID | _UNIT,
    "contact": _STAFF,
    "arrive": _GRID | _UNIT,
    "submit_result": _GRID | _UNIT,
    "verify": _DESK | {Role.LEADER},
    "withdraw": _KEEPERS | {Role.RESIDENT},
    "correct": _KEEPERS | {Role.DISPATCHER},
    "retract": _KEEPERS,
    "see_cases": _STAFF | {Role.RESIDENT, Role.AUDITOR},
    "open_text": _STAFF | {Role.RESIDENT},
    "audit": frozenset({Role.AUDITOR}),
    "adopt_rules": frozenset({Role.ADMIN, Role.CENTRE, Role.OFFICER, Role.SYSTEM}),
    "approve_rules": frozenset({Role.ADMIN, Role.CENTRE}),
}
"""The one policy table: act to roles. An act that is not here may nobody."""


def may(role: Role, act: str) -> bool:
    """Whether a role may ask for an act at all; the case decides the rest."""
    return role in MAY.get(act, ())


def in_grids(person: Person, grid: str) -> bool:
    """Whether a grid lies in somebody's scope."""
    return any(grid.startswith(code) for code in person.grids)


def sees(person: Person, *, grid: str, unit: str, reported_by: str) -> bool:
    """Whether a case lies in somebody's scope. `projections.scope` says the same in SQL."""
    if person.role == Role.RESIDENT:
        return reported_by == person.login
    if person.role == Role.OFFICER:
        return unit == person.unit or reported_by == person.login
    if person.role == Role.AUDITOR:
        return True
    if not may(person.role, "see_cases"):
        return False
    return not grid or in_grids(person, grid) or reported_by == person.login
