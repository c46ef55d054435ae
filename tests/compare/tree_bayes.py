"""Decision trees and Gaussian naive Bayes against scikit-learn's, on the same rows and folds.

Trees: node by node where no two splits are equally good, so that scikit-learn's random order of
features cannot matter (its trees of several seeds are the same); elsewhere by test and train score
at every depth. Deep in a tree many splits are equally good, and both take the first one in an order of
features that is drawn for each node. gridfold's is always the same one, so it also gets the features in
other orders, which is as if it drew again, and means over orders and seeds are compared. The tolerance
is 0.3 points, or three standard errors of the difference of the means when that is more.

Naive Bayes: every prediction; means, variances and log loss to 1e-9 of themselves.
"""

import os

import numpy
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

import gridfold
from transforms import read_tensors

FOLDS = 2
SEEDS = 4
ORDERS = 3
DEPTHS = [1, 2, 3, 5, 8, 12, 16, 20, "none"]
SMOOTHINGS = [1e-9, 1e-4, 1e-2, 1.0]
MNIST = {"name": "mnist", "train": 4000, "test": 1000, "seed": 42}
DIGITS = {"name": "digits", "train": 2500, "test": 500}

# Settings of trees whose splits are all unique.
STRUCTURES = {
    "gini": {"max_depth": 5},
    "entropy": {"criterion": "entropy", "max_depth": 4},
    "balanced": {"class_weight": "balanced", "max_depth": 4},
    "balanced entropy": {"criterion": "entropy", "class_weight": "balanced", "max_depth": 4},
    "leaf": {"min_samples_leaf": 60},
    "split": {"min_samples_split": 400},
    "decrease": {"min_impurity_decrease": 0.001},
}


def spec_of(name, dataset, model, parameters, refit=0):
    return {"name": name, "dataset": dataset, "model": model, "parameters": parameters,
            "cv": {"folds": FOLDS, "stratified": True, "shuffle": False, "train_scores": True},
            "search": {"algorithm": "grid"}, "metric": {"name": "accuracy", "goal": "maximize"},
            "metrics": ["log_loss"],
            "refit": {"top": refit}}


def fitted_tensors(gf, spec):
    """The refitted model as tensors."""
    file = gf.write_spec(spec)
    model = file.with_suffix(".model")
    gf.call("model", spec["name"], "--db", gf.search(file), "-o", model)
    return read_tensors(model)


def continuous_rows():
    """Uneven classes, features of very different scale; no value twice, so hardly a tie."""
    random = numpy.random.default_rng(8)
    y = numpy.repeat(numpy.arange(4), [1200, 600, 300, 900])
    centres = random.normal(size=(4, 7))
    x = (centres[y] + 1.1 * random.normal(size=(len(y), 7))) * 10.0 ** numpy.arange(-3, 4)
    order = random.permutation(len(y))
    # What float32 can hold, so that both sides start from the same numbers.
    return x[order].astype(numpy.float32).astype(numpy.float64), y[order]


def their_tree(x, y, settings, seed):
    return DecisionTreeClassifier(random_state=seed, **settings).fit(x, y)


def compare_structures(check, gf):
    x, y = continuous_rows()
    path = gf.write_csv("continuous.csv", x, y)
    for name, settings in STRUCTURES.items():
        trees = [their_tree(x, y, settings, seed).tree_ for seed in range(SEEDS)]
        unique = all(numpy.array_equal(tree.threshold, trees[0].threshold) for tree in trees)
        check.that(unique, f"structure, {name}: scikit-learn's seeds differ, nothing can be compared")
        if not unique:
            continue
        ours = fitted_tensors(gf, spec_of("structure", {"csv": path, "label": "last"}, "tree",
                                          settings, refit=1))
        theirs = trees[0]
        right = numpy.where(theirs.children_right < 0, 0, theirs.children_right)
        leaf = right == 0
        feature = numpy.where(leaf, -1, theirs.feature)
        threshold = numpy.where(leaf, 0, theirs.threshold)
        weighted = ours["model.counts"] * ours["model.class_weights"]
        print(f"  structure, {name}: {theirs.node_count} nodes, depth {theirs.max_depth}")
        check.that(theirs.node_count > 6, f"structure, {name}: the tree is too small")
        check.that(numpy.array_equal(ours["model.right"], right), f"structure, {name}: children")
        check.that(numpy.array_equal(ours["model.feature"], feature), f"structure, {name}: features")
        check.that(numpy.array_equal(ours["model.threshold"], threshold),
                   f"structure, {name}: thresholds")
        check.that(weighted.shape == theirs.value[:, 0].shape and
                   numpy.allclose(weighted, theirs.value[:, 0], rtol=1e-12, atol=0),
                   f"structure, {name}: class counts")


def our_depths(gf, criterion, x, y):
    """By depth: test scores, train scores and nodes, each [orders of the features x folds]."""
    random = numpy.random.default_rng(3)
    found = {depth: ([], [], []) for depth in DEPTHS}
    for order in range(ORDERS):
        columns = numpy.arange(x.shape[1]) if order == 0 else random.permutation(x.shape[1])
        path = gf.write_csv(f"{criterion}-{order}.csv", x[:, columns], y)
        spec = spec_of("depths", {"csv": path, "label": "last"}, "tree",
                       {"criterion": criterion, "max_depth": {"values": DEPTHS}})
        for trial in gf.run(spec):
            test, train, nodes = found[trial.parameters["max_depth"]]
            test.append([trial.test_scores[split] for split in range(FOLDS)])
            train.append([trial.train_scores[split] for split in range(FOLDS)])
            nodes.append([trial.metrics[split]["nodes"] for split in range(FOLDS)])
    return found


