"""Grids of support vector machines: gridfold against scikit-learn's GridSearchCV, in one run.

Both sides get the same rows and folds and score training rows too. gridfold's time is that of the
whole command `gridfold run`: start, reading the data set, search, database. scikit-learn's is that
of GridSearchCV.fit alone, with n_jobs = cores, on rows that are in memory already. gridfold runs
several times before and after scikit-learn, and the median counts; scikit-learn runs once, because
it takes long. Cores are those that the process may use (taskset).

Two ratios are printed: of the wall times, and of scikit-learn's processor seconds divided by the
cores, which is the least wall time that GridSearchCV could have had. The second one does not grow
when another program takes processor time from scikit-learn during its hour; it is the one summed up.
It still grows by half and more when that program takes caches and memory: measure on a quiet machine.

With --splits N scikit-learn gets the first N folds of every cell alone, and its times are multiplied
by folds / N: folds are of one size, so a third of an hour says what the hour would.

    python3 bench/compare/svm_grid.py a8         (an hour on 2 cores; needs MNIST)
    python3 bench/compare/svm_grid.py c2 c4      (an hour; needs $GRIDFOLD_DATA_DIR/noisy-digits)
"""

import argparse
import hashlib
import itertools
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "compare"))
import gridfold  # noqa: E402

CPU_INFO = pathlib.Path("/proc/cpuinfo")
SPECS = {"a8": "a8-rbf-grid.yaml", "c2": "c2-pca-rbf-grid.yaml", "c4": "c4-rbf-grid.yaml"}


class KeepPredictions:
    """A scorer that returns the accuracy and leaves the predictions in a folder."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, point, labels):
        name = repr(sorted(point.items())).encode() + labels.tobytes()
        return pathlib.Path(self.folder) / (hashlib.sha1(name).hexdigest() + ".npy")

    def __call__(self, model, rows, labels):
        predicted = model.predict(rows)
        svm = model.steps[-1][1]
        numpy.save(self.path({"C": svm.C, "gamma": svm.gamma}, labels), predicted)
        return float(numpy.mean(predicted == labels))


def pipeline_of(spec):
    """scikit-learn's pipeline for the steps of a spec, its settings as gridfold means them."""
    from sklearn.decomposition import PCA
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import Normalizer
    from sklearn.svm import SVC
    steps = []
    for step in spec.get("pipeline", []):
        (name, settings), = step.items()
        if name == "normalize" and settings == "l2":
            steps.append((name, Normalizer()))
        elif name == "pca":
            # Exact, as gridfold's is: the randomised solver, scikit-learn's choice for this size,
            # takes a second less a fit but turns the last directions, and whitening enlarges that.
            steps.append((name, PCA(settings["components"], whiten=settings["whiten"],
                                    svd_solver="full")))
        else:
            sys.exit(f"no equal of the step {step} is known here")
    balanced = spec["parameters"].get("class_weight") == "balanced"
    svm = SVC(kernel="rbf", cache_size=1000, class_weight="balanced" if balanced else None)
    return Pipeline(steps + [("svm", svm)])


def blas():
    """The BLAS that scikit-learn's LIBSVM takes its inner products from; the reference one, which
    Debian installs by default, is five times slower and would flatter gridfold."""
    from threadpoolctl import threadpool_info
    found = [f"{library['internal_api']} {library['version']} for {library.get('architecture')}"
             for library in threadpool_info() if library["user_api"] == "blas"]
    if not found:
        sys.exit("scikit-learn here computes with the reference BLAS: install libopenblas0-pthread "
                 "for a fair comparison")
    if any("Prescott" in name for name in found) and "avx2" in CPU_INFO.read_text():
        sys.exit("OpenBLAS does not know this processor and takes it for one without AVX: set "
                 "OPENBLAS_CORETYPE=SKYLAKEX (with AVX-512) or HASWELL for a fair comparison")
    return ", ".join(found)


def values_of(parameter):
    """The values of a searched parameter of a grid, as gridfold expands them."""
    if "values" in parameter:
        return [float(value) for value in parameter["values"]]
    low, high, count = parameter["min"], parameter["max"], parameter["count"]
    steps = numpy.linspace(numpy.log(low), numpy.log(high), count)
    return [float(value) for value in numpy.exp(steps)]


def run_gridfold(gf, path, repeats, slots):
    """Wall seconds of each run and the last run's database."""
    seconds = []
    for _ in range(repeats):
        database = gf.folder / f"{path.stem}-{time.monotonic_ns()}.db"
        command = [gf.executable, "run", str(path), "--db", str(database), "--workers", str(slots)]
        begun = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds.append(time.monotonic() - begun)
    return seconds, database


