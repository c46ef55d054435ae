-- The networks that give features are kept too: the same table with one more kind, as a CHECK
-- cannot be changed in place.
CREATE TABLE new_artifacts (
  study      INTEGER NOT NULL REFERENCES studies(id),
  trial      INTEGER NOT NULL,                  -- -1: of the study (what it was given)
  kind       TEXT NOT NULL CHECK (kind IN ('dataset','model','init','features')),
  sha256     TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (study, trial, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO new_artifacts SELECT study, trial, kind, sha256, bytes, created_ms FROM artifacts;
DROP TABLE artifacts;
ALTER TABLE new_artifacts RENAME TO artifacts;
