"""The same spec gives the same bits: for 1 and 2 slots, 1 and 2 workers, a cold and a warm cache.

Compared are the scores, predictions and facts (iterations, objectives, violations) of every cell and
the scores and model file of the refit. `--spec examples/a8-rbf-grid.yaml` does it on 14,000 rows of
MNIST; by default a small grid on the embedded digits is taken.
"""

import hashlib
import pathlib
import sqlite3
import subprocess
import sys
import time

import gridfold

SMALL = {"name": "identical", "dataset": {"name": "digits", "train": 1500, "test": 500},
         "pipeline": [{"normalize": "l2"}], "model": "svm",
         "parameters": {"kernel": "rbf", "C": {"values": [0.01, 1.0, 10.0]},
                        "gamma": {"values": [0.1, 1.0]}},
         "cv": {"folds": 3, "stratified": True, "shuffle": False, "train_scores": True},
         "search": {"algorithm": "grid"}, "metric": {"name": "accuracy", "goal": "maximize"},
         "refit": {"top": 1}}


def digest(database, study):
    """A hash of everything that a study computed, and how many cells it has."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    (number,), = connection.execute("SELECT id FROM studies WHERE name = ?", (study,))
    content = hashlib.sha256()
    cells = 0
    for row in connection.execute(
            "SELECT trial, fold, state, test_score, train_score, confusion_json, predictions"
            " FROM fold_results WHERE study = ? ORDER BY trial, fold", (number,)):
        content.update(repr(row).encode())
        cells += 1
    for row in connection.execute("SELECT trial, fold, metric, value FROM fold_metrics"
                                  " WHERE study = ? AND metric <> 'predict_us_per_row'"
                                  " ORDER BY trial, fold, metric", (number,)):
        content.update(repr(row).encode())
    for row in connection.execute("SELECT trial, test_score, train_score FROM refits"
                                  " WHERE study = ? ORDER BY trial", (number,)):
        content.update(repr(row).encode())
    for row in connection.execute("SELECT trial, sha256 FROM artifacts"
                                  " WHERE study = ? AND kind = 'model' ORDER BY trial", (number,)):
        content.update(repr(row).encode())
    connection.close()
    return content.hexdigest(), cells


class Cluster:
    """A coordinator and workers as processes of their own."""

    def __init__(self, gf, name, workers, slots):
        folder = pathlib.Path(gf.executable).parent
        self.gf = gf
        self.database = gf.folder / f"{name}.db"
        self.address = f"unix:{gf.folder}/{name}"
        quiet = ["--log-level", "warn"]
        self.processes = [subprocess.Popen([folder / "gridfold-coordinator", "--listen",
                                            self.address, "--db", self.database, *quiet])]
        for number in range(workers):
            self.processes.append(subprocess.Popen(
                [folder / "gridfold-worker", "--coordinator", self.address, "--slots", str(slots),
                 "--cache-dir", gf.folder / f"{name}-cache{number}", *quiet]))

    def search(self, path, study):
        for _ in range(100):
            done = subprocess.run([self.gf.executable, "submit", str(path), "--coordinator",
                                   self.address, "--wait"], capture_output=True, text=True,
                                  check=False)
            if done.returncode == 0:
                return digest(self.database, study)
            time.sleep(0.1)  # the coordinator may not listen yet
        sys.exit(f"submit: {done.stderr}")

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()


def main():
    def add(parser):
        parser.add_argument("--spec", help="a spec's file (default: a small grid)")
    arguments = gridfold.parse_arguments(__doc__, add)
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("identical")
    spec = SMALL
    if arguments.spec:
        import yaml  # only here: the small grid needs no package
        spec = yaml.safe_load(pathlib.Path(arguments.spec).read_text())
    path = gf.write_spec(spec)
    again = dict(spec, name=spec["name"] + "-again")
    again_path = gf.write_spec(again)

    found = {}
    for slots in (1, 2):
        database = gf.folder / f"run{slots}.db"
        gf.call("run", path, "--db", database, "--workers", slots)
        found[f"gridfold run, {slots} slots"] = digest(database, spec["name"])
    for workers in (1, 2):
        cluster = Cluster(gf, f"cluster{workers}", workers, slots=1)
        found[f"{workers} workers, cold cache"] = cluster.search(path, spec["name"])
        found[f"{workers} workers, warm cache"] = cluster.search(again_path, again["name"])
        cluster.stop()
    expected, cells = next(iter(found.values()))
    for name, (content, count) in found.items():
        print(f"  {name:28} {count} cells  {content[:16]}")
        check.that(count == cells > 0 and content == expected, f"{name}: other bits")
    check.finish()


if __name__ == "__main__":
    main()
