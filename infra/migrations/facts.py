"""The table of facts on either database: the library's columns, one more, and no way back.

Part of migration 0001: once released, a change here is a new migration.
"""

SQLITE = (
    """
    CREATE TABLE sibi_events (
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        notification_id INTEGER PRIMARY KEY AUTOINCREMENT,
        recorded_at TEXT NOT NULL,
        UNIQUE (originator_id, originator_version)
    )
    """,
    """
    CREATE TRIGGER sibi_events_no_update BEFORE UPDATE ON sibi_events
    BEGIN SELECT RAISE(ABORT, 'facts are kept as they are'); END
    """,
    """
    CREATE TRIGGER sibi_events_no_delete BEFORE DELETE ON sibi_events
    BEGIN SELECT RAISE(ABORT, 'facts are kept as they are'); END
    """,
)

POSTGRESQL = (
    """
    CREATE TABLE sibi_events (
        originator_id uuid NOT NULL,
        originator_version bigint NOT NULL,
        topic text NOT NULL,
        state bytea NOT NULL,
        notification_id bigserial,
        recorded_at timestamptz NOT NULL,
        PRIMARY KEY (originator_id, originator_version)
    )
    """,
    "CREATE UNIQUE INDEX sibi_events_notification_id_idx ON sibi_events (notification_id)",
    """
    CREATE FUNCTION sibi_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'facts are kept as they are' USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER sibi_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON sibi_events
    FOR EACH STATEMENT EXECUTE FUNCTION sibi_events_stay()
    """,
    # The lock makes order of ids order of commits, so that no reader passes over a late one.
    """
    CREATE FUNCTION sibi_events_append(
        told timestamptz, subjects uuid[], versions bigint[], topics text[], states bytea[]
    ) RETURNS TABLE (new_id bigint, new_at timestamptz) LANGUAGE plpgsql AS $$
    BEGIN
        LOCK TABLE sibi_events IN EXCLUSIVE MODE;
        told := greatest(
            told, (SELECT recorded_at FROM sibi_events ORDER BY notification_id DESC LIMIT 1)
        );
        RETURN QUERY
            INSERT INTO sibi_events (
                originator_id, originator_version, topic, state, recorded_at
            )
            SELECT new.subject, new.version, new.topic, new.state, told
            FROM unnest(subjects, versions, topics, states)
                WITH ORDINALITY AS new (subject, version, topic, state, place)
            ORDER BY new.place
            RETURNING notification_id, recorded_at;
        NOTIFY sibi_events;
    END $$
    """,
)

TABLE = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
