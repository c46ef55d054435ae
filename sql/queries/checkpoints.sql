-- Checkpoints: which are kept, and whose files nobody needs any more.

-- name: put_checkpoint
INSERT INTO checkpoints (study, job, epoch, score, sha256, bytes, created_ms)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (study, job, epoch) DO UPDATE
SET score = excluded.score, sha256 = excluded.sha256, bytes = excluded.bytes,
    created_ms = excluded.created_ms;

-- All of the job but the latest and the best one (ties: the earlier).
-- name: thin_checkpoints
DELETE FROM checkpoints
WHERE study = ?1 AND job = ?2
  AND epoch <> (SELECT MAX(epoch) FROM checkpoints WHERE study = ?1 AND job = ?2)
  AND epoch <> (SELECT epoch FROM checkpoints WHERE study = ?1 AND job = ?2
                ORDER BY score DESC NULLS LAST, epoch LIMIT 1)
RETURNING sha256;

-- Those of jobs that are over, unless a trial of the job is not final or is ?2, the best one.
-- name: drop_checkpoints
DELETE FROM checkpoints AS k
WHERE k.study = ?1
  AND EXISTS (SELECT 1 FROM jobs AS j
              WHERE j.study = k.study AND j.job = k.job AND j.state NOT IN ('WAITING', 'LEASED'))
  AND NOT EXISTS (SELECT 1 FROM cells AS c
                  JOIN trials AS t ON t.study = c.study AND t.trial = c.trial
                  WHERE c.study = k.study AND c.job = k.job AND c.fold >= 0
                    AND (t.trial = ?2 OR t.state IN ('WAITING', 'RUNNING')))
RETURNING sha256;

-- The latest one of each job.
-- name: load_checkpoints
SELECT job, sha256, MAX(epoch) FROM checkpoints WHERE study = ?1 GROUP BY job;

-- The best one of a trial: of its first fold that has one.
-- name: best_checkpoint
SELECT k.sha256 FROM checkpoints AS k
JOIN cells AS c ON c.study = k.study AND c.job = k.job
JOIN studies AS s ON s.id = k.study
WHERE s.name = ?1 AND c.trial = ?2
ORDER BY c.fold, k.score DESC NULLS LAST, k.epoch LIMIT 1;

-- name: is_blob_used
SELECT EXISTS (SELECT 1 FROM checkpoints WHERE sha256 = ?1)
    OR EXISTS (SELECT 1 FROM artifacts WHERE sha256 = ?1)
    OR EXISTS (SELECT 1 FROM studies WHERE dataset_hash = ?1);
