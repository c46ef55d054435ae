"""`gridfold export --to libsvm`: LIBSVM's own svm-predict must give the labels of `gridfold predict`.

Test rows are prepared without gridfold: normalised by scikit-learn in double and written as svmlight.
All labels must be equal. What differs is rounding: gridfold's rows and kernel values are floats,
which moves decision values by about 1e-6; a label differs only where a vote is closer than that.
"""

import os
import shutil
import subprocess
import sys
import time

import numpy
from sklearn.datasets import dump_svmlight_file
from sklearn.preprocessing import normalize

import gridfold

DIGITS = {"name": "digits", "train": 1500, "test": 1000}
RBF = {"kernel": "rbf", "C": 10.0, "gamma": 1.0}
POLYNOMIAL = {"kernel": "poly", "C": 1.0, "gamma": 1.0, "degree": 3, "coef0": 0.5}
LINEAR = {"kernel": "linear", "C": 1.0}


def spec_of(name, dataset, parameters):
    return {"name": name, "dataset": dataset, "pipeline": [{"normalize": "l2"}], "model": "svm",
            "parameters": parameters, "cv": {"holdout": 0.1},
            "metric": {"name": "accuracy", "goal": "maximize"}, "refit": {"top": 1}}


def compare(check, gf, dataset, test_rows, parameters):
    name = parameters["kernel"]
    spec = gf.write_spec(spec_of(name, dataset, parameters))
    database = gf.search(spec)
    ours_file, rows_file, theirs_file, labels_file, libsvm_file = (
        spec.with_suffix(suffix) for suffix in (".gfm", ".svm", ".theirs", ".ours", ".model"))

    gf.call("model", name, "--db", database, "-o", ours_file)
    started = time.monotonic()
    gf.call("predict", ours_file, spec, "--output", labels_file)
    our_seconds = time.monotonic() - started
    ours = numpy.loadtxt(labels_file, dtype=int)

    gf.call("export", name, "--db", database, "--to", "libsvm", "-o", libsvm_file)
    x, y = test_rows
    dump_svmlight_file(x, y, str(rows_file), zero_based=False)
    started = time.monotonic()
    done = subprocess.run(["svm-predict", rows_file, libsvm_file, theirs_file],
                          capture_output=True, text=True, check=False)
    their_seconds = time.monotonic() - started
    check.that(done.returncode == 0, f"{name}: svm-predict: {done.stdout}{done.stderr}")
    if done.returncode != 0:
        return
    theirs = numpy.loadtxt(theirs_file, dtype=int)

    check.that(len(ours) == len(theirs) == len(y),
               f"{name}: {len(ours)} labels, svm-predict {len(theirs)}, rows {len(y)}")
    differing = int(numpy.sum(ours != theirs))
    check.that(differing == 0, f"{name}: {differing} of {len(y)} labels differ")
    print(f"{name}: {len(y)} rows, {differing} differ; accuracy {numpy.mean(ours == y):.4f}; "
          f"gridfold {our_seconds:.1f} s, svm-predict {their_seconds:.1f} s")


def main():
    def add(parser):
        parser.add_argument("--full", action="store_true",
                            help="14,000 training and 10,000 test rows of MNIST (minutes)")
    arguments = gridfold.parse_arguments(__doc__, add)
    if shutil.which("svm-predict") is None:
        sys.exit("svm-predict is missing: install libsvm-tools")
    has_mnist = bool(os.environ.get("GRIDFOLD_DATA_DIR"))
    if arguments.full and not has_mnist:
        sys.exit("--full needs GRIDFOLD_DATA_DIR")
    dataset = {"name": "mnist", "train": 2000, "test": 2000, "seed": 42} if has_mnist else DIGITS
    kernels = [RBF, POLYNOMIAL, LINEAR]
    if arguments.full:
        dataset, kernels = {**dataset, "train": 14000, "test": 10000}, [RBF]
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("libsvm_export")
    data = gf.export_data(spec_of("data", dataset, RBF))
    y = data["y_test"]
    rows = normalize(data["x_test"].reshape(len(y), -1).astype(numpy.float64))
    for parameters in kernels:
        compare(check, gf, dataset, (rows, y), parameters)
    check.finish()


if __name__ == "__main__":
    main()
