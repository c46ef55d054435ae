"""The fits of classic models: gridfold against scikit-learn, on the same rows, in one run.

Both sides get the same rows of MNIST from memory: 56,000 to fit, 7,000 to predict. gridfold's time is
the fit_seconds and score_seconds of the cell, as its database has them; scikit-learn's that of fit
and predict alone. Each side uses one thread. They take turns, and the least time of each counts, as
other programs can only lengthen one. A sweep is one job of many cells, whose seconds are added up.
Of PCA the time is that of a job without its model's, less what the same job takes without PCA.

    python3 bench/compare/classic.py                     (needs MNIST; five minutes)
    python3 bench/compare/classic.py tree-pca naive-bayes

To add a model: an entry in PROBLEMS.
"""

import argparse
import os
import pathlib
import sqlite3
import subprocess
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "compare"))
import gridfold  # noqa: E402

TRAIN, VALIDATION = 56000, 7000
DEPTHS = list(range(1, 21))


def tree(**settings):
    from sklearn.tree import DecisionTreeClassifier
    return DecisionTreeClassifier(random_state=0, **settings)


def naive_bayes(**settings):
    from sklearn.naive_bayes import GaussianNB
    return GaussianNB(**settings)


# name: rows, the type that scikit-learn gets them in (its own, so that it need not convert them),
# gridfold's model and parameters, and scikit-learn's model of the same meaning. None: gridfold
# alone, beside the problem that is named.
PROBLEMS = {
    "tree-pixels": ("pixels", numpy.float32, "tree", {}, tree),
    "tree-pixels-entropy": ("pixels", numpy.float32, "tree", {"criterion": "entropy"},
                            lambda: tree(criterion="entropy")),
    "tree-pixels-20": ("pixels", numpy.float32, "tree", {"max_depth": 20},
                       lambda: tree(max_depth=20)),
    "tree-pixels-1-to-20": ("pixels", None, "tree", {"max_depth": {"values": DEPTHS}},
                            "tree-pixels-20"),
    "tree-pca": ("pca", numpy.float32, "tree", {}, tree),
    "tree-pca-entropy": ("pca", numpy.float32, "tree", {"criterion": "entropy"},
                         lambda: tree(criterion="entropy")),
    "tree-pca-balanced": ("pca", numpy.float32, "tree", {"class_weight": "balanced"},
                          lambda: tree(class_weight="balanced")),
    "tree-pca-20": ("pca", numpy.float32, "tree", {"max_depth": 20}, lambda: tree(max_depth=20)),
    "tree-pca-1-to-20": ("pca", None, "tree", {"max_depth": {"values": DEPTHS}}, "tree-pca-20"),
    "naive-bayes": ("pixels", numpy.float64, "naive_bayes", {"var_smoothing": 1e-2},
                    lambda: naive_bayes(var_smoothing=1e-2)),
}


# Components, and scikit-learn's solver.
PCA = {"pca-50": (50, "auto"), "pca-50-full": (50, "full")}


class Rows:
    """MNIST as pixels and as 50 principal components, each as arrays and as a file for gridfold."""

    def __init__(self, gf):
        self.gf = gf
        spec = {"name": "rows", "dataset": {"name": "mnist", "train": TRAIN + VALIDATION, "seed": 42,
                                            "test": 70000 - TRAIN - VALIDATION},
                "model": "naive_bayes", "metric": {"name": "accuracy", "goal": "maximize"}}
        data = gf.export_data(spec)
        self.y = data["y"]
        self.pixels = data["x"].reshape(len(self.y), -1)
        self.made = {}

    def get(self, kind):
        if kind not in self.made:
            x = self.pixels if kind == "pixels" else self.components(50)
            path = self.gf.folder / f"{kind}.npz"
            numpy.savez(path, x=x, y=self.y)
            self.made[kind] = (x, str(path))
        return self.made[kind]

    def components(self, count):
        x = self.pixels.astype(numpy.float64) / 255
        x -= x.mean(axis=0)
        _, directions = numpy.linalg.eigh(x.T @ x)
        return (x @ directions[:, ::-1][:, :count]).astype(numpy.float32)


def spec_of(path, model, parameters):
    return {"name": "classic", "dataset": {"npz": path}, "model": model, "parameters": parameters,
            "cv": {"holdout": VALIDATION / (TRAIN + VALIDATION) - 1e-9, "seed": 1},
            "search": {"algorithm": "grid"}, "metric": {"name": "accuracy", "goal": "maximize"},
            "refit": {"top": 0}}


