"""Metrics against scikit-learn's: equal to 1e-9.

Twice. Everything that common/metric computes (by the program of metric_probe.cc) of random rows and
of those that are made to be difficult: equal probabilities, classes that never occur or are never
predicted, one class alone, constant probabilities. And the metrics that studies record, of
gridfold's own predictions.
"""

import json
import pathlib
import re
import subprocess
import sys
import warnings

import numpy
from sklearn import metrics
from sklearn.model_selection import StratifiedKFold

import gridfold

FOLDS = 3
TOLERANCE = 1e-9  # the sums are of a few thousand doubles; their order may differ


def averaged(function, average):
    return lambda y, p: function(y, p, average=average, zero_division=0)


def kappa(weights):
    # The distance of two classes is counted among all of them, not among those that occur.
    return lambda y, p, classes: metrics.cohen_kappa_score(y, p, labels=range(classes),
                                                           weights=weights)


OF_PREDICTIONS = {
    "accuracy": metrics.accuracy_score,
    "error_rate": metrics.zero_one_loss,
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "matthews_corrcoef": metrics.matthews_corrcoef,
}
for name, function in [("precision", metrics.precision_score), ("recall", metrics.recall_score),
                       ("f1", metrics.f1_score)]:
    for average in ["macro", "micro", "weighted"]:
        OF_PREDICTIONS[f"{name}_{average}"] = averaged(function, average)
OF_ALL_CLASSES = {"cohen_kappa": kappa(None), "cohen_kappa_linear": kappa("linear"),
                  "cohen_kappa_quadratic": kappa("quadratic")}


def of_predictions(name, y, predicted, classes):
    if name in OF_ALL_CLASSES:
        return OF_ALL_CLASSES[name](y, predicted, classes)
    return OF_PREDICTIONS[name](y, predicted)


def one_hot(y, classes):
    return (y[:, None] == numpy.arange(classes)).astype(int)


def auc_of(y, p, average):
    """Each class against the rest, for two classes as well; not a number where it raises."""
    try:
        return metrics.roc_auc_score(one_hot(y, p.shape[1]), p, average=average)
    except ValueError:
        return numpy.nan


def auc_of_class(y, p, column):
    return metrics.roc_auc_score(y == column, p[:, column]) if len(set(y == column)) == 2 else numpy.nan


def brier(y, p):
    return metrics.mean_squared_error(one_hot(y, p.shape[1]), p) * p.shape[1]


def top(k):
    def score(y, p):
        classes = p.shape[1]
        if classes > 2:
            return metrics.top_k_accuracy_score(y, p, k=k, labels=range(classes))
        return metrics.top_k_accuracy_score(y, p[:, 1], k=k, labels=[0, 1])
    return score


OF_PROBABILITIES = {
    "log_loss": lambda y, p: metrics.log_loss(y, p, labels=range(p.shape[1])),
    "brier": brier,
    "roc_auc_macro": lambda y, p: auc_of(y, p, "macro"),
    "roc_auc_weighted": lambda y, p: auc_of(y, p, "weighted"),
    "average_precision_macro": lambda y, p: metrics.average_precision_score(
        one_hot(y, p.shape[1]), p, average="macro"),
    "roc_auc_class_1": lambda y, p: auc_of_class(y, p, 1),
    "average_precision_class_1": lambda y, p: metrics.average_precision_score(y == 1, p[:, 1]),
}
OF_PROBABILITIES.update({f"top_{k}_accuracy": top(k) for k in [1, 2, 3]})


class Case:
    """Rows: classes, predictions and probabilities, which are floats of single precision."""

    def __init__(self, title, y, predicted, p):
        self.title = title
        self.y = numpy.asarray(y, dtype=int)
        self.predicted = numpy.asarray(predicted, dtype=int)
        self.p = numpy.asarray(p, dtype=numpy.float32)
        self.classes = self.p.shape[1]

    def probe(self, program):
        lines = [f"{self.classes} {len(self.y)}"]
        for row in range(len(self.y)):
            numbers = " ".join(f"{number:.9g}" for number in self.p[row])
            lines.append(f"{self.y[row]} {self.predicted[row]} {numbers}")
        command = [program]
        for k in [1, 2]:
            command += ["--metric", f"top_{k}_accuracy"]
        for name in ["roc_auc_class_1", "average_precision_class_1"]:
            command += ["--metric", name]
        done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            sys.exit(f"{self.title}: {done.stderr}")
        return json.loads(done.stdout)


