-- A version of a saved prompt can be given a label ("production"), and a prompt has other names, tags, and a count of
-- how often it was used, by all of which it is found. A prompt under work knows which version of which saved prompt it
-- is based on, so that nobody saves over what somebody else saved meanwhile.

CREATE TABLE labels (
  snippet INTEGER NOT NULL REFERENCES snippets (row) ON DELETE CASCADE,
  label TEXT NOT NULL,
  number INTEGER NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (snippet, label)
) WITHOUT ROWID;

-- The scope is the snippet's. Those of a deleted snippet stay, and others may take them meanwhile.
CREATE TABLE aliases (
  row INTEGER PRIMARY KEY,
  snippet INTEGER NOT NULL REFERENCES snippets (row) ON DELETE CASCADE,
  scope INTEGER NOT NULL REFERENCES scopes (row),
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  UNIQUE (scope, key, snippet)
);

CREATE INDEX aliases_by_snippet ON aliases (snippet);

CREATE TABLE tags (
  row INTEGER PRIMARY KEY,
  snippet INTEGER NOT NULL REFERENCES snippets (row) ON DELETE CASCADE,
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  UNIQUE (snippet, key)
);

ALTER TABLE snippets ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;

-- Who brings back what was deleted says its name.
CREATE INDEX snippets_gone ON snippets (scope, key) WHERE deleted IS NOT NULL;

ALTER TABLE sessions ADD COLUMN snippet TEXT;
ALTER TABLE sessions ADD COLUMN number INTEGER;

-- Other names count as the name, tags as the description. What is there has neither, so that the index stays right.
DROP VIEW search_source;

CREATE VIEW search_source (row, scope, name, about, body) AS
SELECT snippets.row, 's' || snippets.scope,
  snippets.name || coalesce((SELECT ' ' || group_concat(name, ' ')
    FROM (SELECT name FROM aliases WHERE aliases.snippet = snippets.row ORDER BY aliases.row)), ''),
  snippets.about || coalesce((SELECT ' ' || group_concat(name, ' ')
    FROM (SELECT name FROM tags WHERE tags.snippet = snippets.row ORDER BY tags.row)), ''),
  snippet_versions.text
FROM snippets JOIN snippet_versions ON snippet_versions.row = snippets.head
WHERE snippets.deleted IS NULL;
