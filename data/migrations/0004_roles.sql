-- Who may do what in a team: roles that were given to people, to the groups that a platform knows (a server's roles,
-- say) and to newcomers. A member without a role of their own follows the team's; until now nobody could be given one,
-- so that "editor" was everybody's.
--
-- With it comes what administrators decide for a team, and a log of who did what, without any text of a prompt.

ALTER TABLE teams ADD COLUMN newcomers TEXT NOT NULL DEFAULT 'editor';

UPDATE members SET role = '' WHERE role = 'editor'; -- nothing: as the team has it; 'none': taken out of the team

CREATE INDEX members_by_person ON members (person);

CREATE TABLE groups (
  team TEXT NOT NULL REFERENCES teams (id),
  platform TEXT NOT NULL,
  tenant TEXT NOT NULL, -- of the place that has the group
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (team, platform, tenant, id)
) WITHOUT ROWID;

-- Channels in which answers are private only.
CREATE TABLE quiet (
  channel TEXT PRIMARY KEY
) WITHOUT ROWID;

-- For how many days something of a team's is kept, where it is not as long as usual.
CREATE TABLE retention (
  team TEXT NOT NULL REFERENCES teams (id),
  what TEXT NOT NULL,
  days INTEGER NOT NULL,
  PRIMARY KEY (team, what)
) WITHOUT ROWID;

CREATE TABLE audit (
  row INTEGER PRIMARY KEY,
  team TEXT NOT NULL,
  at INTEGER NOT NULL,
  person TEXT NOT NULL, -- who did it
  kind TEXT NOT NULL,
  fields TEXT NOT NULL -- JSON: names and ids, no texts
);

CREATE INDEX audit_by_team ON audit (team, row);
CREATE INDEX audit_by_time ON audit (at);
