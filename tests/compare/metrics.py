"""Metrics against scikit-learn's on gridfold's own predictions: equal to 1e-9.

A weak model on uneven classes makes them differ from each other, and leaves classes that are never
predicted, where scikit-learn's rule for a division by zero (0) counts.
"""

import warnings

import numpy
from sklearn import metrics
from sklearn.model_selection import StratifiedKFold

import gridfold

FOLDS = 3
TOLERANCE = 1e-9  # the sums are of a few hundred doubles; their order may differ

METRICS = {
    "accuracy": metrics.accuracy_score,
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "f1_macro": lambda y, p: metrics.f1_score(y, p, average="macro", zero_division=0),
    "precision_macro": lambda y, p: metrics.precision_score(y, p, average="macro", zero_division=0),
    "recall_macro": lambda y, p: metrics.recall_score(y, p, average="macro", zero_division=0),
}


def spec_of(path, metric):
    return {"name": "metrics", "dataset": {"csv": path, "label": "last"}, "model": "svm",
            "pipeline": [{"rescale": 16}],
            "parameters": {"kernel": "rbf", "gamma": 0.05, "C": {"values": [0.02, 0.2, 2.0]}},
            "cv": {"folds": FOLDS, "stratified": True, "shuffle": False},
            "search": {"algorithm": "grid"}, "metric": {"name": metric, "goal": "maximize"},
            "refit": {"top": 0}}


def main():
    arguments = gridfold.parse_arguments(__doc__)
    warnings.simplefilter("ignore")
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("metrics")
    x, y = gridfold.uneven_digits([12, 20, 30, 45, 60, 75, 90, 110, 130, 150])
    path = gf.write_csv("uneven.csv", x, y)
    splits = list(StratifiedKFold(FOLDS).split(x, y))
    never_predicted = 0
    for name, reference in METRICS.items():
        trials = gf.run(spec_of(path, name))
        check.that(len(trials) == 3, f"{name}: {len(trials)} trials")
        for trial in trials:
            for split, (_, validation) in enumerate(splits):
                predicted = trial.predictions[split]
                never_predicted += len(set(y) - set(predicted))
                expected = reference(y[validation], predicted)
                found = trial.test_scores[split]
                print(f"  {name:18} C={trial.parameters['C']:<5} fold {split}:"
                      f" {found:.12f} {expected:.12f}")
                check.that(abs(found - expected) < TOLERANCE,
                           f"{name} {trial.parameters}, fold {split}: {found} against {expected}")
    check.that(never_predicted > 0, "every class is predicted: the rule for zero is not seen")
    check.finish()


if __name__ == "__main__":
    main()
