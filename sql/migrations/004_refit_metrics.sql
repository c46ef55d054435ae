-- Further numbers of a refitted model.
CREATE TABLE refit_metrics (
  study  INTEGER NOT NULL,
  trial  INTEGER NOT NULL,
  metric TEXT NOT NULL,                         -- of the test rows; facts of the model
  value  REAL,                                  -- NULL stands for NaN
  PRIMARY KEY (study, trial, metric),
  FOREIGN KEY (study, trial) REFERENCES refits(study, trial)
) STRICT, WITHOUT ROWID;
