"""Random search, Halton, TPE and Optuna's TPE at equal trials and equal settings.

On the functions of tests/coordinator/search/objectives.cc, and without Optuna on two real searches,
over a support vector machine and over a network, on digits that the program draws. A line says what
the best trials of all seeds were: the median, for TPE with quartiles in brackets, and how likely
differences as large are by chance (Mann-Whitney, both sides). Less is better.

    python3 bench/compare/samplers.py                       (five minutes or so)
    python3 bench/compare/samplers.py branin svm-search --seeds 5

Where a difference shows with 20 seeds, ask again with 100.
"""

import argparse
import collections
import csv
import math
import pathlib
import subprocess
import sys
import warnings

import numpy
import optuna
from scipy.stats import mannwhitneyu

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "compare"))
import gridfold  # noqa: E402

ALPHA = [1.0, 1.2, 3.0, 3.2]
A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def branin(trial):
    x, y = trial.suggest_float("x0", -5, 10), trial.suggest_float("x1", 0, 15)
    bend = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return bend**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(
        alpha * math.exp(-sum(a * (v - p) ** 2 for a, v, p in zip(row, x, centre)))
        for alpha, row, centre in zip(ALPHA, A, P)
    )


def rosenbrock(trial):
    x, y = trial.suggest_float("x0", -2, 2), trial.suggest_float("x1", -2, 2)
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2


def ackley(trial):
    x = [trial.suggest_float(f"x{i}", -20, 32) for i in range(5)]
    squares = sum(v * v for v in x) / 5
    waves = sum(math.cos(2 * math.pi * v) for v in x) / 5
    return 20 - 20 * math.exp(-0.2 * math.sqrt(squares)) + math.e - math.exp(waves)


def svm(trial):
    kernel = trial.suggest_categorical("kernel", ["linear", "rbf", "poly"])
    c = math.log10(trial.suggest_float("C", 1e-3, 1e3, log=True))
    if kernel == "linear":
        return 0.08 + 0.02 * (c + 1) ** 2
    gamma = math.log10(trial.suggest_float("gamma", 1e-5, 10, log=True))
    valley = 0.02 * (c - 1) ** 2 + 0.05 * (gamma + 2) ** 2
    if kernel == "rbf":
        return 0.03 + valley
    return 0.04 + valley + 0.03 * (trial.suggest_int("degree", 2, 7) - 3) ** 2


def styblinski_tang(trial):
    x = [trial.suggest_float(f"x{i}", -5, 5) for i in range(4)]
    return sum(v**4 - 16 * v**2 + 5 * v for v in x) / 2


FUNCTIONS = {
    "branin": branin,
    "hartmann": hartmann,
    "rosenbrock": rosenbrock,
    "ackley": ackley,
    "svm": svm,
    "styblinski-tang": styblinski_tang,
}

DIGITS = {
    "dataset": {"name": "digits", "train": 300, "test": 100, "seed": 42},
    "cv": {"folds": 3, "shuffle": True, "seed": 1},
    "refit": {"top": 0},
}
SEARCHES = {
    "svm-search": {
        **DIGITS,
        "pipeline": [{"normalize": "l2"}],
        "model": "svm",
        "parameters": {
            "kernel": {"values": ["linear", "rbf", "poly"]},
            "C": {"type": "double", "min": 1e-3, "max": 1e3, "scale": "log"},
            "gamma": {"type": "double", "min": 1e-4, "max": 10, "scale": "log",
                      "when": {"kernel": ["rbf", "poly"]}},
            "degree": {"type": "int", "min": 2, "max": 5, "when": {"kernel": ["poly"]}},
        },
        "metric": {"name": "error_rate", "goal": "minimize"},
    },
    "network-search": {
        **DIGITS,
        "pipeline": [{"normalize": "standard"}],
        "model": "mlp",
        "parameters": {
            "hidden_layers": {"type": "int", "min": 1, "max": 3},
            "units": {"type": "int", "min": 8, "max": 64, "step": 8, "per": "hidden_layers"},
            "dropout": {"type": "double", "min": 0, "max": 0.5},
            "learning_rate": {"type": "double", "min": 1e-5, "max": 1e-1, "scale": "log"},
            "batch_size": {"values": [16, 32, 64]},
            "optimizer": {"values": ["adam", "rmsprop", "sgd"]},
            "epochs": 5,
        },
        "metric": {"name": "log_loss", "goal": "minimize"},
    },
}
ALGORITHMS = {
    "random": {"algorithm": "random"},
    "halton": {"algorithm": "halton"},
    "tpe": {"algorithm": "tpe", "ahead": 0},
    "ahead": {"algorithm": "tpe", "ahead": 4},
}


