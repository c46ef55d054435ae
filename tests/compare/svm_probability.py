"""`probability: true`: the log loss of each cell, and the refitted winner's probabilities.

Both sides fit sigmoids to an internal 5-fold cross-validation whose folds are random, so numbers
agree as two seeds of scikit-learn's SVC agree with each other, and the tolerances are taken from
that: its own spread over three seeds, with a floor. The winner's probabilities are those that
`svm-predict -b 1` makes of the exported model, when there is an svm-predict.
"""

import os
import shutil
import subprocess

import numpy
from sklearn.datasets import dump_svmlight_file
from sklearn.metrics import log_loss
from sklearn.preprocessing import normalize
from sklearn.svm import SVC

import gridfold

DIGITS = {"name": "digits", "train": 600, "test": 300}
SEEDS = 3
COSTS = [0.1, 10.0]
FOLDS = 2


def fit(cost, x, y, seed):
    return SVC(C=cost, gamma=1.0, cache_size=1000, probability=True, random_state=seed).fit(x, y)


def rows_of(x, y):
    return normalize(x.reshape(len(y), -1).astype(numpy.float64))


def compare_losses(check, data, trials):
    x, y = rows_of(data["x"], data["y"]), data["y"]
    for trial in trials:
        cost = trial.parameters["C"]
        for split in range(FOLDS):
            train, validation = gridfold.fold_rows(data["folds"], split)
            losses = [log_loss(y[validation],
                               fit(cost, x[train], y[train], seed).predict_proba(x[validation]))
                      for seed in range(SEEDS)]
            ours = trial.metrics[split]["log_loss"]
            tolerance = max(0.02, 3 * numpy.std(losses))
            check.that(abs(ours - numpy.mean(losses)) < tolerance,
                       f"C={cost} fold {split}: log loss {ours:.4f} against {losses}")
            print(f"C={cost} fold {split}: log loss {ours:.4f}, scikit-learn "
                  f"{numpy.mean(losses):.4f} (deviation {numpy.std(losses):.4f})")


def compare_probabilities(check, gf, data, spec_file, database, cost):
    x, y = rows_of(data["x"], data["y"]), data["y"]
    rows, classes = rows_of(data["x_test"], data["y_test"]), data["y_test"]
    theirs = [fit(cost, x, y, seed).predict_proba(rows) for seed in range(SEEDS)]
    model, table, output = (spec_file.with_suffix(end) for end in (".model", ".svm", ".out"))
    gf.call("export", "probability", "--db", database, "--to", "libsvm", "-o", model)
    dump_svmlight_file(rows, classes, str(table), zero_based=False)
    done = subprocess.run(["svm-predict", "-b", "1", table, model, output],
                          capture_output=True, text=True, check=False)
    check.that(done.returncode == 0, f"svm-predict: {done.stdout}{done.stderr}")
    if done.returncode != 0:
        return
    ours = numpy.loadtxt(output, skiprows=1)[:, 1:]
    check.that(ours.shape == theirs[0].shape, f"{ours.shape} probabilities of {theirs[0].shape}")
    spread = numpy.mean(numpy.abs(theirs[0] - theirs[1]))
    difference = numpy.mean(numpy.abs(ours - theirs[0]))
    check.that(difference < max(0.005, 2 * spread),
               f"probabilities differ by {difference:.5f}, two seeds of SVC by {spread:.5f}")
    print(f"{len(classes)} test rows: mean difference {difference:.5f}, "
          f"of two seeds of scikit-learn {spread:.5f}; log loss {log_loss(classes, ours):.4f} "
          f"against {log_loss(classes, theirs[0]):.4f}")


def main():
    arguments = gridfold.parse_arguments(__doc__)
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("svm_probability")
    dataset = DIGITS
    if os.environ.get("GRIDFOLD_DATA_DIR"):
        dataset = {"name": "mnist", "train": 600, "test": 300, "seed": 42}
    spec = {"name": "probability", "dataset": dataset, "pipeline": [{"normalize": "l2"}],
            "model": "svm",
            "parameters": {"C": {"values": COSTS}, "gamma": 1.0, "probability": True},
            "cv": {"folds": FOLDS}, "metric": {"name": "accuracy", "goal": "maximize"},
            "refit": {"top": 1}}
    data = gf.export_data(spec)
    spec_file = gf.write_spec(spec)
    database = gf.search(spec_file)
    trials = gridfold.read_trials(database, spec["name"])
    check.that(len(trials) == len(COSTS), f"{len(trials)} trials of {len(COSTS)}")
    compare_losses(check, data, trials)
    if shutil.which("svm-predict") is not None:
        best = max(trials, key=lambda trial: numpy.mean(list(trial.test_scores.values())))
        compare_probabilities(check, gf, data, spec_file, database, best.parameters["C"])
    check.finish()


if __name__ == "__main__":
    main()
