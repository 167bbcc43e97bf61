"""Idempotency: what was asked under a key, and what was answered."""

from collections.abc import Callable

from msgspec import Struct


class Claim(Struct, frozen=True):
    """幂等键: who asks what under which key, and how to answer once the positions are known.

    Shape: `answer` turns the positions of the new facts into the bytes kept for 30 days.
    """

    account: str
    path: str
    key: str
    body_hash: str
    answer: Callable[[list[int]], bytes] = lambda _: b""


class Answer(Struct, frozen=True):
    """What was answered to a key before, and to which body."""

    body_hash: str
    answer: bytes