def random_case(title, rng, rows, classes, levels=None, present=None):
    """`levels`: probabilities are of so many different weights. `present`: the classes of rows."""
    weights = rng.random((rows, classes)) ** 3
    if levels:
        weights = 1 + rng.integers(levels, size=(rows, classes))
    p = (weights / weights.sum(axis=1, keepdims=True)).astype(numpy.float32)
    y = rng.choice(present if present is not None else classes, size=rows)
    knows = rng.random(rows) < 0.5
    predicted = numpy.where(knows, y, p.argmax(axis=1))
    return Case(title, y, predicted, p)


def cases():
    rng = numpy.random.default_rng(5)
    yield random_case("random", rng, 2000, 10)
    yield random_case("two classes", rng, 500, 2)
    yield random_case("three classes, few rows", rng, 7, 3)
    yield random_case("ties", rng, 1000, 5, levels=3)
    yield random_case("ties of two classes", rng, 400, 2, levels=3)
    yield random_case("all equal", rng, 300, 4, levels=1)
    yield random_case("all equal, two classes", rng, 300, 2, levels=1)
    yield random_case("absent classes", rng, 300, 6, present=[0, 2, 5])
    yield random_case("absent classes and ties", rng, 300, 6, levels=2, present=[1, 4])
    yield random_case("one class of rows", rng, 100, 4, present=[2])
    yield random_case("one class of rows of two", rng, 100, 2, present=[1])
    yield Case("one class, predicted as such", [1] * 9, [1] * 9, [[0.25, 0.5, 0.25]] * 9)
    yield Case("one row", [0], [1], [[0.25, 0.75, 0]])
    yield Case("all wrong and certain", [0, 1, 2], [1, 2, 0], numpy.eye(3)[[1, 2, 0]])
    yield Case("all right and certain", [0, 1, 2, 1], [0, 1, 2, 1], numpy.eye(3)[[0, 1, 2, 1]])
    steps = numpy.linspace(0, 1, 50, dtype=numpy.float32)
    yield Case("in perfect order", numpy.arange(50) >= 30, numpy.arange(50) >= 20,
               numpy.column_stack([1 - steps, steps]))
    sharp = random_case("near 0 and 1", rng, 800, 4)
    sharp.p = numpy.where(sharp.p == sharp.p.max(axis=1, keepdims=True), 1, 1e-30).astype("f4")
    yield sharp


def same(found, expected):
    found = numpy.array([numpy.nan if number is None else number
                         for number in numpy.atleast_1d(numpy.array(found, dtype=object))],
                        dtype=float)
    expected = numpy.atleast_1d(numpy.asarray(expected, dtype=float))
    return found.shape == expected.shape and numpy.allclose(
        found, expected, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)


def compare_class(check, case, column, found):
    y, p = case.y == column, case.p[:, column].astype(float)
    place = f"{case.title}, class {column}"
    (tn, fp), (fn, tp) = metrics.confusion_matrix(y, case.predicted == column,
                                                  labels=[False, True])
    check.that(found["counts"] == [tp, fp, fn, tn, tp + fn], f"{place}: {found['counts']}")
    check.that(same(found["specificity"], tn / (tn + fp) if tn + fp else 0), f"{place}: specificity")
    for name, function in [("precision", metrics.precision_score),
                           ("recall", metrics.recall_score), ("f1", metrics.f1_score)]:
        expected = function(y, case.predicted == column, zero_division=0)
        check.that(same(found[name], expected), f"{place}: {name} {found[name]} against {expected}")
    for name, drop in [("roc", True), ("whole_roc", False)]:
        curve = metrics.roc_curve(y, p, pos_label=True, drop_intermediate=drop)
        check.that(all(map(same, found[name], curve)), f"{place}: {name}")
    curve = metrics.precision_recall_curve(y, p, pos_label=True)
    check.that(all(map(same, found["precision_recall"], curve)), f"{place}: precision and recall")
    area = metrics.roc_auc_score(y, p) if len(set(y)) == 2 else numpy.nan
    check.that(same(found["roc_auc"], area), f"{place}: area {found['roc_auc']} against {area}")
    expected = metrics.average_precision_score(y, p)
    check.that(same(found["average_precision"], expected),
               f"{place}: average precision {found['average_precision']} against {expected}")


