-- Workers and events.

-- name: put_worker
INSERT INTO workers (name, host, slots, version, registered_ms, last_seen_ms, state)
VALUES (?1, ?2, ?3, ?4, ?5, ?5, 'ONLINE')
ON CONFLICT (name) DO UPDATE
SET host = excluded.host, slots = excluded.slots, version = excluded.version,
    registered_ms = excluded.registered_ms, last_seen_ms = excluded.last_seen_ms,
    state = excluded.state;

-- name: set_worker_seen
UPDATE workers SET state = ?2, last_seen_ms = ?3 WHERE name = ?1;

-- name: insert_event
INSERT INTO events (at_ms, study, trial, level, message) VALUES (?, ?, ?, ?, ?);
