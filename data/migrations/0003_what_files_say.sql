-- Prompts come in from files. A version of such a prompt may say which models it is for, and the file says who wrote it
-- and when, for which nobody vouches: its author here is who brought it in.

ALTER TABLE snippet_versions ADD COLUMN detail TEXT NOT NULL DEFAULT ''; -- JSON: target, said; or nothing
