"""Softmax regression by gradient descent: a program for `model: command`, see command-softmax.yaml.

Reads what to do as JSON from its input, prints a line of JSON for each epoch and one with the result.
"""
import json
import os
import sys

import numpy


def softmax(x, weights):
    scores = x @ weights[:-1] + weights[-1]
    scores = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)


def loss_and_accuracy(x, y, weights):
    probabilities = softmax(x, weights)
    own = probabilities[numpy.arange(len(y)), y]
    return float(-numpy.log(own + 1e-12).mean()), float((probabilities.argmax(axis=1) == y).mean())


def main():
    told = json.load(sys.stdin)
    settings = told["parameters"]
    rows = numpy.load(told["rows"])
    flat = lambda x: x.reshape(len(x), -1).astype(numpy.float64)
    x, y = flat(rows["x_train"]), rows["y_train"]
    x_validation, y_validation = flat(rows["x_validation"]), rows["y_validation"]

    weights = numpy.zeros((x.shape[1] + 1, len(told["classes"])))
    first, place = 0, os.path.join(told["checkpoints"], "state.npz")
    if os.path.exists(place):  # the training was cut off, or ended for now
        with numpy.load(place) as state:
            weights, first = state["weights"], int(state["epoch"])
    targets = numpy.eye(len(told["classes"]))[y]

    for epoch in range(first, settings["epochs"]):
        # The order of an epoch hangs on its number alone, so that a training which goes on is the
        # same as one that was never cut off.
        order = numpy.random.default_rng([told["seed"], epoch]).permutation(len(x))
        for start in range(0, len(x), settings["batch_size"]):
            batch = order[start:start + settings["batch_size"]]
            error = (softmax(x[batch], weights) - targets[batch]) / len(batch)
            gradient = numpy.vstack([x[batch].T @ error, error.sum(axis=0)])
            weights -= settings["learning_rate"] * (gradient + settings["l2"] * weights)
        # Replaced as a whole: it may be read while the next epoch is written.
        numpy.savez(place + ".new.npz", weights=weights, epoch=epoch + 1)
        os.replace(place + ".new.npz", place)
        loss, accuracy = loss_and_accuracy(x, y, weights)
        curve = {"epoch": epoch + 1, "loss": loss, "accuracy": accuracy, "checkpoint": True}
        if len(y_validation):  # a data set may have no test rows
            loss, accuracy = loss_and_accuracy(x_validation, y_validation, weights)
            curve.update(val_loss=loss, val_accuracy=accuracy)
        print(json.dumps(curve), flush=True)
        if epoch + 1 == told.get("pause"):  # to be judged; it goes on from the checkpoint, or never
            return

    if "model" in told:  # the winner, fitted on all training rows
        with open(told["model"], "wb") as file:
            numpy.save(file, weights)
    train_loss, train_accuracy = loss_and_accuracy(x, y, weights)
    result = {"metrics": {}, "predictions": [],
              "train_metrics": {"accuracy": train_accuracy, "cross_entropy": train_loss}}
    if len(y_validation):
        result["metrics"]["cross_entropy"] = loss_and_accuracy(x_validation, y_validation, weights)[0]
        result["predictions"] = softmax(x_validation, weights).argmax(axis=1).tolist()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
