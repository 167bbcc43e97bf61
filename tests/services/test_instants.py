"""How time is spelled for people."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.web.pages.instants import left, shown, urgency, used

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (90_000, "剩 1天1时", "1d1h left"),
        (5_160, "剩 1时26分", "1h26m left"),
        (3_600, "剩 1时00分", "1h00m left"),
        (599, "剩 9:59", "9:59 left"),
        (0, "剩 0:00", "0:00 left"),
        (-1, "超 0:01", "0:01 over"),
        (-5_160, "超 1时26分", "1h26m over"),
    ],
)
def test_remaining_time_is_short_and_says_whether_it_is_over(
    seconds: int, chinese: str, english: str
) -> None:
    due = NOW + timedelta(seconds=seconds)

    assert left(due, NOW, "zh") == chinese
    assert left(due, NOW, "en") == english


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 24, 7, 20, tzinfo=UTC), "15:20"),
        (datetime(2026, 11, 23, 7, 20, tzinfo=UTC), "11-23 15:20"),
        (datetime(2026, 11, 23, 17, 20, tzinfo=UTC), "01:20"),
        (datetime(2025, 11, 23, 7, 20, tzinfo=UTC), "2025-11-23 15:20"),
        (None, ""),
    ],
)
def test_instants_are_shown_where_people_are(at: datetime | None, words: str) -> None:
    assert shown(at, NOW, ZONE) == words


@pytest.mark.parametrize(
    ("minutes", "section"),
    [(-1, "over"), (0, "soon"), (119, "soon"), (120, "today"), (479, "today"), (480, "later")],
)
def test_a_due_instant_belongs_to_one_section(minutes: int, section: str) -> None:
    assert urgency(NOW + timedelta(minutes=minutes), NOW, ZONE) == section


@pytest.mark.parametrize(("minutes", "percent"), [(-5, 0), (0, 0), (15, 50), (30, 100), (40, 100)])
def test_the_bar_shows_how_much_time_is_used(minutes: int, percent: int) -> None:
    at = NOW + timedelta(minutes=minutes)

    assert used(NOW, NOW + timedelta(minutes=30), at) == percent
