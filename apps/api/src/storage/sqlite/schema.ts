/** The version of the tables. Each change adds one, and a step that converts older files. */
export const schemaVersion = 1;

/** The tables of an empty database. */
export const schema = `
  CREATE TABLE records (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('response', 'conversation')),
    -- Milliseconds since 1970.
    used_at INTEGER NOT NULL,
    -- Of the record and its items.
    bytes INTEGER NOT NULL,
    status TEXT,
    lease_until INTEGER,
    previous_id TEXT,
    body TEXT NOT NULL,
    events TEXT
  ) STRICT;
  CREATE INDEX records_by_owner ON records (owner, used_at);
  CREATE INDEX records_by_use ON records (used_at);

  CREATE TABLE items (
    record_id TEXT NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    owner TEXT NOT NULL,
    id TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('input', 'output', 'conversation')),
    bytes INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (record_id, position)
  ) STRICT;
  CREATE INDEX items_by_id ON items (owner, id);

  -- The sums are kept, since adding them up for each record would take longer and longer.
  CREATE TABLE owners (owner TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;
  CREATE TRIGGER record_added AFTER INSERT ON records BEGIN
    INSERT INTO owners VALUES (new.owner, new.bytes) ON CONFLICT (owner) DO UPDATE SET bytes = bytes + new.bytes;
  END;
  CREATE TRIGGER record_changed AFTER UPDATE OF bytes ON records BEGIN
    UPDATE owners SET bytes = bytes + new.bytes - old.bytes WHERE owner = new.owner;
  END;
  CREATE TRIGGER record_deleted AFTER DELETE ON records BEGIN
    UPDATE owners SET bytes = bytes - old.bytes WHERE owner = old.owner;
    DELETE FROM owners WHERE owner = old.owner AND bytes <= 0;
  END;
`;
