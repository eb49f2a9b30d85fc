-- Version 5 of the database: what this device knows of servers, and what it serves by. All of it is local.

-- own: a database that serves. The epoch is what its positions are bound to; the secret is its door's.
CREATE TABLE serving (
    serving_id  INTEGER PRIMARY KEY CHECK (serving_id = 1),
    epoch       BLOB NOT NULL,
    secret      BLOB NOT NULL
) STRICT;

-- A server that was asked. Of another epoch, or by another version of the protocol, its positions are others.
CREATE TABLE server (
    server_no  INTEGER PRIMARY KEY,
    event_no   INTEGER NOT NULL REFERENCES event (event_no),
    device_id  BLOB NOT NULL,
    epoch      TEXT NOT NULL,
    UNIQUE (event_no, device_id)
) STRICT;

-- How far a server's order of a log was taken in.
CREATE TABLE pulled (
    server_no  INTEGER NOT NULL REFERENCES server (server_no),
    log_no     INTEGER NOT NULL REFERENCES log (log_no),
    pos        INTEGER NOT NULL,
    PRIMARY KEY (server_no, log_no)
) STRICT, WITHOUT ROWID;

-- How far a server is known to hold a chain.
CREATE TABLE held (
    server_no   INTEGER NOT NULL REFERENCES server (server_no),
    log_no      INTEGER NOT NULL REFERENCES log (log_no),
    replica_no  INTEGER NOT NULL REFERENCES replica (replica_no),
    seq         INTEGER NOT NULL,
    PRIMARY KEY (server_no, log_no, replica_no)
) STRICT, WITHOUT ROWID;

-- When a device was last heard of here, and what it said of itself.
CREATE TABLE heard (
    event_no   INTEGER NOT NULL REFERENCES event (event_no),
    device_id  BLOB NOT NULL,
    at_ms      INTEGER NOT NULL,
    app        TEXT NOT NULL,
    waiting    INTEGER NOT NULL,
    offset_ms  INTEGER,
    PRIMARY KEY (event_no, device_id)
) STRICT, WITHOUT ROWID;

-- A new chain is looked for among those of its device.
CREATE INDEX replica_by_device ON replica (device_id);
