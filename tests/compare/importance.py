"""`gridfold importance` against Optuna's fANOVA, and both against a function whose shares are known.

The function is the score of a command that trains nothing:
    f = 2 x + log10(r) + 3 [k = c] + 2 x [k = b],   x in [0, 1], r in [1e-4, 1] (log), k in {a, b, c}
on random points. Both programs fit random forests of 64 trees to the same points and divide the trees'
variance in the same way (Hutter, Hoos and Leyton-Brown 2014). Three things are Optuna's own: its shares are
scaled to add up to 1, so gridfold's are as well before they are compared; it takes variances over r itself,
whatever the scale that it was drawn on, gridfold over the scale, so Optuna is given log10(r); and a category is
three numbers from 0 to 1 to it, of which all combinations count, which moves k most. Over seeds of its forest a
share moves by about 0.01. 0.06 is above all that and below the gaps between the parameters. The shares of the
function itself, which a forest smooths, are met within 0.06 as well.
"""

import json
import math
import sys

import numpy
import optuna
from optuna.importance import FanovaImportanceEvaluator

import gridfold

TRIALS = 200
TOLERANCE = 0.06

PROGRAM = """
import json, math, sys
p = json.load(sys.stdin)["parameters"]
f = 2 * p["x"] + math.log10(p["r"]) + 3 * (p["k"] == "c") + 2 * p["x"] * (p["k"] == "b")
print(json.dumps({"metrics": {"f": f}}))
"""


def spec_of(script):
    return {"name": "importance", "dataset": {"name": "digits", "train": 100, "test": 20},
            "model": "command",
            "command": {"run": [sys.executable, "-S", "-E", "f.py"], "script": str(script),
                        "rows": "index"},
            "parameters": {"x": {"type": "double", "min": 0, "max": 1},
                           "r": {"type": "double", "min": 1e-4, "max": 1, "scale": "log"},
                           "k": {"values": ["a", "b", "c"]},
                           "idle": {"type": "int", "min": 1, "max": 8}},
            "cv": {"holdout": 0.5}, "refit": {"top": 0},
            "search": {"algorithm": "random", "trials": TRIALS, "seed": 3},
            "metric": {"name": "f", "goal": "maximize"}}


def optuna_shares(trials):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize")
    distributions = {"x": optuna.distributions.FloatDistribution(0, 1),
                     "r": optuna.distributions.FloatDistribution(-4, 0),
                     "k": optuna.distributions.CategoricalDistribution(["a", "b", "c"]),
                     "idle": optuna.distributions.IntDistribution(1, 8)}
    for trial in trials:
        params = dict(trial.parameters, r=math.log10(trial.parameters["r"]))
        study.add_trial(optuna.trial.create_trial(params=params,
                                                  distributions=distributions,
                                                  value=trial.test_scores[0]))
    return FanovaImportanceEvaluator(n_trees=64, seed=0).evaluate(study)


def true_shares():
    """By the definition, on a fine grid."""
    x = (numpy.arange(1000) + 0.5) / 1000
    logs = -4 + 4 * x
    k_effect = {"a": 0 * x, "b": 2 * x, "c": 3 + 0 * x}
    values = numpy.array([2 * x + k_effect[k] for k in "abc"])  # [k, x]
    total = values.var() + logs.var()
    return {"x": values.mean(axis=0).var() / total, "k": values.mean(axis=1).var() / total,
            "r": logs.var() / total, "idle": 0.0}


def main():
    arguments = gridfold.parse_arguments(__doc__)
    gf = gridfold.Gridfold(arguments.gridfold)
    script = gf.folder / "f.py"
    script.write_text(PROGRAM)
    path = gf.write_spec(spec_of(script))
    database = path.with_suffix(".db")
    gf.call("run", path, "--db", database, "--allow-commands")
    trials = gridfold.read_trials(database, "importance")
    printed = json.loads(gf.call("importance", "importance", "--db", database, "--format", "json"))
    ours = {entry["name"]: entry["share"] for entry in printed["parameters"]}
    theirs, true = optuna_shares(trials), true_shares()

    check = gridfold.Check("importance")
    check.that(len(trials) == TRIALS == printed["trials"], f"{len(trials)} trials")
    for name in ("x", "r", "k", "idle"):
        scaled = ours[name] / sum(ours.values())
        print(f"  {name}: gridfold {ours[name]:.3f}, scaled {scaled:.3f}, Optuna {theirs[name]:.3f}, "
              f"f {true[name]:.3f}")
        check.that(abs(scaled - theirs[name]) <= TOLERANCE, f"{name} and Optuna")
        check.that(abs(ours[name] - true[name]) <= TOLERANCE, f"{name} and the function")
    check.finish()


if __name__ == "__main__":
    main()
