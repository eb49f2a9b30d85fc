-- Version 6 of the database: whom this device invited to its events. Local: other devices learn who came, not who may.

-- An invitation. Of its token only the hash is kept that a newcomer's proof is checked with.
CREATE TABLE invitation (
    invitation_id  BLOB PRIMARY KEY,
    event_no       INTEGER NOT NULL REFERENCES event (event_no),
    token_key      BLOB NOT NULL,
    role           TEXT NOT NULL,
    exhibitor      TEXT,
    may_serve      INTEGER NOT NULL,
    name           TEXT,
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    devices        INTEGER NOT NULL,
    devices_left   INTEGER NOT NULL CHECK (devices_left >= 0),
    revoked_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX invitation_by_event ON invitation (event_no, created_at);