def compare_probe(check, program):
    undefined = 0
    for case in cases():
        found = case.probe(program)
        p = case.p.astype(float)
        expected = {name: of_predictions(name, case.y, case.predicted, case.classes)
                    for name in [*OF_PREDICTIONS, *OF_ALL_CLASSES]}
        expected.update({name: function(case.y, p) for name, function in OF_PROBABILITIES.items()})
        check.that(set(found["metrics"]) == set(expected),
                   f"metrics of one side alone: {set(found['metrics']) ^ set(expected)}")
        for name, value in expected.items():
            undefined += numpy.isnan(value)
            check.that(same(found["metrics"][name], value),
                       f"{case.title}, {name}: {found['metrics'][name]} against {value}")
        for column in range(case.classes):
            compare_class(check, case, column, found["classes"][column])
        report = metrics.classification_report(case.y, case.predicted, zero_division=0)
        if not numpy.any(case.y == case.predicted):
            # Then, and only then, 1.2 writes the number of rows as 3.0.
            report = re.sub(r"( *\d+)\.0\n", r"  \1\n", report)
        check.that(found["report"] == report, f"{case.title}: report\n{found['report']}\n{report}")
        print(f"  {case.title}: {len(case.y)} rows of {case.classes} classes")
    check.that(undefined > 0, "every metric of every case is defined: the rule for none is not seen")


def spec_of(path, goal, further):
    return {"name": "metrics", "dataset": {"csv": path, "label": "last"}, "model": "svm",
            "pipeline": [{"rescale": 16}],
            "parameters": {"kernel": "rbf", "gamma": 0.05, "C": {"values": [0.02, 0.2, 2.0]}},
            "cv": {"folds": FOLDS, "stratified": True, "shuffle": False},
            "search": {"algorithm": "grid"}, "metric": goal, "metrics": further,
            "refit": {"top": 0}}


def compare_study(check, gf, path, x, y, goal):
    """One goal, all other metrics recorded beside it."""
    names = [*OF_PREDICTIONS, *OF_ALL_CLASSES]
    trials = gf.run(spec_of(path, goal, names))
    check.that(len(trials) == 3, f"{goal}: {len(trials)} trials")
    never_predicted = 0
    for trial in trials:
        for split, (_, validation) in enumerate(StratifiedKFold(FOLDS).split(x, y)):
            predicted = trial.predictions[split]
            never_predicted += len(set(y) - set(predicted))
            for name in names:
                expected = of_predictions(name, y[validation], predicted, 10)
                found = trial.metrics[split][name]
                check.that(same(found, expected),
                           f"{name} {trial.parameters}, fold {split}: {found} against {expected}")
            check.that(trial.test_scores[split] == trial.metrics[split][goal["name"]],
                       f"the goal {goal['name']} is not the metric of that name")
    check.that(never_predicted > 0, "every class is predicted: the rule for zero is not seen")
    scores = [numpy.mean(list(trial.test_scores.values())) for trial in trials]
    print(f"  {goal['name']} of {len(trials)} trials: {scores}")


def compare_probability_study(check, gf, path):
    """Every metric of probabilities as one that is recorded, and one of them as the goal."""
    spec = spec_of(path, {"name": "brier", "goal": "minimize"}, sorted(OF_PROBABILITIES))
    spec["name"] = "probabilities"
    spec["parameters"].update({"probability": True, "C": {"values": [0.02, 2.0]}})
    trials = gf.run(spec)
    check.that(len(trials) == 2, f"probabilities: {len(trials)} trials")
    for trial in trials:
        for split in range(FOLDS):
            found = trial.metrics[split]
            check.that(all(numpy.isfinite(found[name]) for name in OF_PROBABILITIES),
                       f"fold {split}: {found}")
            check.that(found["brier"] == trial.test_scores[split], f"fold {split}: the goal")
            check.that(found["top_1_accuracy"] <= found["top_2_accuracy"]
                       <= found["top_3_accuracy"], f"fold {split}: {found}")
    weak, strong = (numpy.mean(list(trial.test_scores.values())) for trial in trials)
    check.that(strong < weak < 1, f"Brier score of a weak machine {weak}, of a strong one {strong}")


def main():
    arguments = gridfold.parse_arguments(__doc__)
    warnings.simplefilter("ignore")
    numpy.seterr(all="ignore")
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("metrics")
    build = pathlib.Path(arguments.gridfold).resolve().parent.parent
    compare_probe(check, str(build / "tests" / "metric_probe"))
    x, y = gridfold.uneven_digits([12, 20, 30, 45, 60, 75, 90, 110, 130, 150])
    path = gf.write_csv("uneven.csv", x, y)
    compare_study(check, gf, path, x, y, {"name": "f1_macro", "goal": "maximize"})
    compare_study(check, gf, path, x, y, {"name": "error_rate", "goal": "minimize"})
    compare_probability_study(check, gf, path)
    check.finish()


if __name__ == "__main__":
    main()
