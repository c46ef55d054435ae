-- Studies with `prune:`: how far each trial came. Where it stands is made anew from this.

-- name: set_trial_stage
UPDATE trials SET stage = ?3 WHERE study = ?1 AND trial = ?2;

-- name: load_stages
SELECT trial, state, stage FROM trials WHERE study = ? ORDER BY trial;

-- Predictions only of trials that others may be compared with.
-- name: load_stage_results
SELECT r.trial, r.fold, r.state, r.test_score,
       CASE WHEN ?2 AND t.state <> 'PRUNED' THEN r.predictions END
FROM fold_results AS r JOIN trials AS t ON t.study = r.study AND t.trial = r.trial
WHERE r.study = ?1 ORDER BY r.trial, r.fold;

-- A number that trials are judged by beside the score.
-- name: load_stage_numbers
SELECT trial, fold, value FROM fold_metrics
WHERE study = ?1 AND metric = ?2 AND fold >= 0 AND value IS NOT NULL ORDER BY trial, fold;

-- name: load_interim_scores
SELECT trial, fold, epoch, value FROM curves
WHERE study = ?1 AND metric = ?2 AND value IS NOT NULL ORDER BY trial, fold, epoch;

-- The jobs of the cells of trials that are not final.
-- name: load_open_cells
SELECT c.trial, c.fold, c.job, j.attempts
FROM trials AS t
JOIN cells AS c ON c.study = t.study AND c.trial = t.trial
JOIN jobs AS j ON j.study = c.study AND j.job = c.job
WHERE t.study = ?1 AND t.state IN ('WAITING', 'RUNNING') AND c.fold >= 0
ORDER BY c.trial, c.fold;
