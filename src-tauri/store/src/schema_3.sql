-- Version 3 of the database: where a badge lies until its person comes, and whom a company's name makes a group of. All of it
-- is derived anew.

-- The box that it was laid in, or empty; when it was handed over.
ALTER TABLE badge ADD COLUMN boxed TEXT NOT NULL DEFAULT '';
ALTER TABLE badge ADD COLUMN handed_over_ms INTEGER;

-- The company's name folded: one company however somebody typed it.
ALTER TABLE attendee ADD COLUMN company_folded TEXT NOT NULL DEFAULT '';
CREATE INDEX attendee_by_company ON attendee (event_no, company_folded) WHERE company_folded <> '';
