-- The script of a command is kept as well: the same table with one more kind, as a CHECK cannot be
-- changed in place.
CREATE TABLE new_artifacts (
  study      INTEGER NOT NULL REFERENCES studies(id),
  trial      INTEGER NOT NULL,                  -- -1: of the study (what it was given)
  kind       TEXT NOT NULL CHECK (kind IN ('dataset','model','init','features','script')),
  sha256     TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (study, trial, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO new_artifacts SELECT study, trial, kind, sha256, bytes, created_ms FROM artifacts;
DROP TABLE artifacts;
ALTER TABLE new_artifacts RENAME TO artifacts;

-- Several goals and constraints. A trial that breaks a constraint is not ranked.
ALTER TABLE trials ADD COLUMN violation REAL NOT NULL DEFAULT 0;  -- of all together, relative to their bounds
DROP INDEX trials_by_score;
CREATE INDEX trials_by_score ON trials (study, state, violation, mean_score);

-- Means over the folds of further goals, and of what constraints are about.
CREATE TABLE trial_goals (
  study  INTEGER NOT NULL,
  trial  INTEGER NOT NULL,
  metric TEXT NOT NULL,
  value  REAL,                                  -- NULL stands for NaN
  PRIMARY KEY (study, trial, metric),
  FOREIGN KEY (study, trial) REFERENCES trials(study, trial)
) STRICT, WITHOUT ROWID;
