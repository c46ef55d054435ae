"""Networks against PyTorch on the same weights: loss, gradients, the weights after some steps of each
optimiser, running statistics, and probabilities.

Both sides compute in float32, so they differ by rounding: gradients by 1e-5 of the tensor's largest
element (1e-4 where Winograd's transforms lose digits), weights after five steps by a thousandth of
the learning rate in the mean (optimisers that divide by the gradient's size turn rounding near zero
into whole steps).
"""

import argparse
import json
import math
import subprocess
import sys

import numpy
import torch
from torch import nn

import gridfold

ROWS, CLASSES, STEPS = 20, 4, 5


def layer(kind, **settings):
    return {"type": kind, **settings}


def conv(filters, kernel, padding, activation="none", alpha=0.0, stride=1):
    return layer("conv", filters=filters, kernel=kernel, stride=stride, padding=padding,
                 activation=activation, alpha=alpha, kernel_initializer="glorot_uniform")


def dense(units, activation="none", alpha=0.0):
    return layer("dense", units=units, activation=activation, alpha=alpha,
                 kernel_initializer="glorot_uniform")


def act(activation, alpha=0.0):
    return layer("activation", activation=activation, alpha=alpha)


NORM = layer("batch_norm", momentum=0.99, epsilon=1e-3)
FLATTEN = layer("flatten")
HEAD = dense(CLASSES, "softmax")


def pool(kind, size, stride):
    return layer(kind, kernel=size, stride=stride)


NETWORKS = {
    "dense": ((1, 1, 9), [FLATTEN, dense(17, "relu"), dense(5, "tanh"), HEAD]),
    "activations": ((1, 1, 9), [dense(8, "leaky_relu", 0.08), dense(8, "elu", 0.7),
                                dense(8, "sigmoid"), dense(8), act("tanh"), HEAD]),
    "conv": ((11, 11, 1), [conv(6, 3, "valid", "relu"), pool("max_pool", 2, 2),
                           conv(9, 3, "same", "relu"), pool("average_pool", 2, 2), FLATTEN,
                           dense(12, "relu"), HEAD]),
    "colours": ((12, 10, 3), [conv(18, 5, "same", "leaky_relu", 0.1), conv(5, 1, "valid", "relu"),
                              pool("max_pool", 3, 2), layer("pad", size=2), conv(20, 3, "valid"),
                              act("elu", 1.0), layer("global_average_pool"), HEAD]),
    "strides": ((13, 13, 4), [conv(7, 3, "valid", "relu", stride=2), conv(8, 2, "valid", stride=2),
                              FLATTEN, HEAD]),
    "normalised": ((8, 8, 2), [conv(7, 3, "same"), NORM, act("relu"), pool("max_pool", 2, 2),
                               FLATTEN, NORM, dense(9), NORM, act("relu"), HEAD]),
    "winograd": ((14, 14, 1), [conv(40, 3, "same", "relu"), conv(33, 3, "same", "relu"),
                               conv(48, 3, "same", "relu"), layer("global_average_pool"), HEAD]),
}



class Nadam(torch.optim.Optimizer):
    """torch.optim.NAdam as later versions of PyTorch have it: in 1.13 the product of the momenta has
    one factor twice. Defaults are Keras'."""

    def __init__(self, parameters, rate):
        super().__init__(parameters, {"lr": rate})
        self.steps, self.product = 0, 1.0

    @torch.no_grad()
    def step(self, closure=None):
        self.steps += 1
        now, after = (0.9 * (1 - 0.5 * 0.96 ** (0.004 * (self.steps + more))) for more in (0, 1))
        self.product *= now
        for group in self.param_groups:
            for weights in group["params"]:
                moments = self.state[weights]
                if not moments:
                    moments["first"] = torch.zeros_like(weights)
                    moments["second"] = torch.zeros_like(weights)
                first, second = moments["first"], moments["second"]
                first.mul_(0.9).add_(weights.grad, alpha=0.1)
                second.mul_(0.999).addcmul_(weights.grad, weights.grad, value=0.001)
                size = second.div(1 - 0.999 ** self.steps).sqrt().add_(1e-7)
                by_gradient = (1 - now) / (1 - self.product)
                by_moment = after / (1 - self.product * after)
                weights.addcdiv_(weights.grad, size, value=-group["lr"] * by_gradient)
                weights.addcdiv_(first, size, value=-group["lr"] * by_moment)


