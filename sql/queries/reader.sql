-- What list, status, best, trials, trial and export show.

-- ?1: a name, or NULL for all.
-- name: read_studies
SELECT id, name, state, reason, model, dataset, metric, algorithm, goal = 'maximize', splits,
       trials_total, exhausted, next_trial, duplicates_merged, created_ms, started_ms, finished_ms,
       spec_text, spec_overrides, dataset_hash
FROM studies WHERE ?1 IS NULL OR name = ?1 ORDER BY id;

-- name: read_study_names
SELECT name FROM studies ORDER BY id;

-- name: read_study_head
SELECT id, goal = 'maximize', splits, metric FROM studies WHERE name = ?1;

-- name: read_classes
SELECT classes_json FROM studies WHERE name = ?1;

-- name: read_given
SELECT kind, sha256 FROM artifacts WHERE study = ?1 AND trial = -1 AND kind <> 'dataset';

-- A name that several grids of a union have comes once, at its first place.
-- name: read_parameter_names
SELECT name FROM parameters WHERE study = ?1 AND NOT constant
GROUP BY name ORDER BY MIN(member), MIN(position), name;

-- name: read_refits
SELECT r.trial, r.train_score, r.test_score, r.fit_seconds, r.reason, a.sha256, a.bytes
FROM refits AS r
LEFT JOIN artifacts AS a ON a.study = r.study AND a.trial = r.trial AND a.kind = 'model'
WHERE r.study = ?1 ORDER BY r.trial;

-- name: read_refit_metrics
SELECT metric, value FROM refit_metrics WHERE study = ?1 AND trial = ?2 ORDER BY metric;

-- name: read_trials
SELECT trial, state, reason, params_json, mean_score, std_score, std_error, mean_train_score,
       mean_fit_seconds, mean_score_seconds, violation
FROM trials WHERE study = ?1 ORDER BY trial LIMIT ?2 OFFSET ?3;

-- name: read_trial
SELECT trial, state, reason, params_json, mean_score, std_score, std_error, mean_train_score,
       mean_fit_seconds, mean_score_seconds, violation
FROM trials WHERE study = ?1 AND trial = ?2;

-- name: read_trials_best_first_maximize
SELECT trial, state, reason, params_json, mean_score, std_score, std_error, mean_train_score,
       mean_fit_seconds, mean_score_seconds, violation
FROM trials WHERE study = ?1 AND state = 'COMPLETED' AND violation = 0 AND mean_score IS NOT NULL
ORDER BY mean_score DESC, trial LIMIT ?2 OFFSET ?3;

-- name: read_trials_best_first_minimize
SELECT trial, state, reason, params_json, mean_score, std_score, std_error, mean_train_score,
       mean_fit_seconds, mean_score_seconds, violation
FROM trials WHERE study = ?1 AND state = 'COMPLETED' AND violation = 0 AND mean_score IS NOT NULL
ORDER BY mean_score, trial LIMIT ?2 OFFSET ?3;

-- Served by the index alone, without sorting: ranks are places in this list.
-- name: read_scores
SELECT mean_score FROM trials
WHERE study = ?1 AND state = 'COMPLETED' AND violation = 0 AND mean_score IS NOT NULL ORDER BY mean_score;

-- name: read_trial_goals
SELECT metric, value FROM trial_goals WHERE study = ?1 AND trial = ?2;

-- name: read_fold_scores
SELECT fold, test_score, train_score FROM fold_results WHERE study = ?1 AND trial = ?2;

-- name: read_cells
SELECT trial, fold, state, reason, test_score, train_score, fit_seconds, score_seconds,
       confusion_json, predictions
FROM fold_results WHERE study = ?1 AND trial = ?2 ORDER BY fold;

-- name: read_metrics
SELECT fold, metric, value FROM fold_metrics WHERE study = ?1 AND trial = ?2 ORDER BY fold, metric;

-- name: read_curves
SELECT fold, metric, epoch, value FROM curves
WHERE study = ?1 AND trial = ?2 ORDER BY fold, metric, epoch;

-- name: read_attempts
SELECT a.job, a.attempt, c.fold, a.worker, a.started_ms, a.ended_ms, a."end", a.message
FROM cells AS c JOIN attempts AS a ON a.study = c.study AND a.job = c.job
WHERE c.study = ?1 AND c.trial = ?2 ORDER BY a.job, a.attempt;