def children_seconds():
    """Processor seconds of all processes that this one started and that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def compare(gf, name, rows_max, repeats, slots, splits_max):
    from joblib.externals.loky import get_reusable_executor
    from sklearn.model_selection import GridSearchCV, StratifiedKFold
    spec = yaml.safe_load((ROOT / "examples" / SPECS[name]).read_text())
    spec["refit"] = {"top": 0}
    if "csv" in spec["dataset"]:
        spec["dataset"]["csv"] = str(pathlib.Path(os.environ["GRIDFOLD_DATA_DIR"]).resolve() /
                                     spec["dataset"]["csv"])
    if rows_max:
        spec["dataset"]["train"] = rows_max
    path = gf.write_spec(spec)
    data = gf.export_data(spec)
    rows = data["x"].reshape(len(data["y"]), -1).astype(numpy.float64)
    labels = data["y"]
    folds = spec["cv"]["folds"]
    splits = list(StratifiedKFold(folds).split(rows, labels))
    for split, (train, validation) in enumerate(splits):
        ours = gridfold.fold_rows(data["folds"], split)
        if not (numpy.array_equal(ours[0], train) and numpy.array_equal(ours[1], validation)):
            sys.exit(f"{name}: the rows of fold {split} differ")

    splits = splits[:splits_max]
    scale = folds / len(splits)

    seconds, database = run_gridfold(gf, path, repeats, slots)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    trials = gridfold.read_trials(database, spec["name"])
    grid = {key: values_of(spec["parameters"][key]) for key in ("C", "gamma")}
    print(f"\n{name} ({SPECS[name]}): {len(labels)} rows x {rows.shape[1]}, "
          f"{len(grid['C'])} C x {len(grid['gamma'])} gamma, {folds} folds, {slots} cores",
          flush=True)
    print(f"  gridfold run before: {', '.join(f'{s:.2f}' for s in seconds)} s, "
          f"peak {peak:.2f} GiB", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        scorer = KeepPredictions(folder)
        search = GridSearchCV(pipeline_of(spec), {"svm__" + key: grid[key] for key in grid},
                              cv=splits, n_jobs=slots, return_train_score=True, refit=False,
                              scoring=scorer, verbose=2)
        used = children_seconds()
        begun = time.monotonic()
        search.fit(rows, labels)
        theirs = scale * (time.monotonic() - begun)
        get_reusable_executor().shutdown(wait=True)
        used = scale * (children_seconds() - used)
        again, _ = run_gridfold(gf, path, repeats, slots)
        print(f"  gridfold run after:  {', '.join(f'{s:.2f}' for s in again)} s")
        seconds += again
        print(f"  gridfold run      {statistics.median(seconds):8.2f} s   (median)")
        ratio = used / slots / statistics.median(seconds)
        if scale != 1:
            print(f"  GridSearchCV ran {len(splits)} of {folds} folds; times are for all")
        print(f"  GridSearchCV      {theirs:8.2f} s   ratio {theirs / statistics.median(seconds):.0f}")
        print(f"  its processor seconds / cores {used / slots:8.2f} s   ratio {ratio:.0f}")
        print(f"  {'C':>8} {'gamma':>8} {'gridfold':>9} {'sklearn':>9} {'rows apart in a fold':>21} "
              f"{'predictions':>12}")
        print(f"  {'':8} {'':8} {'mean':>9} {'mean':>9} {'validation':>12} {'train':>8} "
              f"{'that differ':>12}")
        points = list(itertools.product(grid["C"], grid["gamma"]))
        far = 0
        for cost, gamma in points:
            trial = next(t for t in trials if numpy.isclose(t.parameters["C"], cost) and
                         numpy.isclose(t.parameters["gamma"], gamma))
            differing, most, mean = 0, {"validation": 0.0, "train": 0.0}, 0.0
            for split, (train, validation) in enumerate(splits):
                for part, rows_of, score in (("validation", validation, trial.test_scores[split]),
                                             ("train", train, trial.train_scores[split])):
                    predicted = numpy.load(scorer.path({"C": cost, "gamma": gamma},
                                                       labels[rows_of]))
                    hits = int(numpy.sum(predicted == labels[rows_of]))
                    most[part] = max(most[part], abs(hits - score * len(rows_of)))
                    if part == "validation":
                        differing += int(numpy.sum(predicted != trial.predictions[split]))
                        mean += hits / len(rows_of) / len(splits)
            far += max(most.values()) > 1.5
            ours = numpy.mean([trial.test_scores[split] for split in range(len(splits))])
            print(f"  {cost:8.4g} {gamma:8.4g} {ours:9.5f} {mean:9.5f} {most['validation']:12.0f} "
                  f"{most['train']:8.0f} {differing:12d}")
        print(f"  {len(points)} cells, {far} of them more than one row of a fold apart")
    return ratio


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("problems", nargs="*", default=["a8"], help="a8, c2, c4 (default: a8)")
    parser.add_argument("--gridfold", default=ROOT / "build/release/bin/gridfold",
                        help="the command (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=3,
                        help="runs of gridfold before and again after")
    parser.add_argument("--rows", type=int, help="training rows (default: all of the spec)")
    parser.add_argument("--splits", type=int, help="folds that scikit-learn runs (default: all)")
    arguments = parser.parse_args()
    for name in arguments.problems:
        if name not in SPECS:
            sys.exit(f"expected {', '.join(SPECS)}, found {name}")
    gf = gridfold.Gridfold(arguments.gridfold)
    import sklearn.svm
    print(f"scikit-learn {sklearn.__version__}, {blas()}")
    cores = len(os.sched_getaffinity(0))
    ratios = {name: compare(gf, name, arguments.rows, arguments.repeats, cores, arguments.splits)
              for name in arguments.problems}
    print("\n" + "\n".join(f"{name}: {ratio:.0f} times as fast" for name, ratio in ratios.items()))


if __name__ == "__main__":
    main()
