"""k-means and mixtures: gridfold's fits against scikit-learn's KMeans and GaussianMixture.

Both sides fit the same rows in the same number of searches (n_init). gridfold's time is the
fit_seconds of the cell, with one slot and with all; scikit-learn's is that of fit(), with one thread
and with as many as there are slots. Both start from rows in memory. Runs take turns, and the least
time of each counts: other programs only ever add to it. What was found is printed beside it, and the
number of iterations, as both draw first centres of their own.

scikit-learn gets float32 rows for k-means (it is faster on them) and float64 for mixtures, whose
covariances need it.

    python3 bench/compare/clusters.py                (needs MNIST; some minutes)
    python3 bench/compare/clusters.py gmm-full --rows 10000
"""

import argparse
import os
import pathlib
import sqlite3
import sys
import time
import warnings


def use_all_of_the_processor():
    """OpenBLAS takes processors that it does not know for old ones, which would flatter gridfold."""
    flags = pathlib.Path("/proc/cpuinfo").read_text().split("flags", 1)[-1].split("\n")[0].split()
    if "avx512f" in flags:
        os.environ.setdefault("OPENBLAS_CORETYPE", "SKYLAKEX")
    elif "avx2" in flags:
        os.environ.setdefault("OPENBLAS_CORETYPE", "HASWELL")


use_all_of_the_processor()
import numpy  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "compare"))
import gridfold  # noqa: E402

CASES = {
    "kmeans": ([], "kmeans", {"n_clusters": 10, "n_init": 10}),
    "kmeans-random": ([], "kmeans", {"n_clusters": 10, "n_init": 10, "init": "random"}),
    "kmeans-once": ([], "kmeans", {"n_clusters": 10, "n_init": 1}),
    "kmeans-64": ([], "kmeans", {"n_clusters": 64, "n_init": 3}),
    "kmeans-pca2": ([{"pca": 2}], "kmeans", {"n_clusters": 10, "n_init": 10}),
    "minibatch": ([], "kmeans", {"n_clusters": 10, "n_init": 3, "algorithm": "minibatch"}),
    "gmm-pca2": ([{"pca": 2}], "gmm", {"n_components": 10}),
    "gmm-pca50": ([{"pca": 50}], "gmm", {"n_components": 10}),
    "gmm-diag": ([], "gmm", {"n_components": 10, "covariance_type": "diag", "reg_covar": 0.01}),
    "gmm-tied": ([], "gmm", {"n_components": 10, "covariance_type": "tied", "max_iter": 10}),
    "gmm-full": ([], "gmm", {"n_components": 10, "max_iter": 5}),
}


def blas():
    from threadpoolctl import threadpool_info
    found = [f"{library['internal_api']} {library['version']} ({library.get('architecture')})"
             for library in threadpool_info() if library["user_api"] == "blas"]
    return ", ".join(found) or "reference BLAS"


def run_gridfold(gf, path, slots):
    """Seconds and facts of the one cell."""
    database = gf.folder / f"{path.stem}-{time.monotonic_ns()}.db"
    gf.call("run", path, "--db", database, "--workers", slots)
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    seconds, = connection.execute("SELECT fit_seconds FROM fold_results WHERE fold >= 0").fetchone()
    facts = dict(connection.execute("SELECT metric, value FROM fold_metrics WHERE fold >= 0"))
    connection.close()
    return seconds, facts


def estimator(model, parameters):
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.mixture import GaussianMixture
    parameters = dict(parameters)
    if model == "gmm":
        return GaussianMixture(random_state=0, **parameters)
    if parameters.pop("algorithm", None) == "minibatch":
        return MiniBatchKMeans(random_state=0, **parameters)
    return KMeans(random_state=0, **parameters)


def run_scikit_learn(model, parameters, rows, threads):
    from threadpoolctl import threadpool_limits
    with threadpool_limits(threads), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that max_iter ended it
        fitted = estimator(model, parameters)
        begun = time.monotonic()
        fitted.fit(rows)
        seconds = time.monotonic() - begun
    value = fitted.lower_bound_ if model == "gmm" else fitted.inertia_
    return seconds, value, getattr(fitted, "n_steps_", None) or fitted.n_iter_


def compare(gf, name, rows_max, repeats, slots):
    steps, model, parameters = CASES[name]
    spec = {"name": name, "model": model, "parameters": parameters,
            "dataset": {"name": "mnist", "train": rows_max, "test": 1000, "seed": 42},
            "pipeline": [{"normalize": "minmax"}, *steps],
            "cv": {"holdout": 0.05}, "search": {"algorithm": "grid"},
            "metric": {"name": "accuracy", "goal": "maximize"}, "refit": {"top": 0}}
    path = gf.write_spec(spec)
    data = gf.export_data(spec)
    train, _ = gridfold.fold_rows(data["folds"], 0)
    x = data["x"].reshape(len(data["y"]), -1)[train].astype(numpy.float32)
    x = (x - x.min(axis=0)) / numpy.maximum(x.max(axis=0) - x.min(axis=0), 1e-30)
    if steps:
        from sklearn.decomposition import PCA
        x = PCA(steps[0]["pca"], svd_solver="full").fit_transform(x)
    x = numpy.ascontiguousarray(x, dtype=numpy.float64 if model == "gmm" else numpy.float32)

    ours, theirs = {1: [], slots: []}, {1: [], slots: []}
    for _ in range(repeats):
        for threads in sorted(ours):
            seconds, facts = run_gridfold(gf, path, threads)
            ours[threads].append(seconds)
            seconds, value, iterations = run_scikit_learn(model, parameters, x, threads)
            theirs[threads].append(seconds)
    found = facts["lower_bound" if model == "gmm" else "inertia"]
    print(f"{name:14} {len(x)} x {x.shape[1]}: found {found:.6g} in {facts['iterations']:.0f}"
          f" iterations, scikit-learn {value:.6g} in {iterations}")
    for threads in sorted(ours):
        print(f"  threads {threads}  gridfold {min(ours[threads]):8.3f} s"
              f"  scikit-learn {min(theirs[threads]):8.3f} s"
              f"  ratio {min(theirs[threads]) / min(ours[threads]):6.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=list(CASES), help=", ".join(CASES))
    parser.add_argument("--gridfold", default=ROOT / "build/release/bin/gridfold",
                        help="the command (default: %(default)s)")
    parser.add_argument("--rows", type=int, default=56000, help="training rows (default: 56000)")
    parser.add_argument("--repeats", type=int, default=1)
    arguments = parser.parse_args()
    for name in arguments.cases:
        if name not in CASES:
            sys.exit(f"expected {', '.join(CASES)}, found {name}")
    gf = gridfold.Gridfold(arguments.gridfold)
    import sklearn.cluster
    print(f"scikit-learn {sklearn.__version__}, {blas()}")
    for name in arguments.cases:
        compare(gf, name, arguments.rows, arguments.repeats, len(os.sched_getaffinity(0)))


if __name__ == "__main__":
    main()
