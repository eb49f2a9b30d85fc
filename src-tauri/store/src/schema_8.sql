-- Version 8 of the database: the ops that are here without their personal part are found.

CREATE INDEX op_without_part ON op (log_no, replica_no, seq) WHERE private IS NULL AND private_hash IS NOT NULL;
