-- Version 7 of the database: which events were here and are not any more. Local.

-- An event of which everything was removed, and what people are told of that.
CREATE TABLE forgotten_event (
    event_id      BLOB PRIMARY KEY,
    label         TEXT NOT NULL,
    name          TEXT NOT NULL,
    -- Why this device may not hold it any more, and since when.
    reason        TEXT NOT NULL,
    revoked_ms    INTEGER NOT NULL,
    forgotten_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
