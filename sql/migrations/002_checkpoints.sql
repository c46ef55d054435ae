-- Trainings that can be taken up where they stood, and what networks start from.

CREATE TABLE checkpoints (
  study      INTEGER NOT NULL,
  job        INTEGER NOT NULL,
  epoch      INTEGER NOT NULL,                  -- of the training at work in the job
  score      REAL,                              -- the larger the better; NULL when there is none
  sha256     TEXT NOT NULL,                     -- the file lies in the artifacts folder
  bytes      INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (study, job, epoch),
  FOREIGN KEY (study, job) REFERENCES jobs(study, job)
) STRICT, WITHOUT ROWID;

-- A CHECK cannot be changed in place: the same table with one more kind.
CREATE TABLE new_artifacts (
  study      INTEGER NOT NULL REFERENCES studies(id),
  trial      INTEGER NOT NULL,                  -- -1: of the study (its data set, its first weights)
  kind       TEXT NOT NULL CHECK (kind IN ('dataset','model','init')),
  sha256     TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (study, trial, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO new_artifacts SELECT study, trial, kind, sha256, bytes, created_ms FROM artifacts;
DROP TABLE artifacts;
ALTER TABLE new_artifacts RENAME TO artifacts;
