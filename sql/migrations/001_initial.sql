-- The first schema. One row is one fact; nothing that is ranked or filtered sits in a blob.
-- Natural keys throughout: (study, trial), (study, trial, fold), (study, job), (study, job, attempt).
-- Times are milliseconds since the Unix epoch; the views show them as UTC text.

CREATE TABLE studies (
  id                INTEGER PRIMARY KEY,
  name              TEXT NOT NULL UNIQUE,
  state             TEXT NOT NULL CHECK (state IN
                      ('ACTIVE','PAUSED','STOPPING','COMPLETED','FAILED','CANCELLED')),
  reason            TEXT NOT NULL DEFAULT '',
  model             TEXT NOT NULL,
  dataset           TEXT NOT NULL,              -- its name, for people
  dataset_hash      TEXT NOT NULL,              -- SHA-256; the blob lies in the artifacts folder
  classes_json      TEXT NOT NULL,              -- class index -> label, a JSON array
  algorithm         TEXT NOT NULL,
  metric            TEXT NOT NULL,
  goal              TEXT NOT NULL CHECK (goal IN ('maximize','minimize')),
  splits            INTEGER NOT NULL,
  max_attempts      INTEGER NOT NULL,           -- of one job that count against it
  trials_total      REAL NOT NULL,              -- planned; 0 when nothing bounds them
  fingerprint       TEXT NOT NULL,              -- SHA-256 of the canonical spec and the data set
  spec_text         TEXT NOT NULL,
  spec_overrides    TEXT NOT NULL,              -- JSON array of key=value
  spec_file         TEXT NOT NULL,
  cursor            INTEGER NOT NULL DEFAULT 0, -- where the sampler goes on
  exhausted         INTEGER NOT NULL DEFAULT 0, -- the sampler has nothing more
  duplicates_merged INTEGER NOT NULL DEFAULT 0,
  next_trial        INTEGER NOT NULL DEFAULT 0,
  next_job          INTEGER NOT NULL DEFAULT 0,
  created_ms        INTEGER NOT NULL,
  started_ms        INTEGER,                    -- first lease
  finished_ms       INTEGER
) STRICT;

