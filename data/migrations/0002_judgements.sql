-- What people think of a version of a prompt: a word of each person on each version. It can be changed, the version
-- cannot; it goes when the version goes.

CREATE TABLE judgements (
  version TEXT NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
  person TEXT NOT NULL,
  judgement TEXT NOT NULL,
  PRIMARY KEY (version, person)
) WITHOUT ROWID;
