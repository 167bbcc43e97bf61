"""Texts and instants that databases treat differently come back the same."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from infra.engines import engine as connect
from projections.rows import Micros, append, upsert

tables = sa.MetaData()
things = sa.Table(
    "things",
    tables,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("at", Micros),
)


@given(at=st.datetimes(timezones=st.just(UTC)))
def test_an_instant_comes_back_exactly(at: datetime) -> None:
    kept = Micros()
    dialect = sa.create_engine("sqlite://").dialect
    assert kept.process_result_value(kept.process_bind_param(at, dialect), dialect) == at


def test_rows_are_added_and_overwritten_and_a_nul_is_made_visible(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'rows.db'}")
    tables.create_all(engine)
    at = datetime(2026, 3, 2, tzinfo=UTC)
    one, other = (sa.Uuid().python_type(int=n) for n in (1, 2))
    with engine.begin() as db:
        append(db, things, [])
        append(db, things, [(one, "a\0b", at), (other, "c", at)])
        upsert(db, things, [(other, "d", at + timedelta(microseconds=1))])
        found = db.execute(sa.select(things).order_by(things.c.id)).all()
    engine.dispose()

    assert [tuple(row) for row in found] == [
        (one, "a\N{REPLACEMENT CHARACTER}b", at),
        (other, "d", at + timedelta(microseconds=1)),
    ]
