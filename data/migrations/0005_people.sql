-- Accounts of several platforms are joined to one person, and places to one team, by codes that are used once. Each
-- account has the name that was last seen there, so that somebody with two names is not written anew with each call.

ALTER TABLE accounts ADD COLUMN name TEXT NOT NULL DEFAULT '';

UPDATE accounts SET name = coalesce((SELECT people.name FROM people WHERE people.id = accounts.person), '');

CREATE TABLE codes (
  hash TEXT PRIMARY KEY, -- keyed: the code itself is nowhere
  purpose TEXT NOT NULL,
  person TEXT NOT NULL,
  team TEXT NOT NULL,
  platform TEXT NOT NULL, -- of the place that is to be joined; empty for a person's own
  tenant TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE tries (
  row INTEGER PRIMARY KEY,
  person TEXT NOT NULL,
  at INTEGER NOT NULL
);

CREATE INDEX tries_by_person ON tries (person, at);

-- Persons and teams that are none any more. Work that was under way for them then is brought home when it has ended.
CREATE TABLE former (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  became TEXT NOT NULL, -- what they were joined to; empty: somebody was forgotten
  at INTEGER NOT NULL
) WITHOUT ROWID;

-- Who was seen where: a team may have several places, and one of them may leave with its people.
CREATE TABLE presences (
  platform TEXT NOT NULL,
  tenant TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (platform, tenant, person)
) WITHOUT ROWID;

INSERT INTO presences (platform, tenant, person)
SELECT places.platform, places.tenant, members.person FROM places JOIN members ON members.team = places.team;

CREATE INDEX presences_by_person ON presences (person);
CREATE INDEX places_by_team ON places (team);

-- All that belongs to somebody is found without reading everything.
CREATE INDEX accounts_by_person ON accounts (person);
CREATE INDEX versions_by_author ON versions (author);
CREATE INDEX snippets_by_owner ON snippets (owner);
CREATE INDEX snippet_versions_by_author ON snippet_versions (author);
CREATE INDEX judgements_by_person ON judgements (person);
CREATE INDEX records_by_owner ON records (owner);
CREATE INDEX calls_by_person ON calls (person);
CREATE INDEX audit_by_person ON audit (person);
