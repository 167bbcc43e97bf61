"""矛盾纠纷: its registration, and what only it can do."""

from domain.acts import Registered
from domain.case import Case


class DisputeRegistered(Registered, frozen=True, omit_defaults=True):
    """登记矛盾纠纷."""

    TOPIC, VERSION = "dispute.registered", 1


class Dispute(Case):
    """矛盾纠纷."""

    KIND = "dispute"
