-- Somebody may propose a change of what is not theirs, and others decide on it. They are told without having asked:
-- each notice is one message that is edited in place: `wanted` counts the states that were to be shown, `shown` is the
-- last one that stands. Whoever serves the platform looks for those that are behind.

CREATE TABLE notices (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  token TEXT NOT NULL,
  platform TEXT NOT NULL,
  user TEXT NOT NULL, -- the platform's id; empty for a channel
  channel TEXT NOT NULL, -- the platform's id; empty for one person's direct messages
  locale TEXT NOT NULL,
  wanted INTEGER NOT NULL,
  shown INTEGER NOT NULL,
  failed INTEGER NOT NULL DEFAULT 0, -- how often it could not be shown
  address BLOB NOT NULL, -- encrypted; where it stands
  at INTEGER NOT NULL,
  UNIQUE (token, platform, user, channel)
);

CREATE INDEX notices_due ON notices (platform) WHERE shown < wanted;
CREATE INDEX notices_by_time ON notices (at);

-- What somebody proposes to change in another's prompt: a new text, or where a label points. Decided ones stay, so that
-- whoever looks later sees who decided what, and why.

CREATE TABLE proposals (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  snippet INTEGER NOT NULL REFERENCES snippets (row) ON DELETE CASCADE,
  label TEXT NOT NULL, -- the one that would move; empty for none
  number INTEGER NOT NULL, -- the version it would point at; 0 for a new one
  text TEXT NOT NULL, -- of the new one
  before INTEGER NOT NULL, -- the version that counted when it was made; 0 for none
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  platform TEXT NOT NULL, -- where the author is told what became of it; empty for nowhere
  user TEXT NOT NULL,
  locale TEXT NOT NULL,
  state TEXT NOT NULL,
  decider TEXT,
  decided INTEGER,
  said TEXT NOT NULL DEFAULT '',
  outcome INTEGER NOT NULL DEFAULT 0 -- the version that came of it
);

CREATE INDEX proposals_open ON proposals (snippet) WHERE state = 'open';
CREATE INDEX proposals_by_snippet ON proposals (snippet);

-- What people say to each other about a proposal.
CREATE TABLE remarks (
  row INTEGER PRIMARY KEY,
  proposal INTEGER NOT NULL REFERENCES proposals (row) ON DELETE CASCADE,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
);

CREATE INDEX remarks_by_proposal ON remarks (proposal);

-- Labels of a team that nobody moves alone.
CREATE TABLE protected (
  team TEXT NOT NULL REFERENCES teams (id),
  label TEXT NOT NULL,
  PRIMARY KEY (team, label)
) WITHOUT ROWID;

-- The channel in which a team's proposals stand, in place of the direct messages of its reviewers.
CREATE TABLE desks (
  team TEXT PRIMARY KEY REFERENCES teams (id),
  platform TEXT NOT NULL,
  tenant TEXT NOT NULL,
  channel TEXT NOT NULL,
  locale TEXT NOT NULL
) WITHOUT ROWID;

-- Who talks to us directly has in a team what they were there when they were last seen in a place of it: the groups that
-- they had. Managing the place counts there alone and is not kept.
ALTER TABLE presences ADD COLUMN grouped TEXT NOT NULL DEFAULT '[]'; -- JSON: ids

-- 1: whoever made it administers the team by what is kept, and must do so still when it is used; 0: the platform said so.
ALTER TABLE codes ADD COLUMN known INTEGER NOT NULL DEFAULT 0;
