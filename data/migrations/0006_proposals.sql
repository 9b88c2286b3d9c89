-- Some things are told to people who did not ask for them: a proposal to its reviewers, its end to who made it. Each
-- notice is one message that is edited in place: `wanted` counts the states that were to be shown, `shown` is the last
-- one that stands. Whoever serves the platform looks for those that are behind.

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
  address BLOB NOT NULL, -- encrypted; where it stands
  at INTEGER NOT NULL,
  UNIQUE (token, platform, user, channel)
);

CREATE INDEX notices_due ON notices (platform) WHERE shown < wanted;
CREATE INDEX notices_by_time ON notices (at);
