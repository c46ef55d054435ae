"""Support vector machines, cell by cell against scikit-learn's SVC (LIBSVM) on the same rows.

Folds must be the same rows; each cell's test and train score may differ by one row of its fold, as
both stop within the same tolerance (1e-3) of the optimum but not at the same point.
"""

import itertools
import multiprocessing
import os
import time

import numpy
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize
from sklearn.svm import SVC

import gridfold

MNIST = {"name": "mnist", "test": 1000, "seed": 42}
DIGITS = {"name": "digits", "train": 1500, "test": 500}
A8 = {"kernel": ["rbf"], "C": [0.01, 0.1, 1.0, 10.0], "gamma": [0.01, 0.1, 1.0]}
POLYNOMIAL = {"kernel": ["poly"], "C": [1.0], "gamma": [1.0, "scale"], "degree": [2, 3],
              "coef0": [0.0, 1.0]}
LINEAR = {"kernel": ["linear"], "C": [0.1, 1.0, 10.0]}
BALANCED = {"kernel": ["rbf"], "C": [0.1, 1.0], "gamma": [1.0],
            "class_weight": ["none", "balanced"]}


def spec_of(name, dataset, space, folds=3):
    parameters = {key: values[0] if len(values) == 1 else {"values": values}
                  for key, values in space.items()}
    return {"name": name, "dataset": dataset, "pipeline": [{"normalize": "l2"}], "model": "svm",
            "parameters": parameters,
            "cv": {"folds": folds, "stratified": True, "shuffle": False, "train_scores": True},
            "search": {"algorithm": "grid"}, "metric": {"name": "accuracy", "goal": "maximize"},
            "refit": {"top": 0}}


def fit_cell(job):
    """Test and train score and the predicted classes of one cell by scikit-learn."""
    point, train, validation = job
    settings = dict(point)
    if settings.get("class_weight") == "none":
        settings["class_weight"] = None
    model = SVC(cache_size=1000, **settings).fit(ROWS[train], CLASSES[train])
    predicted = model.predict(ROWS[validation])
    return (numpy.mean(predicted == CLASSES[validation]), model.score(ROWS[train], CLASSES[train]),
            predicted)


def compare(check, gf, name, dataset, space, folds=3):
    global ROWS, CLASSES  # inherited by the forked processes instead of being copied to them
    spec = spec_of(name, dataset, space, folds)
    data = gf.export_data(spec)
    ROWS = normalize(data["x"].reshape(len(data["y"]), -1).astype(numpy.float64))
    CLASSES = data["y"]
    splits = list(StratifiedKFold(folds).split(ROWS, CLASSES))
    for split, (train, validation) in enumerate(splits):
        ours = gridfold.fold_rows(data["folds"], split)
        check.that(numpy.array_equal(ours[0], train) and numpy.array_equal(ours[1], validation),
                   f"{name}: the rows of fold {split}")

    started = time.monotonic()
    trials = gf.run(spec)
    our_seconds = time.monotonic() - started
    points = [dict(zip(space, values)) for values in itertools.product(*space.values())]
    check.that(len(trials) == len(points), f"{name}: {len(trials)} trials of {len(points)}")

    started = time.monotonic()
    with multiprocessing.Pool(os.cpu_count()) as pool:
        jobs = [(point, *split) for point in points for split in splits]
        theirs = pool.map(fit_cell, jobs, chunksize=1)
    their_seconds = time.monotonic() - started

    print(f"\n{name}: {len(CLASSES)} rows, {len(points)} trials x {folds} folds")
    print(f"  {'parameters':48} {'gridfold':>9} {'sklearn':>9} {'rows that differ':>17}")
    for index, point in enumerate(points):
        searched = {key: value for key, value in point.items() if len(space[key]) > 1}
        trial = next((t for t in trials if t.parameters == searched), None)
        check.that(trial is not None, f"{name}: no trial {searched}")
        if trial is None:
            continue
        cells = theirs[index * folds:(index + 1) * folds]
        differing = 0
        for split, (test_score, train_score, predicted) in enumerate(cells):
            train, validation = splits[split]
            place = f"{name} {searched} fold {split}"
            ours = trial.test_scores[split]
            check.that(abs(ours - test_score) * len(validation) < 1.5,
                       f"{place}: test {ours:.6f} against {test_score:.6f}")
            ours = trial.train_scores[split]
            check.that(abs(ours - train_score) * len(train) < 1.5,
                       f"{place}: train {ours:.6f} against {train_score:.6f}")
            differing += int(numpy.sum(trial.predictions[split] != predicted))
        ours = numpy.mean([trial.test_scores[split] for split in range(folds)])
        means = numpy.mean([cell[0] for cell in cells])
        print(f"  {str(searched):48} {ours:9.5f} {means:9.5f} {differing:17d}")
    print(f"  gridfold {our_seconds:.1f} s (with start and data), "
          f"scikit-learn {their_seconds:.1f} s on {os.cpu_count()} cores")


def main():
    def add(parser):
        parser.add_argument("--rows", type=int, default=2000, help="training rows of MNIST")
        parser.add_argument("--full-a8", action="store_true",
                            help="only the grid of examples/a8-rbf-grid.yaml (15 min)")
    arguments = gridfold.parse_arguments(__doc__, add)
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("svm_grid")
    dataset = DIGITS
    if os.environ.get("GRIDFOLD_DATA_DIR"):
        dataset = {**MNIST, "train": arguments.rows}
        if arguments.full_a8:
            dataset["test"] = 21000
    compare(check, gf, "rbf", dataset, A8)
    if not arguments.full_a8:
        compare(check, gf, "poly", dataset, POLYNOMIAL)
        compare(check, gf, "linear", dataset, LINEAR)
        # Weights only show where classes are of different sizes.
        x, y = gridfold.uneven_digits([15, 30, 45, 60, 75, 90, 105, 120, 135, 150])
        path = gf.write_csv("uneven.csv", x, y)
        compare(check, gf, "balanced", {"csv": path, "label": "last"}, BALANCED)
    check.finish()


if __name__ == "__main__":
    main()
