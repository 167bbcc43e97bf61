"""The trail has every fact in the order we were told, and finds it again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.duties.adopted import RULES_ID
from infra.engines import engine as connect
from projections.audit_trail import Asked, AuditTrail
from tests.projections.stories import START, Story, page, story


@pytest.fixture(scope="module")
def told() -> Story:
    """One story."""
    return story(21, 60)


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory, told: Story) -> Iterator[AuditTrail]:
    """A trail that was told all of it."""
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('views') / 'views.db'}")
    view = AuditTrail(made)
    view.create()
    view.take(page(told.entries))
    yield view
    made.dispose()


def test_every_fact_is_there_in_order_with_the_number_of_its_case(
    trail: AuditTrail, told: Story
) -> None:
    rows = trail.after(0, 1_000)

    assert [(row.position, row.fact) for row in rows] == [(e.position, e.id) for e in told.entries]
    assert all(bool(row.number) is (row.subject != RULES_ID) for row in rows)


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_page_goes_on_where_the_one_before_stopped(
    trail: AuditTrail, told: Story, *, newest_first: bool
) -> None:
    seen: list[int] = []
    at: int | None = told.position() + 1 if newest_first else 0
    while at is not None:
        if newest_first:
            found = trail.told(Asked(), before=at, at_most=7)
        else:
            found = trail.told(Asked(), after=at, at_most=7)
        seen += [row.position for row in found.items]
        at = found.next

    positions = [entry.position for entry in told.entries]
    assert seen == (positions[::-1] if newest_first else positions)


def test_facts_are_found_by_case_account_topic_instant_and_position(
    trail: AuditTrail, told: Story
) -> None:
    case, middle = told.subjects()[1], told.entries[30]

    def found(asked: Asked) -> list[int]:
        return [row.position for row in trail.told(asked, at_most=1_000).items]

    assert found(Asked(subject=case)) == [e.position for e in told.of(case)]
    assert found(Asked(by="li")) == [e.position for e in told.entries if e.fact.said.by == "li"]
    topic = middle.fact.TOPIC
    assert found(Asked(topic=topic)) == [e.position for e in told.entries if topic == e.fact.TOPIC]
    since = [e.position for e in told.entries if e.recorded_at >= middle.recorded_at]
    until = [e.position for e in told.entries if e.recorded_at <= middle.recorded_at]
    assert found(Asked(since=middle.recorded_at)) == since
    assert found(Asked(until=middle.recorded_at)) == until
    upto = middle.position
    assert found(Asked(upto=upto)) == [e.position for e in told.entries if e.position <= upto]


def test_position_and_instant_lead_to_each_other(trail: AuditTrail, told: Story) -> None:
    for entry in told.entries:
        at = entry.recorded_at
        last = max(e.position for e in told.entries if e.recorded_at <= at)
        assert trail.position_at(at) == last
        assert trail.told_at(entry.position) == at
    assert trail.position_at(START - timedelta(seconds=1)) == 0
    assert trail.told_at(0) is None
