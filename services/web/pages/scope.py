"""Whether somebody sees a case, as its row in the list says."""

from domain.people import Person, sees
from projections.case_fold import CaseRow


def in_scope(person: Person, case: CaseRow) -> bool:
    """In scope; whoever holds a case sees it in whatever unit."""
    unit = person.unit if case.officer == person.login else case.unit
    return sees(person, grid=case.grid, unit=unit, reported_by=case.reported_by)