def function_losses(program, seeds, trials):
    """Gridfold's best losses: {function: {sampler: of each seed}}."""
    command = [program, "--seeds", str(seeds), "--trials", str(trials)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    losses = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in csv.DictReader(lines):
        losses[row["function"]][row["sampler"]].append(float(row["loss"]))
    return losses


def optuna_losses(objective, seeds, trials):
    bests = []
    for seed in range(1, seeds + 1):
        sampler = optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True,
                                             constant_liar=True, n_startup_trials=10)
        study = optuna.create_study(sampler=sampler)
        study.optimize(objective, n_trials=trials)
        bests.append(study.best_value)
    return bests


def search_losses(gf, name, seeds, trials):
    losses = {}
    for sampler, search in ALGORITHMS.items():
        losses[sampler] = []
        for seed in range(1, seeds + 1):
            spec = {**SEARCHES[name], "name": f"{name}-{sampler}-{seed}",
                    "search": {**search, "trials": trials, "seed": seed}}
            best = gf.call("run", gf.write_spec(spec), "--db", gf.folder / "searches.db",
                           "--format", "value")
            losses[sampler].append(float(best))
    return losses


def spread(losses):
    low, middle, high = numpy.percentile(losses, [25, 50, 75])
    return f"{middle:.4g} [{low:.4g}, {high:.4g}]"


def chance(one, other):
    return f"{mannwhitneyu(one, other, alternative='two-sided').pvalue:.2g}"


def row(name, losses):
    tpe = losses["tpe"]
    cells = [name] + [f"{numpy.median(losses[key]):.4g}" for key in ("random", "halton", "ahead")]
    cells += [spread(tpe), chance(tpe, losses["random"])]
    if "optuna" in losses:
        cells += [spread(losses["optuna"]), chance(tpe, losses["optuna"])]
    else:
        cells += ["", ""]
    return "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [*FUNCTIONS, *SEARCHES]
    parser.add_argument("names", nargs="*", help=f"of {', '.join(names)} (default: all)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release",
                        help="where gridfold was built, tests included (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=20, help="(default: 20)")
    parser.add_argument("--trials", type=int, default=60, help="of functions (default: 60)")
    parser.add_argument("--search-trials", type=int, default=40, help="(default: 40)")
    arguments = parser.parse_args()
    for name in arguments.names:
        if name not in names:
            sys.exit(f"expected {', '.join(names)}, found {name}")
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    seeds, trials = arguments.seeds, arguments.trials
    gf = gridfold.Gridfold(arguments.build / "bin/gridfold")
    functions = function_losses(arguments.build / "tests/sampler_table", seeds, trials)
    print(f"| {seeds} seeds, {trials} or {arguments.search_trials} trials | random | halton | tpe, 4 ahead | tpe | by chance from "
          f"random | Optuna {optuna.__version__} tpe | by chance from Optuna |\n" + "|---" * 8 + "|")
    for name in arguments.names or names:
        if name in FUNCTIONS:
            losses = {**functions[name], "optuna": optuna_losses(FUNCTIONS[name], seeds, trials)}
        else:
            losses = search_losses(gf, name, seeds, arguments.search_trials)
        print(row(name, losses), flush=True)


if __name__ == "__main__":
    main()
