"""Runs gridfold and reads its results: what all comparisons share.

Results are read from the database's stable views and from fold_results.predictions (int32, little
endian, the class of each validation row in the fold's row order).
"""

import argparse
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Trial:
    """One trial: its parameters and, by fold, scores, predicted classes and further metrics."""

    def __init__(self, parameters):
        self.parameters = parameters
        self.test_scores = {}
        self.train_scores = {}
        self.predictions = {}
        self.metrics = {}


class Gridfold:
    """The command, with a temporary folder for specs, data files and databases."""

    def __init__(self, executable):
        self.executable = str(executable)
        self._folder = tempfile.TemporaryDirectory(prefix="gridfold-compare-")
        self.folder = pathlib.Path(self._folder.name)
        self._count = 0

    def call(self, *arguments):
        command = [self.executable, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n"
                     f"{done.stdout}{done.stderr}")
        return done.stdout

    def write_spec(self, spec):
        self._count += 1
        path = self.folder / f"spec-{self._count}.yaml"
        path.write_text(json.dumps(spec, indent=1))  # JSON is YAML
        return path

    def export_data(self, spec):
        """The rows and folds that a study of this spec works on, as numpy.load gives them."""
        path = self.write_spec(spec)
        archive = path.with_suffix(".npz")
        self.call("data", "export", path, "-o", archive)
        return numpy.load(archive)

    def run(self, spec):
        """Runs the search to its end; returns its completed trials."""
        return read_trials(self.search(self.write_spec(spec)), spec["name"])

    def search(self, path):
        """Runs the search of a spec's file to its end; returns the database."""
        database = path.with_suffix(".db")
        self.call("run", path, "--db", database, "--workers", os.cpu_count() or 1)
        return database

    def write_csv(self, name, x, y):
        """A data file with the label last; returns its path as text."""
        path = self.folder / name
        table = numpy.column_stack([x, y])
        numpy.savetxt(path, table, delimiter=",", fmt=["%.9g"] * x.shape[1] + ["%d"])
        return str(path)


def read_trials(database, study):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    trials = {}
    rows = connection.execute(
        "SELECT trial, params_json FROM leaderboard WHERE study = ? AND state = 'COMPLETED'",
        (study,))
    for number, parameters in rows:
        trials[number] = Trial(json.loads(parameters))
    rows = connection.execute(
        "SELECT r.trial, r.fold, r.test_score, r.train_score, r.predictions FROM fold_results AS r"
        " JOIN studies AS s ON s.id = r.study WHERE s.name = ? AND r.fold >= 0", (study,))
    for number, fold, test, train, predictions in rows:
        trial = trials[number]
        trial.test_scores[fold] = test
        trial.train_scores[fold] = train
        # A program of the user's need not give any.
        if predictions:
            trial.predictions[fold] = numpy.frombuffer(predictions, dtype="<i4")
    rows = connection.execute(
        "SELECT m.trial, m.fold, m.metric, m.value FROM fold_metrics AS m"
        " JOIN studies AS s ON s.id = m.study WHERE s.name = ? AND m.fold >= 0", (study,))
    for number, fold, metric, value in rows:
        trials[number].metrics.setdefault(fold, {})[metric] = value
    connection.close()
    return [trials[number] for number in sorted(trials)]


def fold_rows(folds, split):
    """Training and validation rows of a split, from the export's `folds` [splits x rows]: 1 where
    the row validates."""
    validates = numpy.atleast_2d(folds)[split] != 0
    return numpy.flatnonzero(~validates), numpy.flatnonzero(validates)


class Check:
    """Collects disagreements; `finish` ends the program with their number."""

    def __init__(self, title):
        self.title = title
        self.checked = 0
        self.failures = []

    def that(self, holds, message):
        self.checked += 1
        if not holds:
            self.failures.append(message)
            print(f"  DISAGREES: {message}")

    def finish(self):
        print(f"{self.title}: {self.checked} comparisons, {len(self.failures)} disagree")
        if self.checked == 0:
            sys.exit(f"{self.title}: nothing was compared")
        sys.exit(1 if self.failures else 0)


def parse_arguments(description, add=None):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--gridfold", default=ROOT / "build/release/bin/gridfold",
                        help="the command to test (default: %(default)s)")
    if add:
        add(parser)
    arguments = parser.parse_args()
    if not pathlib.Path(arguments.gridfold).exists():
        sys.exit(f"{arguments.gridfold} does not exist: build it first")
    return arguments


def uneven_digits(keep):
    """Rows and classes of scikit-learn's digits, of class k only the first keep[k]."""
    from sklearn.datasets import load_digits
    x, y = load_digits(return_X_y=True)
    rows = numpy.sort(numpy.concatenate(
        [numpy.flatnonzero(y == k)[:count] for k, count in enumerate(keep)]))
    return x[rows], y[rows]
