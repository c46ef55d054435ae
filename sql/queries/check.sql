-- What `gridfold db check` asks beyond SQLite's own checks. Each returns the offenders.

-- Of the trials that count as done: how many folds have a result, and how many a completed one.
-- name: check_completed_trials
SELECT s.name, t.trial, s.splits, COUNT(r.fold), COUNT(CASE WHEN r.state = 'COMPLETED' THEN 1 END)
FROM trials AS t
JOIN studies AS s ON s.id = t.study
LEFT JOIN fold_results AS r ON r.study = t.study AND r.trial = t.trial AND r.fold >= 0
WHERE t.state = 'COMPLETED'
GROUP BY t.study, t.trial
HAVING COUNT(r.fold) <> s.splits OR COUNT(CASE WHEN r.state = 'COMPLETED' THEN 1 END) <> s.splits;

-- NOT INDEXED: a damaged index must not hide a second row.
-- name: check_duplicate_results
SELECT s.name, r.trial, r.fold, COUNT(*)
FROM fold_results AS r NOT INDEXED LEFT JOIN studies AS s ON s.id = r.study
GROUP BY r.study, r.trial, r.fold HAVING COUNT(*) > 1;

-- name: check_result_attempts
SELECT s.name, r.trial, r.fold, r.job, r.attempt
FROM fold_results AS r
JOIN studies AS s ON s.id = r.study
LEFT JOIN attempts AS a ON a.study = r.study AND a.job = r.job AND a.attempt = r.attempt
WHERE a.attempt IS NULL;

-- name: check_result_jobs
SELECT s.name, r.trial, r.fold, r.job, c.job
FROM fold_results AS r
JOIN studies AS s ON s.id = r.study
JOIN cells AS c ON c.study = r.study AND c.trial = r.trial AND c.fold = r.fold
WHERE c.job <> r.job;

-- name: check_failures
SELECT s.name, j.job, j.failures, s.max_attempts
FROM jobs AS j JOIN studies AS s ON s.id = j.study
WHERE j.failures > s.max_attempts OR j.failures > j.attempts;

-- Attempts are numbered from 1 without gaps, and only the newest may be open.
-- name: check_attempts
SELECT s.name, j.job, j.attempts, COUNT(a.attempt), COALESCE(MAX(a.attempt), 0),
       COUNT(CASE WHEN a."end" IS NULL AND a.attempt < j.attempts THEN 1 END)
FROM jobs AS j
JOIN studies AS s ON s.id = j.study
LEFT JOIN attempts AS a ON a.study = j.study AND a.job = j.job
GROUP BY j.study, j.job
HAVING COUNT(a.attempt) <> j.attempts OR COALESCE(MAX(a.attempt), 0) <> j.attempts
    OR COUNT(CASE WHEN a."end" IS NULL AND a.attempt < j.attempts THEN 1 END) > 0;

-- One row for each fold of each completed trial, in the order in which means are summed.
-- name: check_scores
SELECT s.name, t.trial, t.mean_score, t.std_score, t.std_error, t.mean_train_score, r.test_score,
       r.train_score
FROM trials AS t
JOIN studies AS s ON s.id = t.study
JOIN fold_results AS r ON r.study = t.study AND r.trial = t.trial AND r.fold >= 0
WHERE t.state = 'COMPLETED' ORDER BY t.study, t.trial, r.fold;

-- name: check_numbering
SELECT s.name, s.next_trial, s.next_job,
       COALESCE((SELECT MAX(trial) FROM trials AS t WHERE t.study = s.id), -1),
       COALESCE((SELECT MAX(job) FROM jobs AS j WHERE j.study = s.id), -1)
FROM studies AS s;

-- name: check_artifacts
SELECT s.name, a.trial, a.kind, a.sha256, a.bytes
FROM artifacts AS a JOIN studies AS s ON s.id = a.study
UNION ALL
SELECT s.name, -1, 'checkpoint of job ' || k.job, k.sha256, k.bytes
FROM checkpoints AS k JOIN studies AS s ON s.id = k.study
ORDER BY 1, 2, 3;
