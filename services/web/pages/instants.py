"""How instants and remaining time are shown to people. `static/due.js` spells time the same way."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3_600, 86_400
SOON = timedelta(hours=2)
OVER = {"zh": "超 {}", "en": "{} over"}
LEFT = {"zh": "剩 {}", "en": "{} left"}
UNITS = {"zh": ("天", "时", "分"), "en": ("d", "h", "m")}


def shown(at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """Today 15:20, this year 11-23 15:20, else in full."""
    if at is None:
        return ""
    there, here = at.astimezone(zone), now.astimezone(zone)
    if there.date() == here.date():
        return there.strftime("%H:%M")
    return there.strftime("%m-%d %H:%M" if there.year == here.year else "%Y-%m-%d %H:%M")


def left(due: datetime, now: datetime, language: str) -> str:
    """How long until it is due, or how long it has been over; seconds only within the hour."""
    seconds = int((due - now).total_seconds())
    form = (OVER if now > due else LEFT)[language]
    return form.format(spelled(abs(seconds), language))


def spelled(seconds: int, language: str) -> str:
    """A length of time in two units at most."""
    day, hour, minute = UNITS[language]
    if seconds >= DAY:
        return f"{seconds // DAY}{day}{seconds % DAY // HOUR}{hour}"
    if seconds >= HOUR:
        return f"{seconds // HOUR}{hour}{seconds % HOUR // MINUTE:02}{minute}"
    return f"{seconds // MINUTE}:{seconds % MINUTE:02}"


def used(start: datetime, due: datetime, now: datetime) -> int:
    """How much of the time is used. Units: percent, 0 to 100."""
    whole = (due - start).total_seconds()
    return (
        min(100, max(0, round(100 * (now - start).total_seconds() / whole))) if whole > 0 else 100
    )


def urgency(due: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    """The section something belongs to: over, soon, today or later."""
    if due is None:
        return "later"
    if due < now:
        return "over"
    if due - now < SOON:
        return "soon"
    same_day = due.astimezone(zone).date() == now.astimezone(zone).date()
    return "today" if same_day else "later"