def run_gridfold(gf, file):
    """Fit seconds, score seconds, best validation accuracy, cells."""
    database = file.with_suffix(".db")
    for stale in gf.folder.glob(f"{database.name}*"):
        if stale.is_file():
            stale.unlink()
    subprocess.run([gf.executable, "run", file, "--db", database, "--workers", "1"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    row = connection.execute("SELECT sum(fit_seconds), sum(score_seconds), max(test_score), count(*)"
                             " FROM cv_results WHERE fold >= 0").fetchone()
    connection.close()
    return row


def pipeline_seconds(gf, file):
    """Of the one job, what is not fitting and predicting: reading rows, and the pipeline."""
    run_gridfold(gf, file)
    connection = sqlite3.connect(f"file:{file.with_suffix('.db')}?mode=ro", uri=True)
    row = connection.execute("SELECT (SELECT sum(seconds) FROM attempts_log) - sum(fit_seconds)"
                             " - sum(score_seconds) FROM cv_results WHERE fold >= 0").fetchone()
    connection.close()
    return row[0]


def measure_pca(gf, rows, name, repeats):
    from sklearn.decomposition import PCA as Theirs
    count, solver = PCA[name]
    x, path = rows.get("pixels")
    spec = spec_of(path, "naive_bayes", {"var_smoothing": 1e-2})
    plain = gf.write_spec(spec)
    reduced = gf.write_spec({**spec, "pipeline": [{"pca": count}]})
    train, validation = gridfold.fold_rows(gf.export_data(spec)["folds"], 0)
    parts = [numpy.ascontiguousarray(x[r], dtype=numpy.float32) for r in (train, validation)]
    ours, base, theirs = [], [], []
    for _ in range(repeats):
        base.append(pipeline_seconds(gf, plain))
        ours.append(pipeline_seconds(gf, reduced))
        begun = time.monotonic()
        model = Theirs(count, svd_solver=solver, random_state=0)
        model.fit_transform(parts[0])
        model.transform(parts[1])
        theirs.append(time.monotonic() - begun)
    seconds = min(ours) - min(base)
    print(f"{name:22} {1:5d} {seconds:9.3f} {'':9} {'':9} {min(theirs):9.3f} {'':9} {'':9}"
          f" {min(theirs) / seconds:8.1f}", flush=True)


def run_sklearn(make, x, y, train, validation):
    model = make()
    begun = time.monotonic()
    model.fit(x[0], y[train])
    fitted = time.monotonic()
    predicted = model.predict(x[1])
    return fitted - begun, time.monotonic() - fitted, float(numpy.mean(predicted == y[validation]))


def measure(gf, rows, name, repeats, known):
    kind, dtype, model, parameters, theirs = PROBLEMS[name]
    x, path = rows.get(kind)
    spec = spec_of(path, model, parameters)
    file = gf.write_spec(spec)
    ours = [run_gridfold(gf, file)]
    reference = []
    if dtype is not None:
        train, validation = gridfold.fold_rows(gf.export_data(spec)["folds"], 0)
        if len(train) != TRAIN:
            sys.exit(f"{name}: expected {TRAIN} rows to fit, found {len(train)}")
        parts = [numpy.ascontiguousarray(x[r], dtype=dtype) for r in (train, validation)]
        for _ in range(repeats):
            reference.append(run_sklearn(theirs, parts, rows.y, train, validation))
            ours.append(run_gridfold(gf, file))
    else:
        ours += [run_gridfold(gf, file) for _ in range(repeats)]
    fit, score, accuracy, cells = min(ours)
    known[name] = fit
    line = f"{name:22} {cells:5d} {fit:9.3f} {score:9.3f} {accuracy:9.4f}"
    if reference:
        fit_theirs, score_theirs, accuracy_theirs = min(reference)
        line += (f" {fit_theirs:9.3f} {score_theirs:9.3f} {accuracy_theirs:9.4f}"
                 f" {fit_theirs / fit:8.1f}")
    elif theirs in known:
        line += f"   {fit / known[theirs]:.2f} times the fit of {theirs}"
    print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("problems", nargs="*",
                        help=f"of {', '.join([*PROBLEMS, *PCA])} (default: all)")
    parser.add_argument("--gridfold", default=ROOT / "build/release/bin/gridfold",
                        help="the command (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=2, help="of scikit-learn (default: 2)")
    arguments = parser.parse_args()
    for name in arguments.problems:
        if name not in PROBLEMS and name not in PCA:
            sys.exit(f"expected {', '.join([*PROBLEMS, *PCA])}, found {name}")
    gf = gridfold.Gridfold(arguments.gridfold)
    rows = Rows(gf)
    import sklearn
    print(f"{TRAIN} rows to fit, {VALIDATION} to predict, one thread; scikit-learn "
          f"{sklearn.__version__}")
    print(f"{'':22} {'':5} {'gridfold':>9} {'':9} {'':9} {'sklearn':>9}")
    print(f"{'':22} {'cells':>5} {'fit s':>9} {'predict s':>9} {'accuracy':>9} {'fit s':>9}"
          f" {'predict s':>9} {'accuracy':>9} {'faster':>8}")
    known = {}
    for name in arguments.problems or [*PROBLEMS, *PCA]:
        if name in PCA:
            measure_pca(gf, rows, name, arguments.repeats)
        else:
            measure(gf, rows, name, arguments.repeats, known)


if __name__ == "__main__":
    main()
