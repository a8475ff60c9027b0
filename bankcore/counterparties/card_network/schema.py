"""The tables of the network's own database, a file of SQLite."""

TABLES = """
CREATE TABLE IF NOT EXISTS authorisation (
    id INTEGER PRIMARY KEY,
    network TEXT NOT NULL,
    de7 TEXT NOT NULL, stan TEXT NOT NULL, acquirer TEXT NOT NULL, rrn TEXT NOT NULL,
    pan TEXT NOT NULL, currency TEXT NOT NULL, processing TEXT NOT NULL, acceptor TEXT NOT NULL,
    requested INTEGER NOT NULL,
    approved INTEGER NOT NULL CHECK (approved >= 0),
    -- What stands of the whole: of the first, its own with all increments; less what was reversed.
    standing INTEGER NOT NULL CHECK (standing >= 0),
    presented INTEGER NOT NULL DEFAULT 0, refunded INTEGER NOT NULL DEFAULT 0,
    response TEXT NOT NULL, code TEXT NOT NULL,
    first INTEGER REFERENCES authorisation (id),
    reversed INTEGER NOT NULL DEFAULT 0,
    at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS authorisation_by_original
    ON authorisation (network, de7, stan, acquirer);
CREATE INDEX IF NOT EXISTS authorisation_by_rrn ON authorisation (network, rrn);
CREATE TABLE IF NOT EXISTS answer (
    network TEXT, family TEXT, de7 TEXT, stan TEXT, acquirer TEXT, rrn TEXT, body BLOB NOT NULL,
    PRIMARY KEY (network, family, de7, stan, acquirer, rrn)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unknown_original (
    network TEXT, de7 TEXT, stan TEXT, acquirer TEXT,
    PRIMARY KEY (network, de7, stan, acquirer)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spent (
    network TEXT, pan TEXT, day TEXT, amount INTEGER NOT NULL,
    PRIMARY KEY (network, pan, day)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS advice (
    id INTEGER PRIMARY KEY, network TEXT NOT NULL, de7 TEXT NOT NULL, stan TEXT NOT NULL,
    acquirer TEXT NOT NULL, fields TEXT NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0, acknowledged INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS count (
    network TEXT, name TEXT, number INTEGER NOT NULL, PRIMARY KEY (network, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS challenge (
    id TEXT NOT NULL, network TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    last4 TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'ASKED', tries INTEGER NOT NULL DEFAULT 0,
    value TEXT, used INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (network, id)
);
CREATE INDEX IF NOT EXISTS challenge_by_value ON challenge (network, value);
CREATE TABLE IF NOT EXISTS inbox (
    network TEXT, name TEXT, content BLOB NOT NULL, file_id TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    PRIMARY KEY (network, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS presentment (
    network TEXT, arn TEXT, kind TEXT, authorisation INTEGER NOT NULL REFERENCES authorisation (id),
    amount INTEGER NOT NULL, charged_back INTEGER NOT NULL DEFAULT 0,
    represented INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
    record TEXT NOT NULL,
    PRIMARY KEY (network, arn)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dispute (
    id INTEGER PRIMARY KEY, network TEXT NOT NULL, arn TEXT NOT NULL, reason TEXT NOT NULL,
    amount INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS outbox (
    network TEXT, name TEXT, day TEXT NOT NULL, what TEXT NOT NULL, content BLOB NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (network, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nostro (
    network TEXT, currency TEXT, balance INTEGER NOT NULL,
    PRIMARY KEY (network, currency)
) WITHOUT ROWID;
"""
