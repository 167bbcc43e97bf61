"""家庭重大变故: its registration, and what only it can do."""

from domain.acts import Registered
from domain.case import Case


class FamilyCrisisRegistered(Registered, frozen=True, omit_defaults=True):
    """登记家庭重大变故."""

    TOPIC, VERSION = "family_crisis.registered", 1


class FamilyCrisis(Case):
    """家庭重大变故."""

    KIND = "family_crisis"