# name: (arguments for gridfold, optimiser of PyTorch); Keras' epsilon on both sides.
OPTIMIZERS = {
    "sgd": ([], lambda p, r: torch.optim.SGD(p, r)),
    "momentum": (["--optimizer", "sgd", "--momentum", "0.9"],
                 lambda p, r: torch.optim.SGD(p, r, momentum=0.9)),
    "nesterov": (["--optimizer", "sgd", "--momentum", "0.9", "--nesterov"],
                 lambda p, r: torch.optim.SGD(p, r, momentum=0.9, nesterov=True)),
    "adam": ([], lambda p, r: torch.optim.Adam(p, r, eps=1e-7)),
    "adamw": (["--weight-decay", "0.1"],
              lambda p, r: torch.optim.AdamW(p, r, eps=1e-7, weight_decay=0.1)),
    "nadam": ([], Nadam),
    "rmsprop": ([], lambda p, r: torch.optim.RMSprop(p, r, alpha=0.9, eps=1e-7)),
    "adagrad": ([], lambda p, r: torch.optim.Adagrad(p, r, initial_accumulator_value=0.1,
                                                     eps=1e-7)),
    "adadelta": ([], lambda p, r: torch.optim.Adadelta(p, r, rho=0.95, eps=1e-7)),
}


