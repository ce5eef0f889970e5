-- +goose Up

-- The serial numbers and references given stand in the lives of the alerts that
-- they were given to; a row for them cost every commit a page more.
DROP TABLE uses;

-- The positions are those at which the events up to this one had been read. An
-- event after it says itself where it was.
ALTER TABLE outbox ADD COLUMN placed INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET placed = (SELECT coalesce(max(id), 0) FROM events);

-- +goose Down
CREATE TABLE uses (
    id    INTEGER PRIMARY KEY,
    given TEXT NOT NULL
) STRICT;
ALTER TABLE outbox DROP COLUMN placed;
