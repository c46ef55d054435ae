"""k-means and mixtures against scikit-learn's KMeans, MiniBatchKMeans and GaussianMixture.

On the digits every search ends in an optimum of its own, so only its value is compared: inertia
and log-likelihood within 1 % of scikit-learn's. On clouds that overlap little both sides end in the
same optimum, so clusters are the same, and every fact that follows from them must be, to 1e-9:
adjusted Rand index, silhouette; and with iterations that go on until nothing changes
log-likelihood, BIC and AIC of mixtures, too.
"""

import warnings

import numpy
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

import gridfold

FOLDS = 3
VALUE = 0.01
# Sums of thousands of doubles in another order.
SAME = 1e-9

KMEANS = {
    "k-means++": {"n_clusters": 10},
    "random": {"n_clusters": 10, "init": "random"},
    "25 clusters": {"n_clusters": 25, "tol": 0.0},
    "one cluster": {"n_clusters": 1},
}
TYPES = ["full", "tied", "diag", "spherical"]


def spec_of(path, model, parameters):
    return {"name": "clusters", "dataset": {"csv": path, "label": "last"}, "model": model,
            "parameters": parameters,
            "cv": {"folds": FOLDS, "stratified": True, "shuffle": False, "train_scores": True},
            "search": {"algorithm": "grid"}, "metric": {"name": "accuracy", "goal": "maximize"},
            "refit": {"top": 0}}


def majority(clusters, classes):
    """The class of each cluster: that of most rows, of equals the lower one."""
    return {c: numpy.argmax(numpy.bincount(classes[clusters == c])) for c in set(clusters)}


def folds_of(gf, spec):
    """Rows and classes, and the training and validation rows of each fold."""
    data = gf.export_data(spec)
    x = data["x"].reshape(len(data["y"]), -1).astype(float)
    return x, data["y"], [gridfold.fold_rows(data["folds"], split) for split in range(FOLDS)]


def relative(ours, theirs):
    return abs(ours - theirs) / max(abs(theirs), 1e-300)


def compare_values(gf, check, path):
    """Digits: the value of the optimum that was found."""
    for name, parameters in KMEANS.items():
        spec = spec_of(path, "kmeans", parameters)
        x, y, folds = folds_of(gf, spec)
        trial, = gf.run(spec)
        for split, (train, _) in enumerate(folds):
            model = KMeans(n_init=10, random_state=split, **parameters).fit(x[train])
            ours = trial.metrics[split]["inertia"]
            check.that(ours < model.inertia_ * (1 + VALUE),
                       f"{name}, fold {split}: inertia {ours:.6g}, expected {model.inertia_:.6g}")
            if split == 0:
                print(f"  kmeans {name:12} inertia {ours:12.6g}, scikit-learn"
                      f" {model.inertia_:12.6g}")
    parameters = {"n_clusters": 10, "algorithm": "minibatch", "batch_size": 256}
    spec = spec_of(path, "kmeans", parameters)
    trial, = gf.run(spec)
    for split, (train, _) in enumerate(folds):
        found = [MiniBatchKMeans(10, n_init=10, batch_size=256, max_iter=300, random_state=seed)
                 .fit(x[train]).inertia_ for seed in range(8)]
        ours = trial.metrics[split]["inertia"]
        # It ends by chance, not in an optimum; never far outside of what scikit-learn's seeds give.
        check.that(ours < max(found) * 1.03, f"minibatch, fold {split}: inertia {ours:.6g},"
                   f" expected at most {max(found):.6g}")
        if split == 0:
            print(f"  kmeans minibatch    inertia {ours:12.6g}, scikit-learn {min(found):.6g} to"
                  f" {max(found):.6g}")
    for kind in TYPES:
        parameters = {"n_components": 5, "covariance_type": kind, "reg_covar": 0.1, "n_init": 5}
        spec = spec_of(path, "gmm", parameters)
        trial, = gf.run(spec)
        for split, (train, _) in enumerate(folds):
            model = GaussianMixture(random_state=split, **parameters).fit(x[train])
            ours, theirs = trial.metrics[split]["log_likelihood"], model.score(x[train])
            check.that(ours > theirs - VALUE * abs(theirs),
                       f"gmm {kind}, fold {split}: log-likelihood {ours:.6g},"
                       f" expected {theirs:.6g}")
            if split == 0:
                print(f"  gmm {kind:15} log-likelihood {ours:10.6g}, scikit-learn {theirs:10.6g}")


