"""The library's own tests of a recorder, for ours."""

import sys
from collections.abc import Iterator
from threading import enumerate as enumerate_threads
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest

from infra.library import LogRecorder, StreamRecorder
from infra.log import FactLog
from infra.migrations import migrate

# They import its cipher, which needs a package that nothing here uses.
cipher = ModuleType("eventsourcing.cipher")
cipher.AESCipher = object  # type: ignore[attr-defined]
with patch.dict(sys.modules, {"eventsourcing.cipher": cipher}):
    from eventsourcing.tests import persistence as library


class OnALog:
    """Needs a fixture `url` of an empty database."""

    @pytest.fixture(autouse=True)
    def _log(self, url: str) -> Iterator[None]:
        migrate(url)
        self.log = FactLog(url)
        before = {*enumerate_threads()}
        yield
        for reader in {*enumerate_threads()} - before:
            reader.join(10)  # the library's tests leave theirs behind, reading
        self.log.close()


class Streams(OnALog, library.AggregateRecorderTestCase):
    """What the library asks of a recorder for one subject."""

    __test__ = False

    def create_recorder(self) -> StreamRecorder:
        """On the fixture's log."""
        return StreamRecorder(self.log.recorder.rows)


class Sequence(OnALog, library.ApplicationRecorderTestCase[Any]):
    """What the library asks of a recorder for all subjects, with its optional test."""

    __test__ = False

    def create_recorder(self) -> LogRecorder:
        """On the fixture's log."""
        return self.log.recorder

    def test_insert_subscribe(self) -> None:
        """Whoever subscribes is told what there is and what comes."""
        self.optional_test_insert_subscribe()


class Interleaving(OnALog, library.NonInterleavingNotificationIDsBaseCase):
    """What the library asks where two save at once."""

    __test__ = False

    def create_recorder(self) -> LogRecorder:
        """On the fixture's log."""
        return self.log.recorder
