"""What rules that stop trials early save, on the searches of four examples with few rows.

Runs each search to its end, into one database, and replays the rules on it: 20 orders of trials and
folds each. Searches that are in the database already are not run again.

    python3 bench/prune_tables.py --db tables.db
    GRIDFOLD_DATA_DIR=... python3 bench/prune_tables.py --db tables.db --only a8 b3
"""

import argparse
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent

MNIST = "dataset={name: mnist, train: %d, test: 500, seed: 42}"
RACES = ["{rule: race}", "{rule: race, margin: 0}"]
HALVINGS = [
    "{rule: halving, eta: 3}",
    "{rule: halving, eta: 4}",
    "{rule: halving, eta: 3, min_epochs: 2}",
    "{rule: halving, eta: 2, min_epochs: 2, folds: 1}",
    "{rule: hyperband, eta: 3}",
    "{rule: median}",
]

# Name -> example, what is changed, rules. Halving needs more epochs than the examples have.
SPACES = {
    "a8": ("a8-rbf-grid", [MNIST % 3000], RACES),
    "c4": ("c4-rbf-grid", ["dataset.train=3000", "dataset.test=500"], RACES),
    "b3": ("b3-mlp-grid", [MNIST % 400], RACES),
    "b3-epochs": (
        "b3-mlp-grid",
        [MNIST % 900, "cv.folds=3", "parameters.epochs=60"],
        HALVINGS,
    ),
    "d1": (
        "d1-cnn-random",
        [MNIST % 450, "cv={folds: 3}", "search.trials=20", "parameters.epochs=3"],
        RACES,
    ),
    "d1-epochs": (
        "d1-cnn-random",
        [MNIST % 300, "cv={holdout: 0.5, seed: 1}", "search.trials=20", "parameters.epochs=27"],
        HALVINGS,
    ),
}


def sets(entries):
    return [argument for entry in entries for argument in ("--set", entry)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", required=True)
    parser.add_argument("--bin", default=ROOT / "build/release/bin", type=pathlib.Path)
    parser.add_argument("--only", nargs="*", default=list(SPACES), choices=list(SPACES))
    parser.add_argument("--seeds", default="20")
    arguments = parser.parse_args()
    for name in arguments.only:
        example, changes, _ = SPACES[name]
        changes = changes + ["refit.top=0", f"name={name}"]
        command = [arguments.bin / "gridfold", "run", ROOT / f"examples/{example}.yaml"]
        command += ["--db", arguments.db, "--format", "value"]
        subprocess.run(command + sets(changes), check=True, stdout=subprocess.DEVNULL)
    print("| search | rule | trials x folds | fold fits | saved | epochs | saved | within one error "
          "| errors behind at worst |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in arguments.only:
        for rule in SPACES[name][2]:
            command = [arguments.bin / "gridfold_bench_prune", "--db", arguments.db]
            command += ["--study", name, "--prune", rule, "--seeds", arguments.seeds]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
