"""How far the relay has carried the log, remembered in the log's own database."""

import sqlalchemy as sa


class Carried:
    """已投递位置: one row for each topic."""

    def __init__(self, engine: sa.Engine, topic: str) -> None:
        self._engine, self._topic = engine, topic

    def position(self) -> int:
        """The last position that was carried and remembered; 0 at first."""
        found = "SELECT position FROM relay_progress WHERE name = :topic"
        with self._engine.connect() as db:
            return db.execute(sa.text(found), {"topic": self._topic}).scalar() or 0

    def remember(self, position: int) -> None:
        """Carried up to here."""
        told = (
            "INSERT INTO relay_progress (name, position, last) VALUES (:topic, :position, '')"
            " ON CONFLICT (name) DO UPDATE SET position = excluded.position"
        )
        with self._engine.begin() as db:
            db.execute(sa.text(told), {"topic": self._topic, "position": position})
