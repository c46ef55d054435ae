"""Runs every comparison, one after the other; arguments are passed on to each."""

import pathlib
import subprocess
import sys

COMPARISONS = ["folds", "identical", "transforms", "metrics", "svm_grid", "svm_probability",
               "tree_bayes", "clusters", "importance", "libsvm_export", "libsvm_objective"]


def main():
    folder = pathlib.Path(__file__).resolve().parent
    failed = []
    for name in COMPARISONS:
        print(f"== {name}", flush=True)
        script = folder / f"{name}.py"
        if subprocess.run([sys.executable, script, *sys.argv[1:]], check=False).returncode != 0:
            failed.append(name)
    print("== " + (f"DISAGREE: {', '.join(failed)}" if failed else "all comparisons agree"))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
