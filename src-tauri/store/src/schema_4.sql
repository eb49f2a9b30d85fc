-- Version 4 of the database: how many people an operator, or a device, let in on a day is asked after every scan. The last
-- two columns say what the index holds anyway, so that a count reads nothing but the index.

CREATE INDEX scan_let_in ON scan (event_no, day, operator_id, device_id, attendee_id, state, presented)
    WHERE state = 'admitted' AND presented <> 'import';
