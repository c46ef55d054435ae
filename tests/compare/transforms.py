"""Pipeline steps against scikit-learn's, seen through the predictions of a support vector machine.

The data makes every step matter: columns of very different scale and offset, one constant column,
negative values. A fold's prediction may differ in one row, as features are float32 here.
"""

import numpy
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, Normalizer, StandardScaler
from sklearn.svm import SVC

import gridfold

FOLDS = 3
# Not rbf: distances do not see what `center` does.
SETTINGS = {"kernel": "poly", "degree": 2, "C": 10.0, "gamma": 0.02, "coef0": 1.0}

PIPELINES = {
    "none": ([], []),
    "l2": ([{"normalize": "l2"}], [Normalizer()]),
    "minmax": ([{"normalize": "minmax"}], [MinMaxScaler()]),
    "standard": ([{"normalize": "standard"}], [StandardScaler()]),
    "center": ([{"normalize": "center"}], [StandardScaler(with_std=False)]),
    "rescale": ([{"rescale": 16}], [FunctionTransformer(lambda x: x / 16)]),
    "divide and subtract": ([{"rescale": {"divide": 8, "subtract": 0.5}}],
                            [FunctionTransformer(lambda x: x / 8 - 0.5)]),
    "standard, then l2": ([{"normalize": "standard"}, {"normalize": "l2"}],
                          [StandardScaler(), Normalizer()]),
    "l2, then minmax": ([{"normalize": "l2"}, {"normalize": "minmax"}],
                        [Normalizer(), MinMaxScaler()]),
}


def distorted_digits():
    x, y = gridfold.uneven_digits([60] * 10)
    random = numpy.random.default_rng(5)
    x = x * random.uniform(0.2, 3.0, x.shape[1]) + random.uniform(-4, 4, x.shape[1])
    x[:, 0] = 7.5
    # What the data file and float32 can hold, so that both sides start from the same numbers.
    return x.astype(numpy.float32).astype(numpy.float64), y


def spec_of(path, steps):
    return {"name": "transforms", "dataset": {"csv": path, "label": "last"}, "pipeline": steps,
            "model": "svm", "parameters": SETTINGS,
            "cv": {"folds": FOLDS, "stratified": True, "shuffle": False, "train_scores": True},
            "search": {"algorithm": "grid"}, "metric": {"name": "accuracy", "goal": "maximize"},
            "refit": {"top": 0}}


def main():
    arguments = gridfold.parse_arguments(__doc__)
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("transforms")
    x, y = distorted_digits()
    path = gf.write_csv("distorted.csv", x, y)
    splits = list(StratifiedKFold(FOLDS).split(x, y))
    print(f"  {'pipeline':22} {'gridfold':>9} {'sklearn':>9} {'rows that differ':>17}")
    seen = set()
    for name, (steps, transformers) in PIPELINES.items():
        trials = gf.run(spec_of(path, steps))
        check.that(len(trials) == 1, f"{name}: {len(trials)} trials")
        scores, differing = [], 0
        for split, (train, validation) in enumerate(splits):
            model = make_pipeline(*transformers, SVC(**SETTINGS)).fit(x[train], y[train])
            predicted = model.predict(x[validation])
            rows = int(numpy.sum(predicted != trials[0].predictions[split]))
            check.that(rows <= 1, f"{name}, fold {split}: {rows} rows differ")
            train_score = model.score(x[train], y[train])
            check.that(abs(trials[0].train_scores[split] - train_score) * len(train) < 1.5,
                       f"{name}, fold {split}: train {trials[0].train_scores[split]:.6f}"
                       f" against {train_score:.6f}")
            scores.append(numpy.mean(predicted == y[validation]))
            differing += rows
        ours = numpy.mean(list(trials[0].test_scores.values()))
        seen.add(round(float(numpy.mean(scores)), 5))
        print(f"  {name:22} {ours:9.5f} {numpy.mean(scores):9.5f} {differing:17d}")
    # If the steps did not change the outcome, agreement would say nothing.
    check.that(len(seen) >= 5, f"only {len(seen)} different scores: the data is too easy")
    check.finish()


if __name__ == "__main__":
    main()
