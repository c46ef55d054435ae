-- Studies, written and loaded by the coordinator.

-- name: insert_study
INSERT INTO studies (name, state, reason, model, dataset, dataset_hash, classes_json, algorithm,
                     metric, goal, splits, max_attempts, trials_total, fingerprint, spec_text,
                     spec_overrides, spec_file, cursor, exhausted, duplicates_merged, next_trial,
                     next_job, created_ms, started_ms, finished_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: insert_parameter
INSERT INTO parameters (study, member, position, name, constant, type, domain_json)
VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: insert_fold
INSERT INTO folds (study, fold, repeat, train_rows, validation_rows) VALUES (?, ?, ?, ?, ?);

-- name: load_studies
SELECT id, name, state, reason, dataset, dataset_hash, classes_json, fingerprint, spec_text,
       spec_overrides, spec_file, trials_total, cursor, exhausted, duplicates_merged, next_trial,
       next_job, created_ms, started_ms, finished_ms
FROM studies ORDER BY id;

-- name: set_study_state
UPDATE studies SET state = ?2, reason = ?3, finished_ms = ?4 WHERE id = ?1;

-- The first lease counts.
-- name: set_study_started
UPDATE studies SET started_ms = COALESCE(started_ms, ?2) WHERE id = ?1;

-- name: set_study_progress
UPDATE studies SET cursor = ?2, exhausted = ?3, duplicates_merged = ?4, next_trial = ?5,
                   next_job = ?6
WHERE id = ?1;
