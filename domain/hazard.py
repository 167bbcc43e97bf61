"""安全隐患: its registration, and what only it can do."""

from domain.acts import Registered
from domain.case import Case


class HazardRegistered(Registered, frozen=True, omit_defaults=True):
    """登记安全隐患."""

    TOPIC, VERSION = "hazard.registered", 1


class HazardReport(Case):
    """安全隐患."""

    KIND = "hazard"
