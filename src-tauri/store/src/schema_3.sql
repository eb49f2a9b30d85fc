-- Version 3 of the database: the event's own privacy notice, who works at the desks, and calls for help. All of it is
-- derived anew.

ALTER TABLE event_definition ADD COLUMN notice_eu TEXT NOT NULL DEFAULT '';
ALTER TABLE event_definition ADD COLUMN notice_es TEXT NOT NULL DEFAULT '';
ALTER TABLE event_definition ADD COLUMN notice_en TEXT NOT NULL DEFAULT '';

-- projection: core -------------------------------------------------------------------------------------------------
CREATE TABLE operator (
    event_no     INTEGER NOT NULL REFERENCES event (event_no),
    operator_id  BLOB NOT NULL,
    name         TEXT NOT NULL,
    active       INTEGER NOT NULL,
    PRIMARY KEY (event_no, operator_id)
) STRICT, WITHOUT ROWID;

-- projection: scans ------------------------------------------------------------------------------------------------
CREATE TABLE help (
    event_no        INTEGER NOT NULL REFERENCES event (event_no),
    help_id         BLOB NOT NULL,
    reason          TEXT NOT NULL,
    checkpoint_id   BLOB,
    scan_id         BLOB,
    attendee_id     BLOB,
    words           TEXT NOT NULL,
    asked_ms        INTEGER NOT NULL,
    device_id       BLOB NOT NULL,
    operator_id     BLOB,
    state           TEXT NOT NULL,
    answered_ms     INTEGER,
    answered_by     BLOB,
    answerer_id     BLOB,
    answer_words    TEXT NOT NULL,
    PRIMARY KEY (event_no, help_id)
) STRICT, WITHOUT ROWID;

-- What was said of a person goes with them.
CREATE INDEX help_by_attendee ON help (attendee_id, event_no) WHERE attendee_id IS NOT NULL;
CREATE INDEX help_by_state ON help (event_no, state, asked_ms);
