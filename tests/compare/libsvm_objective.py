"""The dual objective: gridfold's may not be worse than LIBSVM's (svm-train) at the same tolerance.

Both solve the same problems, one for each pair of classes, to a violation of 1e-5. Both are minimised;
both programs keep kernel values in float, which alone moves an objective by 1e-7 of itself: gridfold's
may be larger by 1e-6 of LIBSVM's.
"""

import os
import re
import shutil
import subprocess
import sys

import numpy
from sklearn.datasets import dump_svmlight_file
from sklearn.preprocessing import normalize

import gridfold

DIGITS = {"name": "digits", "train": 1500, "test": 500}
COSTS = [0.01, 0.1, 1.0, 10.0]
GAMMAS = [0.01, 0.1, 1.0]
TOLERANCE = 1e-5


def libsvm_objective(path, cost, gamma):
    command = ["svm-train", "-t", "2", "-c", repr(cost), "-g", repr(gamma), "-e", repr(TOLERANCE),
               "-m", "2000", str(path), "/dev/null"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return sum(float(value) for value in re.findall(r"^obj = (\S+),", done.stdout, re.MULTILINE))


def main():
    def add(parser):
        parser.add_argument("--rows", type=int, default=2000, help="training rows of MNIST")
        parser.add_argument("--cells", type=int, default=12,
                            help="how many cells of the grid, the last ones first")
    arguments = gridfold.parse_arguments(__doc__, add)
    if shutil.which("svm-train") is None:
        sys.exit("svm-train is not installed (package libsvm-tools)")
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("libsvm_objective")
    dataset = DIGITS
    if os.environ.get("GRIDFOLD_DATA_DIR"):
        dataset = {"name": "mnist", "train": arguments.rows, "test": 1000, "seed": 42}
    spec = {"name": "objective", "dataset": dataset,
            "pipeline": [{"normalize": "l2"}], "model": "svm",
            "parameters": {"kernel": "rbf", "C": {"values": COSTS}, "gamma": {"values": GAMMAS},
                           "tol": TOLERANCE},
            "cv": {"folds": 3, "stratified": True, "shuffle": False},
            "search": {"algorithm": "grid"}, "metric": {"name": "accuracy", "goal": "maximize"},
            "refit": {"top": 0}}
    data = gf.export_data(spec)
    rows = normalize(data["x"].reshape(len(data["y"]), -1).astype(numpy.float64))
    train, _ = gridfold.fold_rows(data["folds"], 0)
    path = gf.folder / "train.svm"
    dump_svmlight_file(rows[train], data["y"][train], str(path), zero_based=False)
    trials = gf.run(spec)
    print(f"{len(train)} training rows, tolerance {TOLERANCE}: sum over the pairs of classes")
    print(f"  {'C':>6} {'gamma':>6} {'gridfold':>16} {'LIBSVM':>16} {'relative':>10} "
          f"{'violation':>10}")
    cells = [(cost, gamma) for cost in COSTS for gamma in GAMMAS][::-1]
    for cost, gamma in cells[:arguments.cells]:
        trial = next(t for t in trials
                     if t.parameters["C"] == cost and t.parameters["gamma"] == gamma)
        ours = trial.metrics[0]["dual_objective"]
        violation = trial.metrics[0]["max_violation"]
        theirs = libsvm_objective(path, cost, gamma)
        relative = (ours - theirs) / abs(theirs)
        print(f"  {cost:6g} {gamma:6g} {ours:16.6f} {theirs:16.6f} {relative:10.1e} "
              f"{violation:10.1e}", flush=True)
        check.that(relative <= 1e-6, f"C {cost} gamma {gamma}: objective {ours} against {theirs}")
        check.that(violation < TOLERANCE, f"C {cost} gamma {gamma}: violation {violation}")
    check.finish()


if __name__ == "__main__":
    main()
