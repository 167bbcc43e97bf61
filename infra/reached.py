"""How far the views have come, and whether it is this log that they have read."""

from collections.abc import Callable

from infra.ports import Facts

Reached = Callable[[], dict[int, int]]
"""How far all views have come, by partition; a partition that is not there: 0."""


class ViewsAhead(RuntimeError):
    """The views know what the log does not: it is an older copy, and they must be dropped.

    Going on would leave out its new facts as known ones.
    """


def of_this_log(views: Reached, log: Facts) -> dict[int, int]:
    """How far the views have come. Raises: ViewsAhead."""
    ours = views()
    if max(ours.values()) > (end := log.position()):
        raise ViewsAhead(f"the views are at {max(ours.values())}, the log at {end}")
    return ours
