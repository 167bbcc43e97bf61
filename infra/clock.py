"""What time is it? The only place that asks; everything else is told."""

from datetime import UTC, datetime


def now() -> datetime:
    """The instant it is, in UTC."""
    return datetime.now(UTC)
