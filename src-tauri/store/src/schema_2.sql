-- Version 2 of the database: rows of the `scans` log are each subject's own, so that of two subjects that claim one scan,
-- badge or job neither displaces the other, whichever arrived first. All of it is derived anew.

DROP TABLE scan;
DROP TABLE badge;
DROP TABLE print_job;

-- projection: scans ------------------------------------------------------------------------------------------------
CREATE TABLE scan (
    event_no       INTEGER NOT NULL REFERENCES event (event_no),
    scan_id        BLOB NOT NULL,
    subject_id     BLOB NOT NULL,
    attendee_id    BLOB,
    checkpoint_id  BLOB NOT NULL,
    hlc            INTEGER NOT NULL,
    at_ms          INTEGER NOT NULL,
    day            INTEGER NOT NULL,
    device_id      BLOB NOT NULL,
    operator_id    BLOB,
    direction      TEXT NOT NULL,
    presented      TEXT NOT NULL,
    badge_id       BLOB,
    verdict        TEXT NOT NULL,
    state          TEXT NOT NULL,
    reasons        TEXT NOT NULL,
    overrides      BLOB,
    code           TEXT NOT NULL,
    PRIMARY KEY (event_no, scan_id, subject_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX scan_by_subject ON scan (subject_id, event_no);
CREATE INDEX scan_by_time ON scan (event_no, checkpoint_id, hlc);
-- Only scans of codes that are nobody's have one: a device asks for the newest of its own.
CREATE INDEX scan_by_device ON scan (event_no, checkpoint_id, device_id, hlc) WHERE code <> '';

-- Who claims a badge. It is whose claim has the lowest clock; ties by attendee.
CREATE TABLE badge (
    event_no         INTEGER NOT NULL REFERENCES event (event_no),
    badge_id         BLOB NOT NULL,
    serial           BLOB NOT NULL,
    attendee_id      BLOB NOT NULL,
    registration_id  BLOB NOT NULL,
    reason           TEXT NOT NULL,
    hlc              INTEGER NOT NULL,
    issued_ms        INTEGER NOT NULL,
    device_id        BLOB NOT NULL,
    voided_ms        INTEGER,
    replaced_by      BLOB,
    PRIMARY KEY (event_no, badge_id, attendee_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX badge_by_attendee ON badge (attendee_id, event_no);

-- They hold registrations that nobody comes with.
CREATE INDEX attendee_erased ON attendee (event_no, attendee_id, registration_id) WHERE erased = 1;

-- Badges of which it is known that they are void, and not, or no longer, that they were issued: the paper is out there.
CREATE TABLE badge_void (
    event_no     INTEGER NOT NULL REFERENCES event (event_no),
    badge_id     BLOB NOT NULL,
    subject_id   BLOB NOT NULL,
    voided_ms    INTEGER NOT NULL,
    replaced_by  BLOB,
    PRIMARY KEY (event_no, badge_id, subject_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX badge_void_by_subject ON badge_void (subject_id, event_no);

CREATE TABLE print_job (
    event_no      INTEGER NOT NULL REFERENCES event (event_no),
    job_id        BLOB NOT NULL,
    attendee_id   BLOB NOT NULL,
    badge_id      BLOB NOT NULL,
    printer       TEXT NOT NULL,
    template      TEXT NOT NULL,
    state         TEXT NOT NULL,
    reason        TEXT NOT NULL,
    requested_ms  INTEGER NOT NULL,
    device_id     BLOB NOT NULL,
    PRIMARY KEY (event_no, job_id, attendee_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX print_job_by_attendee ON print_job (attendee_id, event_no);
CREATE INDEX print_job_by_state ON print_job (device_id, state, requested_ms);