class FlattenLikeKeras(nn.Module):
    """Height, width, channels: PyTorch keeps pictures with the channels first."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1) if x.dim() == 4 else x


class Mean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def activation_of(description):
    alpha = description.get("alpha", 0.0)
    return {"relu": nn.ReLU, "leaky_relu": lambda: nn.LeakyReLU(alpha),
            "elu": lambda: nn.ELU(alpha), "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}.get(
                description.get("activation"), nn.Identity)()


def build(shape, layers):
    """The same network in PyTorch, up to the logits."""
    _, _, channels = shape
    modules, flat = [], shape[0] == 1
    x = torch.zeros(1, channels, *shape[:2])
    if flat:
        x = x.flatten(1)
    for description in layers:
        kind = description["type"]
        if kind == "conv":
            kernel = description["kernel"]
            padding = kernel // 2 if description["padding"] == "same" else 0
            module = nn.Conv2d(x.shape[1], description["filters"], kernel,
                               stride=description["stride"], padding=padding)
        elif kind == "dense":
            module = nn.Linear(x.shape[1], description["units"])
        elif kind == "batch_norm":
            norm = nn.BatchNorm2d if x.dim() == 4 else nn.BatchNorm1d
            module = norm(x.shape[1], eps=description["epsilon"],
                          momentum=1 - description["momentum"])
        else:
            module = {"max_pool": lambda: nn.MaxPool2d(description["kernel"],
                                                       description["stride"]),
                      "average_pool": lambda: nn.AvgPool2d(description["kernel"],
                                                           description["stride"]),
                      "pad": lambda: nn.ZeroPad2d(description["size"]),
                      "global_average_pool": Mean, "flatten": FlattenLikeKeras,
                      "activation": nn.Identity}[kind]()
        for one in [module, activation_of(description)]:
            modules.append(one)
            x = one.eval()(x)
    return nn.Sequential(*modules).train()


def keras(parameter):
    """A tensor of PyTorch's in Keras' layout."""
    array = parameter.detach().numpy()
    if array.ndim == 4:
        return array.transpose(2, 3, 1, 0)
    return array.T if array.ndim == 2 else array


def flat(tensors):
    return numpy.concatenate([numpy.ascontiguousarray(one, "<f4").ravel() for one in tensors])


class Case:
    """A network with weights, rows and labels."""

    def __init__(self, name):
        torch.manual_seed(3)
        self.shape, self.layers = NETWORKS[name]
        self.network = build(self.shape, self.layers)
        with torch.no_grad():
            for parameter in self.network.parameters():  # nothing at zero
                parameter += 0.1 * torch.rand_like(parameter) - 0.05
        generator = numpy.random.default_rng(5)
        self.x = generator.random((ROWS, *self.shape), dtype=numpy.float32) - 0.3
        self.y = generator.integers(0, CLASSES, ROWS).astype("<i4")
        self.sizes = [p.numel() for p in self.network.parameters()]

    def probe(self, program, arguments):
        """Loss, gradients, parameters, running statistics and probabilities by gridfold."""
        command = [program, "--layers", json.dumps(self.layers), "--input",
                   *map(str, self.shape), "--classes", str(CLASSES), "--rows", str(ROWS),
                   *arguments]
        data = (flat(map(keras, self.network.parameters())).tobytes()
                + self.x.astype("<f4").tobytes() + self.y.tobytes())
        done = subprocess.run(command, input=data, capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr.decode()}")
        values = numpy.frombuffer(done.stdout, "<f4")
        count, state = sum(self.sizes), len(values) - 1 - 2 * sum(self.sizes) - ROWS * CLASSES
        ends = numpy.cumsum([1, count, count, state])
        return numpy.split(values, ends)

    def torch_rows(self):
        x = torch.from_numpy(self.x.transpose(0, 3, 1, 2).copy())
        return x.flatten(1) if self.shape[0] == 1 else x

    def loss(self, kind):
        logits, labels = self.network(self.torch_rows()), torch.from_numpy(self.y).long()
        if kind == "cross_entropy":
            return nn.functional.cross_entropy(logits, labels)
        truth = nn.functional.one_hot(labels, CLASSES).float()
        if kind == "kl_divergence":
            return nn.functional.kl_div(logits.log_softmax(1), truth, reduction="batchmean")
        return nn.functional.mse_loss(logits.softmax(1), truth)

    def penalised(self):
        """The weights of dense and convolution layers."""
        return [m.weight for m in self.network if isinstance(m, (nn.Linear, nn.Conv2d))]


def compare_tensors(check, place, ours, theirs, sizes, tolerance):
    """Each tensor within `tolerance` of the largest element of all (1e-6 at least)."""
    scale = max(1e-6 / tolerance, float(numpy.max(numpy.abs(theirs))))
    worst, begin = 0.0, 0
    for index, size in enumerate(sizes):
        part = slice(begin, begin + size)
        difference = float(numpy.max(numpy.abs(ours[part] - theirs[part]))) / scale
        check.that(difference <= tolerance, f"{place}, tensor {index}: differs by {difference:.2g}")
        worst, begin = max(worst, difference), begin + size
    return worst


def compare_gradients(check, program, name, loss, penalties=(0.0, 0.0)):
    case = Case(name)
    l1, l2 = penalties
    found, gradients, *_ = case.probe(program, ["--loss", loss, "--l1", str(l1), "--l2", str(l2)])
    value = case.loss(loss)
    for weight in case.penalised():
        value = value + l1 * weight.abs().sum() + l2 * (weight ** 2).sum()
    value.backward()
    place = f"{name}, {loss}, penalties {penalties}"
    check.that(abs(found[0] - value.item()) < 1e-5 * max(1.0, value.item()),
               f"{place}: loss {found[0]} against {value.item()}")
    theirs = flat(keras(p.grad) for p in case.network.parameters())
    tolerance = 1e-4 if name in ("winograd", "normalised") else 1e-5
    worst = compare_tensors(check, place, gradients, theirs, case.sizes, tolerance)
    print(f"  {place:52} loss {found[0]:.5f}, gradients within {worst:.1e}")


def compare_steps(check, program, name, optimizer, rate):
    case = Case(name)
    extra, make = OPTIMIZERS[optimizer]
    arguments = ["--steps", str(STEPS), "--learning-rate", str(rate), *extra]
    if "--optimizer" not in extra:
        arguments += ["--optimizer", optimizer]
    _, _, parameters, state, probabilities = case.probe(program, arguments)
    torch_optimizer = make(case.network.parameters(), rate)
    for step in range(1, STEPS + 1):
        torch_optimizer.zero_grad()
        case.loss("cross_entropy").backward()
        if optimizer in ("adam", "adamw"):
            # PyTorch adds epsilon to the corrected deviation, Keras to the one before.
            torch_optimizer.param_groups[0]["eps"] = 1e-7 / math.sqrt(1 - 0.999 ** step)
        torch_optimizer.step()
    place = f"{name}, {STEPS} steps of {optimizer}"
    theirs = flat(map(keras, case.network.parameters()))
    difference = float(numpy.mean(numpy.abs(parameters - theirs)))
    check.that(difference < 1e-3 * rate, f"{place}: weights differ by {difference:.2g} in the mean")
    norms = [m for m in case.network if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d))]
    # PyTorch's running variance takes count / (count - 1) of the batch's: one hundredth of that.
    running = flat([one for m in norms for one in (m.running_mean, m.running_var)] or [[]])
    check.that(running.shape == state.shape and (not norms or numpy.allclose(
        state, running, atol=0.06 * numpy.max(running, initial=0) / ROWS)),
        f"{place}: running statistics")
    if not norms:
        with torch.no_grad():
            expected = case.network(case.torch_rows()).softmax(1).numpy()
        check.that(numpy.allclose(probabilities.reshape(expected.shape), expected, atol=1e-4),
                   f"{place}: probabilities")
    print(f"  {place:52} weights differ by {difference:.1e} in the mean")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--probe", default=gridfold.ROOT / "build/release/tests/network_probe",
                        help="the program of network_probe.cc (default: %(default)s)")
    arguments = parser.parse_args()
    arguments.probe = str(arguments.probe)
    torch.set_num_threads(1)
    check = gridfold.Check("network_gradients")
    for name in NETWORKS:
        for loss in ["cross_entropy", "kl_divergence", "mean_squared_error"]:
            compare_gradients(check, arguments.probe, name, loss)
    compare_gradients(check, arguments.probe, "conv", "cross_entropy", (0.001, 0.002))
    for optimizer in OPTIMIZERS:
        for name in ["dense", "conv"]:
            compare_steps(check, arguments.probe, name, optimizer, 0.01)
    compare_steps(check, arguments.probe, "normalised", "momentum", 0.01)
    check.finish()


if __name__ == "__main__":
    main()
