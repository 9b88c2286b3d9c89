-- What people think of its answers makes a prompt easier to find: the number of those who liked the last answer that they
-- judged, less those who did not. It stands where the ranking of a search reads the uses, so that a search counts nothing.
-- Triggers keep it right whatever becomes of the opinions: somebody may be forgotten, or be joined to another.

ALTER TABLE snippets ADD COLUMN votes INTEGER NOT NULL DEFAULT 0;

CREATE VIEW votes (snippet, votes) AS
SELECT last.snippet, sum(iif(last.judgement = 'good', 1, -1))
FROM opinions AS last
WHERE NOT EXISTS (
  SELECT 1 FROM opinions AS later
  WHERE later.snippet = last.snippet AND later.person = last.person AND later.row > last.row
)
GROUP BY last.snippet;

CREATE TRIGGER opinions_come AFTER INSERT ON opinions BEGIN
  UPDATE snippets SET votes = coalesce((SELECT votes FROM votes WHERE snippet = new.snippet), 0) WHERE id = new.snippet;
END;

CREATE TRIGGER opinions_change AFTER UPDATE OF person, judgement ON opinions BEGIN
  UPDATE snippets SET votes = coalesce((SELECT votes FROM votes WHERE snippet = new.snippet), 0) WHERE id = new.snippet;
END;

CREATE TRIGGER opinions_go AFTER DELETE ON opinions BEGIN
  UPDATE snippets SET votes = coalesce((SELECT votes FROM votes WHERE snippet = old.snippet), 0) WHERE id = old.snippet;
END;

UPDATE snippets SET votes = coalesce((SELECT votes FROM votes WHERE snippet = snippets.id), 0)
WHERE id IN (SELECT snippet FROM opinions);
