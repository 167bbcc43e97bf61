"""Small made-up files, and a store to import them into."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.facts import Entry
from infra.log import FactLog
from infra.migrations import migrate
from infra.vault import Vault
from services.imports.profile import Profile, profile_of
from services.imports.result import Result
from services.imports.running import Store, import_to_store

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HEAD = "call,told,came,what,class,unit"
PROFILE: dict[str, Any] = {
    "profile": "town",
    "format": {"zone": "Asia/Shanghai"},
    "subject": {"column": "call"},
    "facts": [
        {
            "type": "incident.registered",
            "at": {"column": "told"},
            "set": {
                "category": {"column": "class", "map": {"fire": "EM.02", "flood": "EM.01"}},
                "summary": {"column": "what"},
            },
        },
        {
            "type": "case.arrived",
            "at": {"column": "came"},
            "take": "each",
            "set": {"unit": {"column": "unit"}},
        },
    ],
}
ROWS = (
    "1,2026-03-01T08:00,2026-03-01T08:10,锅炉起火,fire,E1",
    "1,2026-03-01T07:59,2026-03-01T08:12,锅炉起火,fire,E2",
    "2,2026-03-01T09:00,,水管爆裂,flood,",
)


def with_category(value: dict[str, object]) -> Profile:
    """The profile with another way to read the category."""
    first, second = PROFILE["facts"]
    changed = {**first, "set": {**first["set"], "category": value}}
    return profile_of({**PROFILE, "facts": [changed, second]})


@dataclass
class Household:
    """A store and the files for it."""

    log: FactLog
    vault: Vault
    folder: Path

    def file(self, rows: Sequence[str], head: str = HEAD) -> Path:
        """A CSV file of these rows."""
        path = self.folder / "file.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    def give(self, *rows: str, profile: Profile | None = None, **how: Any) -> Result:
        """Import a file of these rows."""
        return self.give_file(self.file(rows), profile, **how)

    def give_file(self, path: Path, profile: Profile | None = None, **how: Any) -> Result:
        """Import a file."""
        by = profile or profile_of(PROFILE)
        return import_to_store(by, path, Store(self.log, self.vault, NOW), **how)

    def told(self) -> list[Entry]:
        """Every fact in the log."""
        return self.log.page(0, 10_000)

    def topics(self) -> list[str]:
        """What sort they are, in the log's order."""
        return [entry.fact.TOPIC for entry in self.told()]

    def summary(self, of: int = 0) -> str | None:
        """The text of a fact, opened."""
        entry = self.told()[of]
        return self.vault.open(entry.subject, "summary", entry.fact.summary)  # type: ignore[attr-defined]


@contextmanager
def household(folder: Path, log: type[FactLog] = FactLog) -> Iterator[Household]:
    """An empty store."""
    folder.mkdir(exist_ok=True)
    url = f"sqlite:///{folder / 'log.db'}"
    migrate(url)
    facts = log(url, lambda: NOW)
    vaults = sa.create_engine(f"sqlite:///{folder / 'vault.db'}")
    yield Household(facts, Vault(vaults), folder)
    vaults.dispose()
    facts.close()
