"""突发事件: its registration, and what only it can do."""

from domain.acts import Registered
from domain.case import Case


class IncidentRegistered(Registered, frozen=True, omit_defaults=True):
    """登记突发事件."""

    TOPIC, VERSION = "incident.registered", 1


class Incident(Case):
    """突发事件."""

    KIND = "incident"
