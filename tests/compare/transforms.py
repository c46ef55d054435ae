"""Pipeline steps against scikit-learn's, seen through the predictions of a support vector machine.

The data makes every step matter: columns of very different scale and offset, one constant column,
negative values. A fold's prediction may differ in one row, as features are float32 here.

The principal components are also compared number by number, as a model file holds them: variances,
the space they span, projected rows.
"""

import json
import struct

import numpy
from sklearn.decomposition import PCA
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
    "pca": ([{"pca": 12}], [PCA(12, svd_solver="full")]),
    "pca, share": ([{"pca": 0.8}], [PCA(0.8, svd_solver="full")]),
    "pca, whiten": ([{"pca": {"components": 15, "whiten": True}}],
                    [PCA(15, whiten=True, svd_solver="full")]),
    # Nothing after it that would see the signs of components, which are a matter of taste.
    "minmax, pca, l2": ([{"normalize": "minmax"}, {"pca": 0.9}, {"normalize": "l2"}],
                        [MinMaxScaler(), PCA(0.9, svd_solver="full"), Normalizer()]),
}

# Relative, of variances and rows; absolute, of sines of angles. Components are float32.
PCA_TOLERANCE = 1e-4
PCA_CASES = {
    "10": ({"components": 10}, PCA(10, svd_solver="full")),
    "40, whiten": ({"components": 40, "whiten": True},
                   PCA(40, whiten=True, svd_solver="full")),
    "0.95": ({"components": 0.95}, PCA(0.95, svd_solver="full")),
    "0.5, whiten": ({"components": 0.5, "whiten": True},
                    PCA(0.5, whiten=True, svd_solver="full")),
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


def read_tensors(path):
    """The tensors of a safetensors file, by name."""
    content = path.read_bytes()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    types = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "U8": "u1"}
    tensors = {}
    for name, entry in json.loads(content[8:start]).items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        values = numpy.frombuffer(content[start + first:start + last], types[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"]).astype(float)
    return tensors


def fitted_pca(gf, path, settings):
    """Mean, components and variances that the refitted model holds."""
    spec = spec_of(path, [{"pca": settings}])
    spec["refit"] = {"top": 1}
    file = gf.write_spec(spec)
    model = file.with_suffix(".model")
    gf.call("model", spec["name"], "--db", gf.search(file), "-o", model)
    tensors = read_tensors(model)
    return [tensors[f"pipeline.0.{name}"] for name in ("mean", "components", "variances")]


def compare_components(gf, check, label, path, x):
    """Against scikit-learn's on the same rows."""
    for name, (settings, pca) in PCA_CASES.items():
        expected = pca.fit_transform(x)
        mean, components, variances = fitted_pca(gf, path, settings)
        if components.shape != pca.components_.shape:
            check.that(False, f"{label}, pca {name}: {components.shape} components, expected"
                       f" {pca.components_.shape}")
            continue
        variance = numpy.max(numpy.abs(variances / pca.explained_variance_ - 1))
        # The sine of the largest angle between the two spaces.
        outside = components - components @ pca.components_.T @ pca.components_
        angle = numpy.linalg.norm(outside, 2)
        projected = (x - mean) @ components.T
        if pca.whiten:
            projected /= numpy.sqrt(variances)
        signs = numpy.sign(numpy.sum(projected * expected, axis=0))
        size = numpy.sqrt(numpy.mean(expected ** 2, axis=0))
        rows = numpy.max(numpy.abs(projected * signs - expected) / size)
        print(f"  {label:14} pca {name:12} {len(components):4d} components: variances {variance:.1e},"
              f" space {angle:.1e}, rows {rows:.1e}")
        check.that(variance < PCA_TOLERANCE, f"{label}, pca {name}: variances {variance:.2e}")
        check.that(angle < PCA_TOLERANCE, f"{label}, pca {name}: space {angle:.2e}")
        check.that(rows < PCA_TOLERANCE, f"{label}, pca {name}: rows {rows:.2e}")
        # The entry of largest size is positive.
        largest = numpy.argmax(numpy.abs(components), axis=1)
        check.that(numpy.all(components[numpy.arange(len(components)), largest] > 0),
                   f"{label}, pca {name}: a component's sign")


def few_rows():
    """Fewer rows than features: the components come from inner products of rows."""
    random = numpy.random.default_rng(6)
    y = numpy.arange(90) % 3
    sources = random.normal(size=(90, 60)) * 0.93 ** numpy.arange(60) + y[:, None]
    x = sources @ random.normal(size=(60, 200)) + random.normal(size=200)
    return x.astype(numpy.float32).astype(numpy.float64), y


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
    compare_components(gf, check, "digits", path, x)
    x, y = few_rows()
    compare_components(gf, check, "few rows", gf.write_csv("few-rows.csv", x, y), x)
    check.finish()


if __name__ == "__main__":
    main()
