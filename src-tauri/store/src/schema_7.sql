-- Version 7 of the database: which events were here and are not any more (local), and how far devices' clocks were off.

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

-- Projection: what a device measured of its clock during one run of its machine.
CREATE TABLE clock (
    device_id  BLOB NOT NULL,
    boot_id    BLOB NOT NULL,
    event_no   INTEGER NOT NULL REFERENCES event (event_no),
    hlc        INTEGER NOT NULL,
    offset_ms  INTEGER NOT NULL,
    PRIMARY KEY (device_id, boot_id, event_no, hlc)
) STRICT, WITHOUT ROWID;

CREATE INDEX clock_by_event ON clock (event_no);
