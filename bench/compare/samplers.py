"""Samplers on standard functions: gridfold's and Optuna's TPE, at equal trials and equal settings.

Prints gridfold's table (random, Halton, TPE) and a line for each function with the median of the
best loss of Optuna's multivariate, grouped TPE and of its random sampler. The functions are those
of tests/coordinator/search/objectives.cc.

    python3 bench/compare/samplers.py build/release/tests/sampler_table
"""

import argparse
import math
import statistics
import subprocess
import warnings

import optuna

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


def median_best(objective, sampler_of, seeds, trials):
    bests = []
    for seed in range(1, seeds + 1):
        study = optuna.create_study(sampler=sampler_of(seed))
        study.optimize(objective, n_trials=trials)
        bests.append(study.best_value)
    return statistics.median(bests)


def tpe(seed):
    return optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True, constant_liar=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="sampler_table")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--trials", type=int, default=60)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sizes = ["--seeds", str(arguments.seeds), "--trials", str(arguments.trials)]
    subprocess.run([arguments.program, *sizes], check=True)
    print(f"\n{'Optuna ' + optuna.__version__:<16}{'random':>12}{'tpe':>12}")
    for objective in (branin, hartmann, rosenbrock, ackley, svm):
        medians = [
            median_best(objective, sampler_of, arguments.seeds, arguments.trials)
            for sampler_of in (lambda seed: optuna.samplers.RandomSampler(seed=seed), tpe)
        ]
        print(f"{objective.__name__:<16}{medians[0]:>12.4f}{medians[1]:>12.4f}", flush=True)


if __name__ == "__main__":
    main()
