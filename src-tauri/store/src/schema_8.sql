-- Version 8 of the database: the ops that are here without their personal part are found, and what other servers heard of devices
-- is kept.

CREATE INDEX op_without_part ON op (log_no, replica_no, seq) WHERE private IS NULL AND private_hash IS NOT NULL;

-- Local, as `heard` is: when a device was last heard of by a server that told this device so, and what it said of itself there.
CREATE TABLE heard_elsewhere (
    event_no   INTEGER NOT NULL REFERENCES event (event_no),
    device_id  BLOB NOT NULL,
    at_ms      INTEGER NOT NULL,
    app        TEXT NOT NULL,
    waiting    INTEGER NOT NULL,
    offset_ms  INTEGER,
    PRIMARY KEY (event_no, device_id)
) STRICT, WITHOUT ROWID;