CREATE TABLE parameters (
  study       INTEGER NOT NULL REFERENCES studies(id),
  member      INTEGER NOT NULL,                 -- of a union of grids; 0 when there is only one
  position    INTEGER NOT NULL,                 -- order in the spec
  name        TEXT NOT NULL,
  constant    INTEGER NOT NULL,                 -- 1: the same in every trial of the study
  type        TEXT NOT NULL,
  domain_json TEXT NOT NULL,                    -- range, values, conditions: for reading, not for ranking
  PRIMARY KEY (study, member, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE folds (
  study           INTEGER NOT NULL REFERENCES studies(id),
  fold            INTEGER NOT NULL,             -- repeat * k + fold
  repeat          INTEGER NOT NULL,
  train_rows      INTEGER NOT NULL,
  validation_rows INTEGER NOT NULL,
  PRIMARY KEY (study, fold)
) STRICT, WITHOUT ROWID;

CREATE TABLE trials (
  study              INTEGER NOT NULL REFERENCES studies(id),
  trial              INTEGER NOT NULL,
  state              TEXT NOT NULL CHECK (state IN
                       ('WAITING','RUNNING','COMPLETED','PRUNED','FAILED','INFEASIBLE','CANCELLED')),
  reason             TEXT NOT NULL DEFAULT '',
  fingerprint        INTEGER NOT NULL,          -- of the point; equal points are one trial
  params_json        TEXT NOT NULL,             -- the searched parameters, for reading
  mean_score         REAL,                      -- over folds, NULL until COMPLETED
  std_score          REAL,                      -- as numpy.std
  std_error          REAL,                      -- sample deviation / sqrt(folds); NULL for one fold
  mean_train_score   REAL,
  mean_fit_seconds   REAL,
  mean_score_seconds REAL,
  created_ms         INTEGER NOT NULL,
  finished_ms        INTEGER,
  PRIMARY KEY (study, trial),
  UNIQUE (study, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE INDEX trials_by_score ON trials (study, state, mean_score);

CREATE TABLE trial_params (
  study      INTEGER NOT NULL,
  trial      INTEGER NOT NULL,
  name       TEXT NOT NULL,
  searched   INTEGER NOT NULL,                  -- 0: a constant of the spec
  type       TEXT NOT NULL CHECK (type IN ('bool','int','double','text','list')),
  int_value  INTEGER,                           -- int, and bool as 0 or 1
  real_value REAL,                              -- double; NULL stands for NaN
  text_value TEXT,                              -- text, and list as '[8, 16]'
  PRIMARY KEY (study, trial, name),
  FOREIGN KEY (study, trial) REFERENCES trials(study, trial),
  CHECK ((int_value IS NOT NULL) = (type IN ('bool','int'))),
  CHECK (real_value IS NULL OR type = 'double'),
  CHECK ((text_value IS NOT NULL) = (type IN ('text','list')))
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  study    INTEGER NOT NULL REFERENCES studies(id),
  job      INTEGER NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('CELLS','REFIT')),
  state    TEXT NOT NULL CHECK (state IN ('WAITING','LEASED','DONE','FAILED','CANCELLED')),
  fold     INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,          -- leases so far; the last one's number
  failures INTEGER NOT NULL DEFAULT 0,          -- attempts that count against the limit
  PRIMARY KEY (study, job)
) STRICT, WITHOUT ROWID;

CREATE TABLE cells (
  study INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  fold  INTEGER NOT NULL,                       -- -1: the refit on all training rows
  job   INTEGER NOT NULL,
  PRIMARY KEY (study, trial, fold),
  FOREIGN KEY (study, trial) REFERENCES trials(study, trial),
  FOREIGN KEY (study, job) REFERENCES jobs(study, job)
) STRICT, WITHOUT ROWID;
CREATE INDEX cells_by_job ON cells (study, job);

CREATE TABLE attempts (
  study      INTEGER NOT NULL,
  job        INTEGER NOT NULL,
  attempt    INTEGER NOT NULL,                  -- fences: only the newest may report
  worker     TEXT NOT NULL,
  request_id TEXT NOT NULL,                     -- of the Acquire that was answered with it
  started_ms INTEGER NOT NULL,
  ended_ms   INTEGER,
  end        TEXT CHECK (end IN ('OK','ERROR','LOST','PREEMPTED','TIMEOUT','OUT_OF_MEMORY')),
  message    TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (study, job, attempt),
  FOREIGN KEY (study, job) REFERENCES jobs(study, job)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_by_request ON attempts (request_id);

-- With a rowid, unlike its neighbours: rows as wide as these would make a clustered key slow.
CREATE TABLE fold_results (
  study          INTEGER NOT NULL,
  trial          INTEGER NOT NULL,
  fold           INTEGER NOT NULL,
  job            INTEGER NOT NULL,
  attempt        INTEGER NOT NULL,              -- the one whose report was accepted
  state          TEXT NOT NULL CHECK (state IN ('COMPLETED','INFEASIBLE','FAILED')),
  reason         TEXT NOT NULL DEFAULT '',
  test_score     REAL,                          -- of the validation rows; NULL unless COMPLETED
  train_score    REAL,
  fit_seconds    REAL,
  score_seconds  REAL,
  confusion_json TEXT,                          -- [[...], ...], row = actual class
  predictions    BLOB,                          -- int32 LE, class of each validation row of the fold
  PRIMARY KEY (study, trial, fold),             -- exactly one accepted result for each cell
  FOREIGN KEY (study, trial, fold) REFERENCES cells(study, trial, fold)
) STRICT;

CREATE TABLE fold_metrics (
  study  INTEGER NOT NULL,
  trial  INTEGER NOT NULL,
  fold   INTEGER NOT NULL,
  metric TEXT NOT NULL,
  value  REAL,                                  -- NULL stands for NaN
  PRIMARY KEY (study, trial, fold, metric),
  FOREIGN KEY (study, trial, fold) REFERENCES fold_results(study, trial, fold)
) STRICT, WITHOUT ROWID;

CREATE TABLE curves (
  study  INTEGER NOT NULL,
  trial  INTEGER NOT NULL,
  fold   INTEGER NOT NULL,
  metric TEXT NOT NULL,
  epoch  INTEGER NOT NULL,
  value  REAL,                                  -- NULL stands for NaN
  PRIMARY KEY (study, trial, fold, metric, epoch),
  FOREIGN KEY (study, trial, fold) REFERENCES cells(study, trial, fold)
) STRICT, WITHOUT ROWID;

CREATE TABLE refits (
  study       INTEGER NOT NULL,
  trial       INTEGER NOT NULL,
  train_score REAL,
  test_score  REAL,
  fit_seconds REAL,
  reason      TEXT NOT NULL DEFAULT '',         -- why there is no model
  PRIMARY KEY (study, trial),
  FOREIGN KEY (study, trial) REFERENCES trials(study, trial)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifacts (
  study      INTEGER NOT NULL REFERENCES studies(id),
  trial      INTEGER NOT NULL,                  -- -1: of the study (its data set)
  kind       TEXT NOT NULL CHECK (kind IN ('dataset','model')),
  sha256     TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (study, trial, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE workers (
  name          TEXT PRIMARY KEY,
  host          TEXT NOT NULL,
  slots         INTEGER NOT NULL,
  version       TEXT NOT NULL,
  registered_ms INTEGER NOT NULL,
  last_seen_ms  INTEGER NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('ONLINE','DRAINING','OFFLINE'))
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id      INTEGER PRIMARY KEY,
  at_ms   INTEGER NOT NULL,
  study   INTEGER,
  trial   INTEGER,
  level   TEXT NOT NULL CHECK (level IN ('info','warning','error')),
  message TEXT NOT NULL
) STRICT;
