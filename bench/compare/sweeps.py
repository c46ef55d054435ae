"""What a sweep costs beside its largest member alone.

One decomposition holds the principal components of every size, one tree every smaller depth, one
training every smaller number of epochs. Both studies of a sweep run on the same rows with one slot;
the seconds are those of the jobs (rows, pipeline, fits, predictions), as the database has them. They
take turns, and the least time of each counts. The refit is not part of it.

    python3 bench/compare/sweeps.py                 (needs MNIST; two minutes)
    python3 bench/compare/sweeps.py pca --rows 5000

To add a sweep: an entry in SWEEPS.
"""

import argparse
import pathlib
import sqlite3
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "compare"))
import gridfold  # noqa: E402

SIZES = [2, 5, 10, 20, 40, 87]
# name: rows, steps, model, the parameter, its values (the largest last), the others
SWEEPS = {
    "pca": (14000, [{"normalize": "minmax"}, {"pca": {"components": "$components"}}], "naive_bayes",
            "components", SIZES, {}),
    "pca-svm": (14000, [{"normalize": "l2"}, {"pca": {"components": "$components"}}], "svm",
                "components", SIZES, {"C": 10, "gamma": 1}),
    "tree-depth": (14000, [], "tree", "max_depth", list(range(1, 21)), {}),
    "epochs": (14000, [{"rescale": 255}], "mlp", "epochs", list(range(1, 11)), {"units": 64}),
}


def spec_of(name, rows, values):
    _, steps, model, parameter, _, others = SWEEPS[name]
    return {"name": name, "dataset": {"name": "mnist", "train": rows, "test": 1000, "seed": 42},
            "pipeline": steps, "model": model,
            "parameters": {**others, parameter: {"values": values}},
            "cv": {"folds": 3}, "search": {"algorithm": "grid"},
            "metric": {"name": "accuracy", "goal": "maximize"}, "refit": {"top": 0}}


def seconds_of(gf, file):
    """Of all jobs together, and the number of cells."""
    database = file.with_suffix(".db")
    for stale in gf.folder.glob(f"{database.name}*"):
        if stale.is_file():
            stale.unlink()
    subprocess.run([gf.executable, "run", file, "--db", database, "--workers", "1"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    seconds, = connection.execute("SELECT sum(seconds) FROM attempts_log").fetchone()
    cells, = connection.execute("SELECT count(*) FROM cv_results WHERE state = 'COMPLETED'").fetchone()
    connection.close()
    return seconds, cells


def measure(gf, name, rows, repeats):
    values = SWEEPS[name][4]
    files = [gf.write_spec(spec_of(name, rows or SWEEPS[name][0], part))
             for part in (values[-1:], values)]
    found = [[seconds_of(gf, file) for file in files] for _ in range(repeats)]
    largest, sweep = (min(run[part] for run in found) for part in (0, 1))
    print(f"{name:12} {sweep[1]:5d} cells {sweep[0]:8.2f} s, its largest alone {largest[1]:3d} cells"
          f" {largest[0]:8.2f} s: {sweep[0] / largest[0]:5.2f} times, for {len(values)} times the"
          " trials", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sweeps", nargs="*", help=f"of {', '.join(SWEEPS)} (default: all)")
    parser.add_argument("--gridfold", default=ROOT / "build/release/bin/gridfold",
                        help="the command (default: %(default)s)")
    parser.add_argument("--rows", type=int, help="to draw (default: as many as each sweep says)")
    parser.add_argument("--repeats", type=int, default=2, help="(default: 2)")
    arguments = parser.parse_args()
    for name in arguments.sweeps:
        if name not in SWEEPS:
            sys.exit(f"expected {', '.join(SWEEPS)}, found {name}")
    gf = gridfold.Gridfold(arguments.gridfold)
    for name in arguments.sweeps or SWEEPS:
        measure(gf, name, arguments.rows, arguments.repeats)


if __name__ == "__main__":
    main()