def check_clusters(check, label, trial, split, clusters, x, y, rows):
    """Everything that follows from the clusters of one fold's rows."""
    train, validation = rows
    facts = trial.metrics[split]
    names = majority(clusters(x[train]), y[train])
    predicted = numpy.array([names[c] for c in clusters(x[validation])])
    check.that(numpy.array_equal(predicted, trial.predictions[split]), f"{label}: predictions")
    accuracy = numpy.mean([names[c] for c in clusters(x[train])] == y[train])
    check.that(abs(accuracy - trial.train_scores[split]) < 1e-12, f"{label}: train score")
    expected = {
        "adjusted_rand_index": adjusted_rand_score(y[validation], clusters(x[validation])),
        "silhouette": silhouette_score(x[validation], clusters(x[validation])),
    }
    for name, value in expected.items():
        check.that(relative(facts[name], value) < SAME, f"{label}: {name} {facts[name]!r},"
                   f" expected {value!r}")


def compare_kmeans_facts(gf, check, path):
    for parameters in ({"n_clusters": 4}, {"n_clusters": 3}):
        spec = spec_of(path, "kmeans", parameters)
        x, y, folds = folds_of(gf, spec)
        trial, = gf.run(spec)
        for split, rows in enumerate(folds):
            model = KMeans(n_init=10, random_state=0, **parameters).fit(x[rows[0]])
            label = f"kmeans {parameters['n_clusters']}, fold {split}"
            inertia = trial.metrics[split]["inertia"]
            # Of float32 rows minus their float32 mean.
            check.that(relative(inertia, model.inertia_) < 1e-6,
                       f"{label}: inertia {inertia!r}, expected {model.inertia_!r}")
            check_clusters(check, label, trial, split, model.predict, x, y, rows)


def compare_mixture_facts(gf, check, path):
    for kind in TYPES:
        parameters = {"n_components": 4, "covariance_type": kind, "tol": 0.0, "max_iter": 200,
                      "reg_covar": 1e-4}
        spec = spec_of(path, "gmm", parameters)
        x, y, folds = folds_of(gf, spec)
        trial, = gf.run(spec)
        for split, rows in enumerate(folds):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that nothing ends before max_iter
                model = GaussianMixture(random_state=0, **parameters).fit(x[rows[0]])
            facts, label = trial.metrics[split], f"gmm {kind}, fold {split}"
            expected = {"log_likelihood": model.score(x[rows[0]]), "bic": model.bic(x[rows[0]]),
                        "aic": model.aic(x[rows[0]]), "lower_bound": model.lower_bound_,
                        "evaluation_log_likelihood": model.score(x[rows[1]])}
            for name, value in expected.items():
                check.that(relative(facts[name], value) < SAME,
                           f"{label}: {name} {facts[name]!r}, expected {value!r}")
            check_clusters(check, label, trial, split, model.predict, x, y, rows)
        print(f"  gmm {kind:15} log-likelihood {facts['log_likelihood']:.12g}, scikit-learn"
              f" {expected['log_likelihood']:.12g}")


def clouds():
    """Four clouds of different shape, two of one class, far enough apart that all searches end
    alike; one constant column."""
    random = numpy.random.default_rng(3)
    groups = numpy.arange(900) % 4
    centres = numpy.array([[0, 0, 0], [14, 0, 3], [0, 15, -2], [13, 13, 9]])
    x = random.normal(size=(900, 3)) @ random.normal(size=(3, 3)) + centres[groups]
    x = numpy.column_stack([x, numpy.full(900, 2.5)])
    return x.astype(numpy.float32).astype(float), numpy.array([0, 1, 2, 1])[groups]


def main():
    arguments = gridfold.parse_arguments(__doc__)
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("clusters")
    x, y = gridfold.uneven_digits([170] * 10)
    compare_values(gf, check, gf.write_csv("digits.csv", x, y))
    path = gf.write_csv("clouds.csv", *clouds())
    compare_kmeans_facts(gf, check, path)
    compare_mixture_facts(gf, check, path)
    check.finish()


if __name__ == "__main__":
    main()
