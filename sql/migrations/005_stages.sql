-- How far a trial of a study with `prune:` was admitted: the number of its stage.
ALTER TABLE trials ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;
