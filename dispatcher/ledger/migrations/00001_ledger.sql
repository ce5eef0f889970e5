-- +goose Up

-- What came in, byte for byte, and what was made of it. A row never changes.
-- A duplicate leaves no row: its bytes are there already.
-- A place in a lane may come twice, where a topic was made anew.
CREATE TABLE events (
    id         INTEGER PRIMARY KEY,
    plane      TEXT,              -- plane to rev: NULL where they could not be read
    source     TEXT,
    ref        TEXT,
    rev        INTEGER,
    hash       TEXT    NOT NULL,  -- SHA-256 of value, hex
    result     TEXT    NOT NULL,  -- admitted, conflict, stale, refused
    problems   TEXT,              -- JSON
    lane       TEXT    NOT NULL,
    brought_by TEXT    NOT NULL,
    topic      TEXT,              -- topic to record_offset: NULL if it came over HTTP
    partition  INTEGER,
    record_offset INTEGER,
    written    INTEGER,           -- times are nanoseconds since 1970, UTC
    received   INTEGER NOT NULL,
    record_key BLOB,
    headers    TEXT,              -- JSON
    value      BLOB,
    draft      TEXT               -- JSON: what an alert made of it says
) STRICT;

-- What becomes of an alert. What it says is the draft of its event.
CREATE TABLE alerts (
    event   INTEGER PRIMARY KEY,  -- the event it came from; also the order in which alerts were made
    id      TEXT    NOT NULL UNIQUE,
    case_id INTEGER NOT NULL,
    plane   TEXT    NOT NULL,
    class   TEXT    NOT NULL,
    state   TEXT    NOT NULL,
    expires INTEGER NOT NULL,
    closed  INTEGER NOT NULL,     -- 1: over, and nothing of it can be on air
    life    TEXT    NOT NULL,     -- JSON: what changes, and serial numbers
    draft   TEXT                  -- JSON: what it says in place of its event's draft, where that was revised
) STRICT;

-- There are few enough cases to read them all at a start; an index of the open
-- ones would cost every commit a page.
CREATE TABLE cases (
    id     INTEGER PRIMARY KEY,
    plane  TEXT    NOT NULL,
    closed INTEGER NOT NULL,      -- 1: all its alerts are
    joined INTEGER,               -- the case that took it in
    body   TEXT    NOT NULL       -- JSON: marks of its events, event numbers of its alerts
) STRICT;

-- What a case may be called: an event of it, or one that an event refers to.
CREATE TABLE names (
    plane   TEXT    NOT NULL,
    source  TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    case_id INTEGER NOT NULL,
    PRIMARY KEY (plane, source, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE positions (
    topic       TEXT    NOT NULL,
    partition   INTEGER NOT NULL,
    next_offset INTEGER NOT NULL, -- of the record to read next
    before      BLOB    NOT NULL, -- SHA-256 of the value of the record before it
    at          INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)
) STRICT, WITHOUT ROWID;

-- Serial numbers and references, in the order in which they were given.
CREATE TABLE uses (
    id    INTEGER PRIMARY KEY,
    given TEXT NOT NULL           -- JSON: all that one alert was given
) STRICT;

-- What is, or may be, on air of alerts that are not closed.
CREATE TABLE airs (
    alert   INTEGER NOT NULL,     -- alerts.event
    link    TEXT    NOT NULL,
    message INTEGER NOT NULL,
    body    TEXT    NOT NULL,     -- JSON
    PRIMARY KEY (alert, link, message)
) STRICT, WITHOUT ROWID;

-- Attempts. Attempts in a row that ended alike share the row of the first.
CREATE TABLE deliveries (
    id      INTEGER PRIMARY KEY,
    alert   INTEGER NOT NULL,     -- alerts.event
    link    TEXT    NOT NULL,
    message INTEGER NOT NULL,
    action  TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    cells   INTEGER NOT NULL,     -- asked of the peer
    failed  INTEGER NOT NULL,
    detail  TEXT    NOT NULL,
    owed    INTEGER NOT NULL,
    wrote   INTEGER,
    settled INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    again   INTEGER NOT NULL,     -- further attempts that ended alike
    report  TEXT                  -- JSON
) STRICT;
CREATE INDEX deliveries_alert ON deliveries (alert);

-- Records for the outside world, in order.
CREATE TABLE posts (
    id    INTEGER PRIMARY KEY,
    event INTEGER,                -- of a dead letter: the untouched original
    body  TEXT NOT NULL           -- JSON
) STRICT;

-- How far they are out.
CREATE TABLE outbox (published INTEGER NOT NULL) STRICT;
INSERT INTO outbox (published) VALUES (0);

-- Who did what. Only ever appended to.
CREATE TABLE audit (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    by     TEXT    NOT NULL,
    what   TEXT    NOT NULL,
    detail TEXT    NOT NULL       -- JSON
) STRICT;

-- +goose Down
DROP TABLE audit;
DROP TABLE outbox;
DROP TABLE posts;
DROP TABLE deliveries;
DROP TABLE airs;
DROP TABLE uses;
DROP TABLE positions;
DROP TABLE names;
DROP TABLE cases;
DROP TABLE alerts;
DROP TABLE events;
