-- Version 1 of the database. Tables under "log" and "own" are the truth; everything under "projection" is derived
-- from them and can be rebuilt; everything under "local" belongs to this device alone and is never sent.

-- own --------------------------------------------------------------------------------------------------------------
CREATE TABLE own (
    own_id        INTEGER PRIMARY KEY CHECK (own_id = 1),
    name          TEXT NOT NULL,
    signing_seed  BLOB NOT NULL,
    sealing_key   TEXT NOT NULL,
    device_id     BLOB NOT NULL,
    hlc           INTEGER NOT NULL DEFAULT 0,
    -- The newest op by this device here, whichever way it came.
    last_hlc      INTEGER NOT NULL DEFAULT 0,
    last_hash     BLOB NOT NULL
) STRICT;

CREATE TABLE event_key (
    event_no  INTEGER NOT NULL REFERENCES event (event_no),
    key_use   TEXT NOT NULL,
    key_id    TEXT NOT NULL,
    key       BLOB NOT NULL,
    PRIMARY KEY (event_no, key_use, key_id)
) STRICT, WITHOUT ROWID;

-- log --------------------------------------------------------------------------------------------------------------
CREATE TABLE event (
    event_no  INTEGER PRIMARY KEY,
    event_id  BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE log (
    log_no    INTEGER PRIMARY KEY,
    event_no  INTEGER NOT NULL REFERENCES event (event_no),
    name      TEXT NOT NULL,
    UNIQUE (event_no, name)
) STRICT;

-- A replica is one of a device's: what another device writes under its id is a chain of that other device.
CREATE TABLE replica (
    replica_no  INTEGER PRIMARY KEY,
    replica_id  BLOB NOT NULL,
    device_id   BLOB NOT NULL,
    UNIQUE (replica_id, device_id)
) STRICT;

-- AUTOINCREMENT: whoever pulls from here remembers a pos, and must never meet it again under another op.
CREATE TABLE op (
    pos           INTEGER PRIMARY KEY AUTOINCREMENT,
    log_no        INTEGER NOT NULL REFERENCES log (log_no),
    replica_no    INTEGER NOT NULL REFERENCES replica (replica_no),
    seq           INTEGER NOT NULL,
    operator_id   BLOB,
    txn_id        BLOB NOT NULL,
    hlc           INTEGER NOT NULL,
    wall_ms       INTEGER NOT NULL,
    boot_id       BLOB NOT NULL,
    subject_id    BLOB NOT NULL,
    kind          TEXT NOT NULL,
    v             INTEGER NOT NULL,
    body          BLOB NOT NULL,
    private       BLOB,
    salt          BLOB,
    private_hash  BLOB,
    prev          BLOB NOT NULL,
    hash          BLOB NOT NULL,
    signature     BLOB,
    permitted     INTEGER NOT NULL,
    UNIQUE (log_no, replica_no, seq, hash)
) STRICT;

CREATE INDEX op_by_subject ON op (subject_id, log_no);
CREATE INDEX op_by_pos ON op (log_no, pos);

-- Where each chain ends.
CREATE TABLE chain (
    log_no      INTEGER NOT NULL REFERENCES log (log_no),
    replica_no  INTEGER NOT NULL REFERENCES replica (replica_no),
    seq         INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    PRIMARY KEY (log_no, replica_no)
) STRICT, WITHOUT ROWID;

-- A running machine that was cloned writes another op at a place that is taken. Every branch is kept whole: here are
-- the ends of the further ones, and the lowest place that two ops claim. From there on a chain is quarantined.
CREATE TABLE branch (
    log_no      INTEGER NOT NULL REFERENCES log (log_no),
    replica_no  INTEGER NOT NULL REFERENCES replica (replica_no),
    seq         INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    PRIMARY KEY (log_no, replica_no, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE fork (
    log_no      INTEGER NOT NULL REFERENCES log (log_no),
    replica_no  INTEGER NOT NULL REFERENCES replica (replica_no),
    seq         INTEGER NOT NULL,
    PRIMARY KEY (log_no, replica_no)
) STRICT, WITHOUT ROWID;

-- projection: public -----------------------------------------------------------------------------------------------
CREATE TABLE event_definition (
    event_no   INTEGER PRIMARY KEY REFERENCES event (event_no),
    label      TEXT NOT NULL,
    name       TEXT NOT NULL,
    venue      TEXT NOT NULL,
    time_zone  TEXT NOT NULL,
    starts     TEXT NOT NULL,
    ends       TEXT NOT NULL,
    root_key   TEXT NOT NULL,
    recovery_recipient TEXT NOT NULL,
    demo       INTEGER NOT NULL
) STRICT;

CREATE TABLE device (
    event_no   INTEGER NOT NULL REFERENCES event (event_no),
    device_id  BLOB NOT NULL,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    may_serve  INTEGER NOT NULL,
    revoked    INTEGER NOT NULL,
    signing_key    BLOB NOT NULL,
    ticket_key_id  BLOB NOT NULL,
    signs_tickets  INTEGER NOT NULL,
    PRIMARY KEY (event_no, device_id)
) STRICT, WITHOUT ROWID;

-- The order in which an event's symmetric keys were published; the keys themselves stand in `event_key`.
CREATE TABLE published_key (
    event_no  INTEGER NOT NULL REFERENCES event (event_no),
    key_use   TEXT NOT NULL,
    key_id    TEXT NOT NULL,
    place     INTEGER NOT NULL,
    PRIMARY KEY (event_no, key_use, key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
    event_no  INTEGER NOT NULL REFERENCES event (event_no),
    label     TEXT NOT NULL,
    eu        TEXT NOT NULL,
    es        TEXT NOT NULL,
    en        TEXT NOT NULL,
    pattern   TEXT NOT NULL,
    PRIMARY KEY (event_no, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
    event_no       INTEGER NOT NULL REFERENCES event (event_no),
    checkpoint_id  BLOB NOT NULL,
    label          TEXT NOT NULL,
    name           TEXT NOT NULL,
    rule           TEXT NOT NULL,
    PRIMARY KEY (event_no, checkpoint_id)
) STRICT, WITHOUT ROWID;

-- projection: core -------------------------------------------------------------------------------------------------
CREATE TABLE attendee (
    attendee_no      INTEGER PRIMARY KEY,
    event_no         INTEGER NOT NULL REFERENCES event (event_no),
    attendee_id      BLOB NOT NULL,
    registration_id  BLOB NOT NULL,
    registered_hlc   INTEGER NOT NULL,
    given_name       TEXT NOT NULL,
    family_name      TEXT NOT NULL,
    full_name        TEXT NOT NULL,
    latin_name       TEXT NOT NULL,
    company          TEXT NOT NULL,
    job_title        TEXT NOT NULL,
    country          TEXT NOT NULL,
    language         TEXT NOT NULL,
    attention        TEXT NOT NULL,
    order_code       TEXT NOT NULL,
    lead_sharing     TEXT NOT NULL,
    privacy_notice   TEXT NOT NULL,
    erased           INTEGER NOT NULL,
    UNIQUE (event_no, attendee_id)
) STRICT;

CREATE INDEX attendee_by_order ON attendee (event_no, order_code) WHERE order_code <> '';

CREATE TABLE registration (
    event_no         INTEGER NOT NULL REFERENCES event (event_no),
    registration_id  BLOB NOT NULL,
    holder_id        BLOB NOT NULL,
    category         TEXT NOT NULL,
    status           TEXT NOT NULL,
    blocked          INTEGER NOT NULL,
    mode             TEXT NOT NULL,
    days             TEXT NOT NULL,
    valid_from       TEXT NOT NULL,
    valid_until      TEXT NOT NULL,
    PRIMARY KEY (event_no, registration_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE foreign_code (
    event_no         INTEGER NOT NULL REFERENCES event (event_no),
    code             TEXT NOT NULL,
    attendee_id      BLOB NOT NULL,
    PRIMARY KEY (event_no, code, attendee_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX foreign_code_by_attendee ON foreign_code (attendee_id, event_no);

-- projection: contact ----------------------------------------------------------------------------------------------
CREATE TABLE contact (
    event_no     INTEGER NOT NULL REFERENCES event (event_no),
    attendee_id  BLOB NOT NULL,
    email        TEXT NOT NULL,
    phone        TEXT NOT NULL,
    note         TEXT NOT NULL,
    PRIMARY KEY (event_no, attendee_id)
) STRICT, WITHOUT ROWID;

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
    PRIMARY KEY (event_no, scan_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX scan_by_subject ON scan (subject_id, event_no);
CREATE INDEX scan_by_time ON scan (event_no, checkpoint_id, hlc);
-- Only scans of codes that are nobody's have one: a device asks for the newest of its own.
CREATE INDEX scan_by_device ON scan (event_no, checkpoint_id, device_id, hlc) WHERE code <> '';

CREATE TABLE presence (
    event_no       INTEGER NOT NULL REFERENCES event (event_no),
    checkpoint_id  BLOB NOT NULL,
    attendee_id    BLOB NOT NULL,
    inside         INTEGER NOT NULL,
    day            INTEGER NOT NULL,
    since_ms       INTEGER NOT NULL,
    device_id      BLOB NOT NULL,
    PRIMARY KEY (event_no, checkpoint_id, attendee_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX presence_by_attendee ON presence (attendee_id, event_no);

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
    PRIMARY KEY (event_no, badge_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX badge_by_attendee ON badge (attendee_id, event_no);

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
    PRIMARY KEY (event_no, job_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX print_job_by_attendee ON print_job (attendee_id, event_no);
CREATE INDEX print_job_by_state ON print_job (device_id, state, requested_ms);

-- projection: every log --------------------------------------------------------------------------------------------
CREATE TABLE conflict (
    event_no     INTEGER NOT NULL REFERENCES event (event_no),
    log          TEXT NOT NULL,
    conflict_id  TEXT NOT NULL,
    kind         TEXT NOT NULL,
    subject_id   BLOB NOT NULL,
    scope        TEXT NOT NULL,
    facts        TEXT NOT NULL,
    is_open      INTEGER NOT NULL,
    PRIMARY KEY (event_no, log, conflict_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conflict_by_subject ON conflict (subject_id, event_no);

-- local ------------------------------------------------------------------------------------------------------------
CREATE TABLE setting (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE import_mapping (
    header_set  TEXT PRIMARY KEY,
    mapping     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE import_run (
    import_run_id  INTEGER PRIMARY KEY,
    event_no       INTEGER NOT NULL REFERENCES event (event_no),
    at_ms          INTEGER NOT NULL,
    file           TEXT NOT NULL,
    report         TEXT NOT NULL
) STRICT;
