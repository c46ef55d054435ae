-- What workers report.

-- name: insert_fold_result
INSERT INTO fold_results (study, trial, fold, job, attempt, state, reason, test_score, train_score,
                          fit_seconds, score_seconds, confusion_json, predictions)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: insert_fold_metric
INSERT INTO fold_metrics (study, trial, fold, metric, value) VALUES (?, ?, ?, ?, ?);

-- name: delete_fold_metrics
DELETE FROM fold_metrics WHERE study = ?1 AND trial = ?2 AND fold = ?3;

-- name: delete_curve
DELETE FROM curves WHERE study = ?1 AND trial = ?2 AND fold = ?3;

-- name: delete_fold_result
DELETE FROM fold_results WHERE study = ?1 AND trial = ?2 AND fold = ?3;

-- name: put_curve_point
INSERT INTO curves (study, trial, fold, metric, epoch, value) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (study, trial, fold, metric, epoch) DO UPDATE SET value = excluded.value;

-- name: put_refit
INSERT INTO refits (study, trial, train_score, test_score, fit_seconds, reason)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (study, trial) DO UPDATE
SET train_score = excluded.train_score, test_score = excluded.test_score,
    fit_seconds = excluded.fit_seconds, reason = excluded.reason;

-- name: delete_refit_metrics
DELETE FROM refit_metrics WHERE study = ?1 AND trial = ?2;

-- name: insert_refit_metric
INSERT INTO refit_metrics (study, trial, metric, value) VALUES (?, ?, ?, ?);

-- name: put_artifact
INSERT INTO artifacts (study, trial, kind, sha256, bytes, created_ms) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (study, trial, kind) DO UPDATE
SET sha256 = excluded.sha256, bytes = excluded.bytes, created_ms = excluded.created_ms;

-- name: find_artifact
SELECT sha256 FROM artifacts WHERE study = ? AND trial = ? AND kind = ?;
