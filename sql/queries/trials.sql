-- Trials and their parameters, written and loaded by the coordinator.

-- name: insert_trial
INSERT INTO trials (study, trial, state, fingerprint, params_json, created_ms)
VALUES (?, ?, 'WAITING', ?, ?, ?);

-- name: insert_trial_param
INSERT INTO trial_params (study, trial, name, searched, type, int_value, real_value, text_value)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: set_trial_state
UPDATE trials SET state = ?3 WHERE study = ?1 AND trial = ?2;

-- name: finish_trial
UPDATE trials
SET state = ?3, reason = ?4, mean_score = ?5, std_score = ?6, std_error = ?7, mean_train_score = ?8,
    mean_fit_seconds = ?9, mean_score_seconds = ?10, finished_ms = ?11, violation = ?12
WHERE study = ?1 AND trial = ?2;

-- name: insert_trial_goal
INSERT INTO trial_goals (study, trial, metric, value) VALUES (?, ?, ?, ?);

-- name: delete_trial_goals
DELETE FROM trial_goals WHERE study = ?1 AND trial = ?2;

-- name: reopen_trial
UPDATE trials
SET state = 'WAITING', reason = '', mean_score = NULL, std_score = NULL, std_error = NULL,
    mean_train_score = NULL, mean_fit_seconds = NULL, mean_score_seconds = NULL, finished_ms = NULL,
    violation = 0
WHERE study = ?1 AND trial = ?2;

-- The four queries of recovery are read side by side, so all are in the order of trials.
-- name: load_open_trials
SELECT trial, state FROM trials
WHERE study = ?1 AND state IN ('WAITING', 'RUNNING') ORDER BY trial;

-- name: load_open_trial_params
SELECT p.name, p.type, p.int_value, p.real_value, p.text_value, p.trial
FROM trials AS t JOIN trial_params AS p ON p.study = t.study AND p.trial = t.trial
WHERE t.study = ?1 AND t.state IN ('WAITING', 'RUNNING') ORDER BY p.trial, p.name;

-- name: load_open_trial_cells
SELECT r.trial, r.fold, r.state, r.reason, r.test_score, r.train_score, r.fit_seconds,
       r.score_seconds
FROM trials AS t JOIN fold_results AS r ON r.study = t.study AND r.trial = t.trial
WHERE t.study = ?1 AND t.state IN ('WAITING', 'RUNNING') ORDER BY r.trial, r.fold;

-- name: load_open_trial_metrics
SELECT m.trial, m.fold, m.metric, m.value
FROM trials AS t JOIN fold_metrics AS m ON m.study = t.study AND m.trial = t.trial
WHERE t.study = ?1 AND t.state IN ('WAITING', 'RUNNING') ORDER BY m.trial, m.fold;

-- name: load_trial_params
SELECT name, type, int_value, real_value, text_value FROM trial_params
WHERE study = ?1 AND trial = ?2 ORDER BY name;

-- name: load_trials
SELECT p.name, p.type, p.int_value, p.real_value, p.text_value, t.trial, t.state, t.mean_score
FROM trials AS t LEFT JOIN trial_params AS p ON p.study = t.study AND p.trial = t.trial
WHERE t.study = ?1 ORDER BY t.trial, p.name;

-- name: load_fingerprints
SELECT fingerprint FROM trials WHERE study = ?1;

-- name: count_trials
SELECT state, COUNT(*) FROM trials WHERE study = ?1 GROUP BY state;

-- name: count_cells
SELECT COUNT(*) FROM fold_results WHERE study = ?1;

-- Two queries, as an index serves an ORDER BY only when it is spelled out.
-- name: best_trials_maximize
SELECT trial, mean_score FROM trials
WHERE study = ?1 AND state = 'COMPLETED' AND violation = 0 AND mean_score IS NOT NULL
ORDER BY mean_score DESC, trial LIMIT ?2;

-- name: best_trials_minimize
SELECT trial, mean_score FROM trials
WHERE study = ?1 AND state = 'COMPLETED' AND violation = 0 AND mean_score IS NOT NULL
ORDER BY mean_score, trial LIMIT ?2;

-- name: trials_in_state
SELECT trial FROM trials WHERE study = ?1 AND state = ?2 ORDER BY trial;
