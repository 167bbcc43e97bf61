"""居民诉求: its registration, and what only it can do."""

from domain.acts import Registered
from domain.case import Case


class RequestRegistered(Registered, frozen=True, omit_defaults=True):
    """登记居民诉求."""

    TOPIC, VERSION = "request.registered", 1


class ResidentRequest(Case):
    """居民诉求."""

    KIND = "request"