def their_depth(x, y, splits, settings):
    """The same of one depth, [seeds x folds]."""
    scores = ([], [], [])
    for seed in range(SEEDS):
        rows = ([], [], [])
        for train, validation in splits:
            model = their_tree(x[train], y[train], settings, seed)
            rows[0].append(model.score(x[validation], y[validation]))
            rows[1].append(model.score(x[train], y[train]))
            rows[2].append(model.tree_.node_count)
        for all_rows, row in zip(scores, rows):
            all_rows.append(row)
    return scores


def compare_depths(check, gf, criterion, x, y, splits):
    print(f"  {criterion:8} {'depth':>6} {'gridfold':>9} {'sklearn':>9} {'tolerance':>10}"
          f" {'nodes':>7} {'its nodes':>10}")
    for depth, ours in our_depths(gf, criterion, x, y).items():
        check.that(len(ours[0]) == ORDERS, f"{criterion}, depth {depth}: {len(ours[0])} trials")
        settings = {"criterion": criterion, "max_depth": None if depth == "none" else depth}
        theirs = their_depth(x.astype(numpy.float32), y, splits, settings)
        # Of one tree's mean over the folds.
        deviation = numpy.std(numpy.mean(theirs[0], axis=1), ddof=1)
        tolerance = max(0.003, 3 * deviation * numpy.sqrt(1 / ORDERS + 1 / SEEDS))
        place = f"{criterion}, depth {depth}"
        our_means, their_means = numpy.mean(ours, axis=(1, 2)), numpy.mean(theirs, axis=(1, 2))
        print(f"  {'':8} {depth!s:>6} {our_means[0]:9.5f} {their_means[0]:9.5f} {tolerance:10.5f}"
              f" {our_means[2]:7.0f} {their_means[2]:10.0f}")
        check.that(abs(our_means[0] - their_means[0]) <= tolerance,
                   f"{place}: test {our_means[0]:.5f} against {their_means[0]:.5f}")
        check.that(abs(our_means[1] - their_means[1]) <= 0.003,
                   f"{place}: train {our_means[1]:.5f} against {their_means[1]:.5f}")
        check.that(abs(our_means[2] / their_means[2] - 1) < 0.03,
                   f"{place}: {our_means[2]} nodes against {their_means[2]}")


def is_close(ours, theirs):
    return numpy.shape(ours) == numpy.shape(theirs) and numpy.allclose(ours, theirs, rtol=1e-9,
                                                                       atol=0)


def compare_bayes(check, gf, name, dataset, x, y, folds):
    trials = gf.run(spec_of("bayes", dataset, "naive_bayes",
                            {"var_smoothing": {"values": SMOOTHINGS}}))
    check.that(len(trials) == len(SMOOTHINGS), f"{name}: {len(trials)} trials")
    for trial in trials:
        smoothing = trial.parameters["var_smoothing"]
        for split, (train, validation) in enumerate(folds):
            model = GaussianNB(var_smoothing=smoothing).fit(x[train], y[train])
            place = f"{name}, smoothing {smoothing}, fold {split}"
            differing = int(numpy.sum(model.predict(x[validation]) != trial.predictions[split]))
            check.that(differing == 0, f"{place}: {differing} predictions differ")
            train_score = model.score(x[train], y[train])
            check.that(abs(trial.train_scores[split] - train_score) < 1e-12,
                       f"{place}: train {trial.train_scores[split]} against {train_score}")
            ours = trial.metrics[split]["log_loss"]
            # From float64 rows: of float32 ones scikit-learn's probabilities come out as float32.
            theirs = log_loss(y[validation], model.predict_proba(x[validation]))
            # gridfold keeps probabilities in single precision, so the logarithm of each is off by
            # up to 6e-8.
            check.that(abs(ours - theirs) < 1e-7, f"{place}: log loss {ours!r} against {theirs!r}")
            check.that(is_close(trial.metrics[split]["smoothing"], model.epsilon_),
                       f"{place}: smoothing {trial.metrics[split]['smoothing']!r}")
        print(f"  {name}: smoothing {smoothing}, accuracy"
              f" {numpy.mean(list(trial.test_scores.values())):.5f}, log loss {ours:.12f},"
              f" {theirs:.12f}")
    tensors = fitted_tensors(gf, spec_of("bayes-model", dataset, "naive_bayes",
                                         {"var_smoothing": 1e-3}, refit=1))
    model = GaussianNB(var_smoothing=1e-3).fit(x, y)
    check.that(numpy.allclose(tensors["model.means"], model.theta_, rtol=1e-9, atol=1e-12),
               f"{name}: means")
    check.that(is_close(tensors["model.variances"], model.var_), f"{name}: variances")
    check.that(is_close(tensors["model.log_priors"], numpy.log(model.class_prior_)),
               f"{name}: priors")


def main():
    arguments = gridfold.parse_arguments(__doc__)
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("tree_bayes")
    compare_structures(check, gf)
    dataset = MNIST if os.environ.get("GRIDFOLD_DATA_DIR") else DIGITS
    data = gf.export_data(spec_of("data", dataset, "tree", {}))
    x, y = data["x"].reshape(len(data["y"]), -1).astype(numpy.float64), data["y"]
    folds = [gridfold.fold_rows(data["folds"], split) for split in range(FOLDS)]
    for criterion in ("gini", "entropy"):
        compare_depths(check, gf, criterion, x, y, folds)
    compare_bayes(check, gf, "pictures", dataset, x, y, folds)
    x, y = continuous_rows()
    path = gf.write_csv("bayes.csv", x, y)
    compare_bayes(check, gf, "continuous", {"csv": path, "label": "last"}, x, y,
                  list(StratifiedKFold(FOLDS).split(x, y)))
    check.finish()


if __name__ == "__main__":
    main()
