"""SQL and the domain say the same status of an obligation at every instant."""

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.duties.obligation import Evidence, Obligation
from projections.duty_rows import duty_board, status_at

NEAR = st.integers(0, 6)
ENGINE = sa.create_engine("sqlite://")


@given(
    due=NEAR,
    met=st.none() | NEAR,
    void=st.none() | NEAR,
    end_open=st.booleans(),
    now=st.integers(0, 8),
)
@settings(max_examples=400, deadline=None)
def test_sql_and_domain_say_the_same_status_at_every_instant(
    *, due: int, met: int | None, void: int | None, end_open: bool, now: int
) -> None:
    one = Obligation(
        *("o", "R-ARR-1", "s", "test", "1", "", "Asia/Shanghai"),
        anchor=0,
        due=due,
        final_at=due,
        since=0,
        opening=Evidence("a", 0, 0),
        discharge=None if met is None else Evidence("b", met, met),
        voiding=None if void is None else Evidence("c", void, void),
        end_open=end_open,
    )
    names = ("due", "breach_at", "met", "void")
    row = {name: sa.literal(getattr(one, name), duty_board.c[name].type) for name in names}

    with ENGINE.connect() as db:
        assert db.execute(sa.select(status_at(row, now))).scalar_one() == one.status(now)
