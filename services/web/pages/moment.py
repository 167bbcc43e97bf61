"""As of when a page is shown: now, or any past position or instant, as we knew it then."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from domain.refusals import BadInput
from services.web.moments import moment_of
from services.web.pages.frame import Visit
from services.web.pages.instants import shown
from services.web.values import read_instant


class Moment(NamedTuple):
    """时刻: `upto` is the position that lists are asked for; None for now."""

    upto: int | None
    position: int
    at: datetime
    at_shown: str
    asked: str
    kept: list[tuple[str, str]]
    path: str

    @property
    def past(self) -> str:
        """The instant in words, when it is not now."""
        return self.at_shown if self.upto is not None else ""

    @property
    def present(self) -> str:
        """The same page as of now."""
        return f"{self.path}?{urlencode(self.kept)}" if self.kept else self.path

    def link(self, **changed: str) -> str:
        """The same page as of the same moment, with other choices."""
        asked = dict(self.kept) | changed | ({"as_of": self.asked} if self.asked else {})
        chosen = {name: value for name, value in asked.items() if value}
        return f"{self.path}?{urlencode(chosen)}" if chosen else self.path


PASSING = {"as_of", "before", "after", "done"}
"""What an address asks for once; it does not go along to other moments and choices."""


def moment(seen: Visit, path: str = "") -> Moment:
    """What the address asks for. Raises: BadInput for an instant that cannot be read."""
    query = seen.request.query_params
    kept = [(name, value) for name, value in query.items() if name not in PASSING and value]
    asked, path = query.get("as_of", "").strip(), path or seen.request.url.path
    if not asked:
        here = shown(seen.now, seen.now, seen.zone)
        return Moment(None, 0, seen.now, here, "", kept, path)
    exact = asked if asked.isdigit() else read(asked, seen.zone).isoformat()
    then = moment_of(seen.house, exact)
    in_full = then.at.astimezone(seen.zone).strftime("%Y-%m-%d %H:%M:%S")
    return Moment(then.upto, then.upto or 0, then.at, in_full, asked, kept, path)


def read(text: str, zone: ZoneInfo) -> datetime:
    """An instant as people type it: without a zone it is ours. Raises: BadInput."""
    try:
        stated = datetime.fromisoformat(text)
        there = stated if stated.tzinfo else stated.replace(tzinfo=zone)
        return read_instant(there.isoformat())
    except ValueError as wrong:
        raise BadInput(text) from wrong


def typed(at: datetime, zone: ZoneInfo) -> str:
    """An instant as an input field holds it."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")
