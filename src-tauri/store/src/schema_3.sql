-- Version 3 of the database. All of it but what is local is derived anew.

-- Where a badge lies until its person comes, and whom a company's name makes a group of.

-- The box that it was laid in, or empty; when it was handed over.
ALTER TABLE badge ADD COLUMN boxed TEXT NOT NULL DEFAULT '';
ALTER TABLE badge ADD COLUMN handed_over_ms INTEGER;

-- The company's name folded: one company however somebody typed it.
ALTER TABLE attendee ADD COLUMN company_folded TEXT NOT NULL DEFAULT '';
CREATE INDEX attendee_by_company ON attendee (event_no, company_folded) WHERE company_folded <> '';

-- Several registrations may be one person's. Whom each merge makes one is a function of its own log, like every row; a
-- merge's id is the subject of its ops.

CREATE TABLE merged (
    log_no       INTEGER NOT NULL REFERENCES log (log_no),
    merge_id     BLOB NOT NULL,
    attendee_id  BLOB NOT NULL,
    PRIMARY KEY (log_no, merge_id, attendee_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX merged_by_attendee ON merged (attendee_id, log_no);

-- Nearly every subject is none of a merge: one look into a small index says so.
CREATE INDEX op_merges ON op (subject_id, log_no) WHERE kind = 'attendees_merged';

-- Registrations that another than the one they were made for holds: a substitute, or whoever represents a merged person.
CREATE INDEX registration_by_holder ON registration (holder_id, event_no) WHERE holder_id <> registration_id;

-- local: whom somebody at this device looked at and found to be two people.
CREATE TABLE not_same (
    event_no     INTEGER NOT NULL REFERENCES event (event_no),
    attendee_id  BLOB NOT NULL,
    other_id     BLOB NOT NULL,
    PRIMARY KEY (event_no, attendee_id, other_id)
) STRICT, WITHOUT ROWID;

-- The event's own privacy notice, who works at the desks, and calls for help.

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
