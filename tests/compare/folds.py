"""Unshuffled folds, row for row, against scikit-learn's StratifiedKFold and KFold."""

import numpy
from sklearn.model_selection import KFold, StratifiedKFold

import gridfold


def label_layouts():
    """Labels of many sizes and orders; no class has fewer than 7 rows."""
    random = numpy.random.default_rng(1)
    yield "sorted", numpy.repeat([0, 1, 2], [20, 30, 11])
    yield "reversed", numpy.repeat([2, 1, 0], [11, 30, 20])
    yield "alternating", numpy.arange(61) % 3
    yield "two classes, one small", numpy.array([0] * 90 + [1] * 7)
    for classes, rows in [(2, 50), (3, 101), (10, 997)]:
        weights = random.dirichlet(numpy.full(classes, 2.0))
        labels = numpy.concatenate([numpy.repeat(numpy.arange(classes), 7),
                                    random.choice(classes, size=rows, p=weights)])
        random.shuffle(labels)
        yield f"{classes} uneven classes, {len(labels)} rows", labels


def spec_of(path, **cv):
    return {"name": "folds", "dataset": {"csv": path, "label": "last"}, "model": "svm",
            "parameters": {"kernel": "linear", "C": 1.0}, "cv": cv,
            "search": {"algorithm": "grid"}, "metric": {"name": "accuracy", "goal": "maximize"}}


def compare_unshuffled(check, gf, name, path, labels):
    for stratified in (True, False):
        for k in (2, 3, 5, 7):
            data = gf.export_data(spec_of(path, folds=k, stratified=stratified, shuffle=False))
            splitter = StratifiedKFold(k) if stratified else KFold(k)
            print(f"  {name}: {splitter}")
            check.that(numpy.atleast_2d(data["folds"]).shape == (k, len(labels)),
                       f"{name}, {splitter}: shape {data['folds'].shape}")
            for split, (train, validation) in enumerate(splitter.split(labels, labels)):
                ours = gridfold.fold_rows(data["folds"], split)
                same = (numpy.array_equal(ours[0], train)
                        and numpy.array_equal(ours[1], validation))
                check.that(same, f"{name}, {splitter}, fold {split}")


def check_shuffled(check, gf, name, path, labels):
    """Shuffles are gridfold's own; what holds for any: each row validates once in each repeat, and
    a class is spread over the folds as evenly as it goes."""
    k, repeats = 5, 2
    data = gf.export_data(spec_of(path, folds=k, repeats=repeats, stratified=True, shuffle=True,
                                  seed=3))
    validates = numpy.atleast_2d(data["folds"]) != 0
    print(f"  {name}: {k} shuffled folds, {repeats} repeats")
    check.that(validates.shape == (k * repeats, len(labels)), f"{name}: shape {validates.shape}")
    for repeat in range(repeats):
        folds = validates[repeat * k:(repeat + 1) * k]
        check.that(numpy.all(folds.sum(axis=0) == 1), f"{name}, repeat {repeat}: not a partition")
        for label in numpy.unique(labels):
            counts = folds[:, labels == label].sum(axis=1)
            check.that(counts.max() - counts.min() <= 1,
                       f"{name}, repeat {repeat}, class {label}: {counts}")
    check.that(not numpy.array_equal(validates[:k], validates[k:]), f"{name}: repeats are equal")


def main():
    arguments = gridfold.parse_arguments(__doc__)
    gf = gridfold.Gridfold(arguments.gridfold)
    check = gridfold.Check("folds")
    for index, (name, labels) in enumerate(label_layouts()):
        rows = numpy.arange(len(labels), dtype=float)
        path = gf.write_csv(f"labels-{index}.csv", numpy.column_stack([rows, -rows]), labels)
        compare_unshuffled(check, gf, name, path, labels)
        check_shuffled(check, gf, name, path, labels)
    check.finish()


if __name__ == "__main__":
    main()
