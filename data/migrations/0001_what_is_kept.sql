-- What the first release keeps: who there is, the prompts under work, the library with its search index, what buttons
-- name, the calls, what the model took, and small secrets.
--
-- Times are whole microseconds since 1970 in UTC. Nothing is ordered by them: clocks jump. Rows that must be ordered
-- have numbers.

PRAGMA application_id = 0x50726d74;

-- Who there is -------------------------------------------------------------------------------------------------------

CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE places (
  platform TEXT NOT NULL,
  tenant TEXT NOT NULL,
  team TEXT NOT NULL REFERENCES teams (id),
  name TEXT NOT NULL,
  PRIMARY KEY (platform, tenant)
) WITHOUT ROWID;

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE accounts (
  platform TEXT NOT NULL,
  tenant TEXT NOT NULL,
  user TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES people (id),
  PRIMARY KEY (platform, tenant, user)
) WITHOUT ROWID;

CREATE TABLE members (
  team TEXT NOT NULL REFERENCES teams (id),
  person TEXT NOT NULL REFERENCES people (id),
  role TEXT NOT NULL,
  PRIMARY KEY (team, person)
) WITHOUT ROWID;

CREATE TABLE preferences (
  person TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (person, key)
) WITHOUT ROWID;

-- The prompts under work ---------------------------------------------------------------------------------------------

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  title TEXT NOT NULL,
  head TEXT,
  touched INTEGER NOT NULL,
  turn INTEGER NOT NULL -- grows with each touch, among the owner's
) WITHOUT ROWID;

CREATE INDEX sessions_by_turn ON sessions (owner, turn);
CREATE INDEX sessions_by_touch ON sessions (touched);

CREATE TABLE conversations (
  key TEXT PRIMARY KEY,
  session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX conversations_by_session ON conversations (session);

CREATE TABLE versions (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  origin TEXT NOT NULL,
  author TEXT NOT NULL,
  parent TEXT,
  why TEXT NOT NULL,
  target TEXT NOT NULL,
  detail TEXT NOT NULL, -- JSON: variables, assumptions, changes, usage
  UNIQUE (session, number)
);

-- The library --------------------------------------------------------------------------------------------------------

CREATE TABLE scopes (
  row INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  UNIQUE (kind, owner)
);

CREATE TABLE snippets (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  scope INTEGER NOT NULL REFERENCES scopes (row),
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  about TEXT NOT NULL,
  owner TEXT NOT NULL,
  created INTEGER NOT NULL,
  head INTEGER, -- the row of the newest version; it grows with each change in the whole library
  deleted INTEGER,
  deleted_by TEXT
);

CREATE UNIQUE INDEX snippets_by_key ON snippets (scope, key) WHERE deleted IS NULL;
CREATE INDEX snippets_by_head ON snippets (scope, head) WHERE deleted IS NULL;
CREATE INDEX snippets_deleted ON snippets (deleted) WHERE deleted IS NOT NULL;

CREATE TABLE snippet_versions (
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  snippet INTEGER NOT NULL REFERENCES snippets (row) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  why TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (snippet, number)
);

-- The scope stands inside both indexes, so that a search reads only what may be seen. It is a word of its own in the
-- first ("s12"), and between marks that no name holds in the second, where parts of words match ("<12>").
CREATE VIEW search_source (row, scope, name, about, body) AS
SELECT snippets.row, 's' || snippets.scope, snippets.name, snippets.about, snippet_versions.text
FROM snippets JOIN snippet_versions ON snippet_versions.row = snippets.head
WHERE snippets.deleted IS NULL;

CREATE VIRTUAL TABLE search USING fts5 (
  scope, name, about, body,
  content = 'search_source', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2'
);

INSERT INTO search (search, rank) VALUES ('rank', 'bm25(0.0, 10.0, 4.0, 1.0)');

CREATE VIEW names_source (row, scope, name) AS
SELECT row, '<' || scope || '>', key FROM snippets WHERE deleted IS NULL;

CREATE VIRTUAL TABLE names USING fts5 (
  scope, name,
  content = 'names_source', content_rowid = 'row', tokenize = 'trigram'
);

-- What buttons name, calls, the ledger, secrets ----------------------------------------------------------------------

CREATE TABLE records (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  body BLOB NOT NULL,
  at INTEGER NOT NULL
);

CREATE INDEX records_by_time ON records (at);

CREATE TABLE calls (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  event TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL,
  platform TEXT NOT NULL,
  status TEXT NOT NULL,
  boot TEXT NOT NULL,
  inbound BLOB NOT NULL, -- encrypted
  address BLOB NOT NULL, -- encrypted
  result BLOB NOT NULL,
  at INTEGER NOT NULL
);

CREATE INDEX calls_by_time ON calls (at);
CREATE INDEX calls_running ON calls (platform) WHERE status = 'running';

-- The first result of each write that a call asked for: the same write asked for twice gives it again.
CREATE TABLE writes (
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  result TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (key, kind)
) WITHOUT ROWID;

CREATE INDEX writes_by_time ON writes (at);

CREATE TABLE usage (
  row INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  person TEXT NOT NULL,
  team TEXT,
  call TEXT NOT NULL,
  purpose TEXT NOT NULL,
  model TEXT NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  price INTEGER, -- in millionths of a millionth of a US dollar
  calls INTEGER NOT NULL
);

CREATE INDEX usage_by_time ON usage (at);
CREATE INDEX usage_by_person ON usage (person, at);
CREATE INDEX usage_by_team ON usage (team, at);

CREATE TABLE allowed (
  person TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (person, fingerprint)
) WITHOUT ROWID;

CREATE TABLE vault (
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  value BLOB NOT NULL, -- encrypted
  PRIMARY KEY (namespace, key)
) WITHOUT ROWID;
