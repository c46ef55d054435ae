-- Jobs, their cells and attempts.

-- name: insert_job
INSERT INTO jobs (study, job, kind, state, fold) VALUES (?, ?, ?, 'WAITING', ?);

-- name: insert_cell
INSERT INTO cells (study, trial, fold, job) VALUES (?, ?, ?, ?);

-- name: set_job_state
UPDATE jobs SET state = ?3, failures = ?4 WHERE study = ?1 AND job = ?2;

-- name: lease_job
UPDATE jobs SET state = 'LEASED', attempts = ?3 WHERE study = ?1 AND job = ?2;

-- name: find_refit_job
SELECT c.trial, c.fold, c.job, j.attempts
FROM cells AS c JOIN jobs AS j ON j.study = c.study AND j.job = c.job
WHERE c.study = ? AND c.trial = ? AND c.fold = -1;

-- One row for each parameter of each trial of each job; a trial without parameters has one row.
-- name: load_open_jobs
SELECT p.name, p.type, p.int_value, p.real_value, p.text_value, j.job, j.kind, j.fold, j.attempts,
       j.failures, c.trial
FROM jobs AS j
JOIN cells AS c ON c.study = j.study AND c.job = j.job
LEFT JOIN trial_params AS p ON p.study = c.study AND p.trial = c.trial
WHERE j.study = ?1 AND j.state IN ('WAITING', 'LEASED')
ORDER BY j.job, c.trial, p.name;

-- ?2: trial numbers, a JSON array.
-- name: load_jobs_of_trials
SELECT p.name, p.type, p.int_value, p.real_value, p.text_value, j.job, j.kind, j.fold, j.attempts,
       j.failures, c.trial
FROM jobs AS j
JOIN cells AS c ON c.study = j.study AND c.job = j.job
LEFT JOIN trial_params AS p ON p.study = c.study AND p.trial = c.trial
WHERE j.study = ?1 AND j.kind = 'CELLS'
  AND j.job IN (SELECT w.job FROM json_each(?2) AS e
                JOIN cells AS w ON w.study = ?1 AND w.trial = e.value)
ORDER BY j.job, c.trial, p.name;

-- name: insert_attempt
INSERT INTO attempts (study, job, attempt, worker, request_id, started_ms)
VALUES (?, ?, ?, ?, ?, ?);

-- name: end_attempt
UPDATE attempts SET "end" = ?4, message = ?5, ended_ms = ?6
WHERE study = ?1 AND job = ?2 AND attempt = ?3 AND "end" IS NULL;

-- name: attempts_of_request
SELECT study, job, attempt, worker, request_id, started_ms FROM attempts
WHERE request_id = ?1 AND "end" IS NULL ORDER BY study, job, attempt;

-- name: load_open_attempts
SELECT study, job, attempt, worker, request_id, started_ms FROM attempts
WHERE study = ?1 AND "end" IS NULL ORDER BY job, attempt;

-- name: find_attempt_end
SELECT "end" FROM attempts WHERE study = ?1 AND job = ?2 AND attempt = ?3 AND "end" IS NOT NULL;
