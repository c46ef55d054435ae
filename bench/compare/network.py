"""Training speed of networks: gridfold against PyTorch, the same networks in one run.

Whole training steps (batch gather, forwards, backwards, Adam) in float32 on one thread each, the two
programs in turns; the median of the repeats counts. Prints images/s, the ratio, the share of the
core's peak that gridfold reaches (of fused multiply-adds, with bf16 of its dot products; direct
arithmetic: Winograd's saving counts as speed) and the share of a step that it spends outside
convolution and dense primitives.

  bench/compare/network.py --bench build/release/bin/gridfold_bench_network
"""

import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time

for library in ["OMP", "OPENBLAS"]:
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

import torch  # noqa: E402: after the thread count
from torch import nn  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROWS = 4096
CLASSES = 10
COMMON = {"alpha": 0.0, "kernel_initializer": "glorot_uniform"}


def conv(filters, kernel, padding="same", activation="relu"):
    return {"type": "conv", "filters": filters, "kernel": kernel, "stride": 1, "padding": padding,
            "activation": activation, **COMMON}


def dense(units, activation="relu"):
    return {"type": "dense", "units": units, "activation": activation, **COMMON}


def layer(kind, **settings):
    return {"type": kind, "activation": "none", **settings}


POOL = layer("max_pool", kernel=2, stride=2)
NORM = layer("batch_norm", momentum=0.99, epsilon=1e-3)
FLATTEN = layer("flatten")
HEAD = dense(CLASSES, "softmax")

# name: (layers, ratio to PyTorch that is aimed at)
NETWORKS = {
    "A18": ([conv(32, 5), POOL, conv(64, 5), POOL, FLATTEN, dense(30), HEAD], 1.8),
    "D1": ([conv(112, 5, "valid"), POOL, conv(112, 3), POOL, FLATTEN, dense(224), HEAD], 2.3),
    "B17": ([conv(64, 3), POOL, conv(128, 3), POOL, NORM, FLATTEN, dense(128), HEAD], 2.5),
    "C10": ([conv(64, 3), conv(64, 3), NORM, POOL, conv(128, 3), conv(128, 3), NORM, POOL,
             layer("global_average_pool"), dense(100), HEAD], 1.8),
    "A13": ([FLATTEN] + [dense(512), layer("dropout", rate=0.5)] * 3 + [HEAD], 3.0),
    "A14": ([FLATTEN, dense(30), HEAD], 5.0),
}


class Extent:
    """What flows between two layers of a network of 28x28 pictures."""

    def __init__(self):
        self.channels, self.size, self.flat = 1, 28, None

    def features(self):
        return self.channels * self.size * self.size if self.flat is None else self.flat


def torch_layers(description, extent):
    """One layer as PyTorch modules; `extent` becomes that of its result. The flops of a picture."""
    kind = description["type"]
    modules, flops = [], 0
    if kind == "conv":
        kernel = description["kernel"]
        same = description["padding"] == "same"
        modules = [nn.Conv2d(extent.channels, description["filters"], kernel,
                             padding=kernel // 2 if same else 0)]
        extent.size -= 0 if same else kernel - 1
        flops = 2 * extent.channels * description["filters"] * (kernel * extent.size) ** 2
        extent.channels = description["filters"]
    elif kind == "dense":
        modules = [nn.Linear(extent.features(), description["units"])]
        flops = 2 * extent.features() * description["units"]
        extent.flat = description["units"]
    elif kind == "max_pool":
        modules = [nn.MaxPool2d(description["kernel"])]
        extent.size //= description["kernel"]
    elif kind == "batch_norm":
        modules = [nn.BatchNorm2d(extent.channels, eps=1e-3, momentum=0.01)]
    elif kind == "global_average_pool":
        modules = [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        extent.size, extent.flat = 1, extent.channels
    elif kind == "flatten":
        modules = [nn.Flatten()]
        extent.flat = extent.features()
    elif kind == "dropout":
        modules = [nn.Dropout(description["rate"])]
    if description["activation"] == "relu":
        modules.append(nn.ReLU())
    return modules, flops


def build(layers):
    """The network, and the multiply-adds (as two flops each) of a training step for one picture."""
    extent, modules, flops = Extent(), [], 0
    for index, description in enumerate(layers):
        added, forward = torch_layers(description, extent)
        modules += added
        # Forwards, gradient of the weights, and of the input but for the first with weights.
        first = not any(one["type"] in ("conv", "dense") for one in layers[:index])
        flops += forward * (2 if first else 3)
    return nn.Sequential(*modules), flops


class Torch:
    def __init__(self, layers, batch):
        torch.manual_seed(1)
        self.network, self.flops = build(layers)
        self.batch = batch
        self.x = torch.rand(ROWS, 1, 28, 28)
        self.y = torch.randint(0, CLASSES, (ROWS,))
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.network.parameters(), eps=1e-7)
        self.network.train()

    def step(self):
        rows = torch.randint(0, ROWS, (self.batch,))
        self.optimizer.zero_grad()
        loss = self.loss(self.network(self.x[rows]), self.y[rows])
        loss.backward()
        self.optimizer.step()

    def images_per_second(self, seconds):
        for _ in range(3):
            self.step()
        steps, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            self.step()
            steps += 1
        return steps * self.batch / (time.perf_counter() - start)


def run_ours(bench, layers, batch, seconds, precision):
    """What the program prints: a map of its figures."""
    command = [str(bench), "--layers", json.dumps(layers), "--batch", str(batch), "--seconds",
               str(seconds), "--precision", precision]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{bench}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def measure(arguments, name, batch):
    """Medians of alternating repeats: ours and PyTorch's images/s, our figures, the flops."""
    layers, _ = NETWORKS[name]
    theirs = Torch(layers, batch)
    ours, others = [], []
    for _ in range(arguments.repeats):
        ours.append(run_ours(arguments.bench, layers, batch, arguments.seconds,
                             arguments.precision))
        others.append(theirs.images_per_second(arguments.seconds))
    median = {key: statistics.median(one[key] for one in ours) for key in ours[0]}
    return median, statistics.median(others), theirs.flops


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=ROOT / "build/release/bin/gridfold_bench_network")
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS), choices=list(NETWORKS))
    parser.add_argument("--batches", nargs="+", type=int, default=[32, 128])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each repeat and side")
    parser.add_argument("--precision", default="f32", choices=["f32", "bf16"], help="gridfold's")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, one thread each; median of {arguments.repeats}")
    print(f"{'network':8} {'batch':>5} {'gridfold/s':>11} {'PyTorch/s':>11} {'ratio':>6} "
          f"{'of peak':>8} {'around':>7}")
    missed = []
    for name in arguments.networks:
        ratios = []
        for batch in arguments.batches:
            ours, theirs, flops = measure(arguments, name, batch)
            ratios.append(ours["images_per_second"] / theirs)
            share = ours["images_per_second"] * flops / (ours["peak_gflops"] * 1e9)
            print(f"{name:8} {batch:5} {ours['images_per_second']:11,.0f} {theirs:11,.0f} "
                  f"{ratios[-1]:6.2f} {share:8.0%} {ours['share_around']:7.1%}", flush=True)
        mean = math.exp(statistics.mean(map(math.log, ratios)))
        goal = NETWORKS[name][1]
        missed += [name] if mean < goal else []
        print(f"{name:8}  mean {mean:35.2f}   goal {goal}{'' if mean >= goal else '  MISSED'}",
              flush=True)
    print(f"missed: {', '.join(missed)}" if missed else "all goals met")


if __name__ == "__main__":
    main()
