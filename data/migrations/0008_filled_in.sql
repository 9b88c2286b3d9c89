-- Prompts are filled in and run. A person's short values are offered to them again; what they think of an answer is kept
-- with the version that it came from; and which prompts include which is looked up by the name that is included.

CREATE TABLE filled (
  person TEXT NOT NULL,
  prompt TEXT NOT NULL, -- a snippet's id, or the name of one that comes with the program
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (person, prompt, name)
) WITHOUT ROWID;

CREATE INDEX filled_by_time ON filled (at);

CREATE TABLE opinions (
  row INTEGER PRIMARY KEY,
  run TEXT NOT NULL, -- the record of the answer
  person TEXT NOT NULL,
  snippet TEXT NOT NULL REFERENCES snippets (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  judgement TEXT NOT NULL,
  remark TEXT NOT NULL,
  model TEXT NOT NULL,
  detail TEXT NOT NULL, -- JSON: short values, and of the rest only how long they were
  at INTEGER NOT NULL,
  UNIQUE (run, person)
);

CREATE INDEX opinions_by_snippet ON opinions (snippet);
CREATE INDEX opinions_by_person ON opinions (person);

-- What the newest version of a snippet includes, by the key of the name. `included` is given by the program.
CREATE TABLE includes (
  snippet INTEGER NOT NULL REFERENCES snippets (row) ON DELETE CASCADE,
  key TEXT NOT NULL,
  PRIMARY KEY (snippet, key)
) WITHOUT ROWID;

CREATE INDEX includes_by_key ON includes (key);

INSERT INTO includes (snippet, key)
SELECT snippets.row, found.value
FROM snippets JOIN snippet_versions ON snippet_versions.row = snippets.head,
  json_each(included(snippet_versions.text)) AS found;
