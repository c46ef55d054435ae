-- What users may build on: these names and columns stay, whatever the tables become. `study` is the
-- study's name. The writer drops and creates the views whenever it opens the file.

DROP VIEW IF EXISTS leaderboard;
-- Ranked: COMPLETED with a score and no constraint broken. The best has rank 1 and ties share one; the others come after.
CREATE VIEW leaderboard AS
SELECT study, CASE WHEN ranked THEN place END AS rank, trial, state, mean_score, std_score,
       std_error, params_json, mean_train_score, mean_fit_seconds, mean_score_seconds, folds, violation
FROM (
  SELECT s.name AS study, t.trial, t.state, t.mean_score, t.std_score, t.std_error, t.params_json,
         t.mean_train_score, t.mean_fit_seconds, t.mean_score_seconds,
         (SELECT COUNT(*) FROM fold_results AS r
          WHERE r.study = t.study AND r.trial = t.trial) AS folds,
         t.violation,
         t.state = 'COMPLETED' AND t.violation = 0 AND t.mean_score IS NOT NULL AS ranked,
         RANK() OVER (
           PARTITION BY s.name,
             t.state = 'COMPLETED' AND t.violation = 0 AND t.mean_score IS NOT NULL
           ORDER BY CASE s.goal WHEN 'maximize' THEN -t.mean_score ELSE t.mean_score END) AS place
  FROM trials AS t JOIN studies AS s ON s.id = t.study
)
ORDER BY study, NOT ranked, place, trial;

DROP VIEW IF EXISTS cv_results;
CREATE VIEW cv_results AS
SELECT s.name AS study, r.trial, r.fold, r.train_score, r.test_score, r.fit_seconds,
       r.score_seconds, r.state
FROM fold_results AS r JOIN studies AS s ON s.id = r.study;

DROP VIEW IF EXISTS trial_parameters;
-- The searched ones, in their own types: INTEGER for int and bool (0 or 1), REAL, TEXT.
CREATE VIEW trial_parameters AS
SELECT s.name AS study, p.trial, p.name, COALESCE(p.int_value, p.real_value, p.text_value) AS value
FROM trial_params AS p JOIN studies AS s ON s.id = p.study
WHERE p.searched;

DROP VIEW IF EXISTS learning_curves;
CREATE VIEW learning_curves AS
SELECT s.name AS study, c.trial, c.fold, c.epoch, c.metric, c.value
FROM curves AS c JOIN studies AS s ON s.id = c.study;

DROP VIEW IF EXISTS refit_scores;
-- Of the models fitted on all training rows: the study's metric on the test rows, then the others.
CREATE VIEW refit_scores AS
SELECT s.name AS study, m.trial, m.metric, m.value
FROM (SELECT r.study, r.trial, s.metric AS metric, r.test_score AS value
      FROM refits AS r JOIN studies AS s ON s.id = r.study WHERE r.test_score IS NOT NULL
      UNION ALL SELECT study, trial, metric, value FROM refit_metrics) AS m
JOIN studies AS s ON s.id = m.study;

DROP VIEW IF EXISTS attempts_log;
CREATE VIEW attempts_log AS
SELECT s.name AS study, a.job, a.attempt, j.kind, j.fold,
       (SELECT '[' || group_concat(trial, ', ') || ']'
        FROM (SELECT c.trial FROM cells AS c
              WHERE c.study = a.study AND c.job = a.job ORDER BY c.trial)) AS trials,
       a.worker,
       strftime('%Y-%m-%d %H:%M:%S', a.started_ms / 1000, 'unixepoch') AS started,
       strftime('%Y-%m-%d %H:%M:%S', a.ended_ms / 1000, 'unixepoch') AS ended,
       (a.ended_ms - a.started_ms) / 1000.0 AS seconds,
       a."end" AS "end", a.message
FROM attempts AS a
JOIN jobs AS j ON j.study = a.study AND j.job = a.job
JOIN studies AS s ON s.id = a.study;

DROP VIEW IF EXISTS worker_activity;
-- A worker that was not heard of for a minute is OFFLINE.
-- busy_seconds adds up attempts, so two slots at work for a minute are two minutes; one that has not
-- ended counts up to the worker's last sign of life. PREEMPTED attempts are neither done nor failed.
CREATE VIEW worker_activity AS
SELECT w.name AS worker, w.host, w.slots,
       CASE WHEN w.last_seen_ms < (unixepoch() - 60) * 1000 THEN 'OFFLINE' ELSE w.state END AS state,
       w.version,
       strftime('%Y-%m-%d %H:%M:%S', w.last_seen_ms / 1000, 'unixepoch') AS last_seen,
       COALESCE(done.jobs_done, 0) AS jobs_done,
       COALESCE(done.jobs_failed, 0) AS jobs_failed,
       COALESCE(done.busy_ms, 0) / 1000.0 AS busy_seconds
FROM workers AS w LEFT JOIN (
  SELECT a.worker AS name,
         COUNT(CASE WHEN a."end" = 'OK' THEN 1 END) AS jobs_done,
         COUNT(CASE WHEN a."end" NOT IN ('OK', 'PREEMPTED') THEN 1 END) AS jobs_failed,
         SUM(MAX(0, COALESCE(a.ended_ms, v.last_seen_ms) - a.started_ms)) AS busy_ms
  FROM attempts AS a JOIN workers AS v ON v.name = a.worker
  GROUP BY a.worker
) AS done ON done.name = w.name;
