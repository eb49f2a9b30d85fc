-- Version 9 of the database: how somebody dealt with a badge that its printer did not bring.

ALTER TABLE print_job ADD COLUMN settled TEXT NOT NULL DEFAULT '';
