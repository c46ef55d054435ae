// Trains a network on what it is given and says everything about it: for comparisons with other
// programs (network_gradients.py). Numbers are little endian, float32 unless said otherwise.
//
// Standard input: parameters (all tensors in the order of the layers, each in Keras' layout), x
// [rows x features], y int32 [rows]. Standard output: the mean loss; the gradients; parameters and
// state after --steps steps on all rows; the probabilities then [rows x classes].
#include <CLI/CLI.hpp>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

#include "common/spec/catalogue.h"
#include "worker/model/network/layer_json.h"
#include "worker/model/network/network.h"

namespace gridfold {
namespace {

struct Arguments {
  std::string layers, optimizer = "adam", loss = "cross_entropy";
  std::vector<int64_t> input;
  int64_t classes = 0, rows = 0, steps = 0;
  double learning_rate = 0.001, momentum = 0, weight_decay = 0, l1 = 0, l2 = 0;
  bool nesterov = false;
};

template <typename T>
Status Read(std::vector<T>& values) {
  if (std::fread(values.data(), sizeof(T), values.size(), stdin) == values.size()) {
    return absl::OkStatus();
  }
  return InvalidArgument("standard input: expected {} more values", values.size());
}

void Write(std::span<const float> values) {
  std::fwrite(values.data(), sizeof(float), values.size(), stdout);
}

void WriteTensors(const Network& network, std::span<const float> vector) {
  for (const Network::Tensor& tensor : network.Tensors(vector)) Write(tensor.values);
}

Status ReadParameters(Network& network) {
  for (Network::Tensor& tensor : network.Tensors(network.parameters())) {
    GF_RETURN_IF_ERROR(Read(tensor.values));
    GF_CHECK(network.SetTensor(tensor, network.parameters()));
  }
  return absl::OkStatus();
}

Point PointOf(const Arguments& arguments) {
  return WithDefaults(*FindModel("network"), {{"optimizer", arguments.optimizer},
                                              {"loss", arguments.loss},
                                              {"learning_rate", arguments.learning_rate},
                                              {"momentum", arguments.momentum},
                                              {"nesterov", arguments.nesterov},
                                              {"weight_decay", arguments.weight_decay},
                                              {"l1", arguments.l1},
                                              {"l2", arguments.l2}});
}

Status Run(const Arguments& arguments) {
  GF_ASSIGN_OR_RETURN(const std::vector<Layer> layers, LayersFromJson(arguments.layers));
  const Extent input{arguments.input[0], arguments.input[1], arguments.input[2]};
  GF_ASSIGN_OR_RETURN(auto network,
                      Network::Build({layers, input, arguments.classes}, arguments.rows));
  const Point point = PointOf(arguments);
  GF_ASSIGN_OR_RETURN(const TrainingSettings settings, ReadTrainingSettings(point));
  GF_ASSIGN_OR_RETURN(const OptimizerSettings optimizer_settings, ReadOptimizer(point));
  network->Configure(settings);
  network->Initialize(1);
  GF_RETURN_IF_ERROR(ReadParameters(*network));
  const auto rows = static_cast<size_t>(arguments.rows);
  std::vector<float> values(rows * static_cast<size_t>(input.Size()));
  std::vector<int32_t> y(rows), order(rows);
  GF_RETURN_IF_ERROR(Read(values));
  GF_RETURN_IF_ERROR(Read(y));
  std::iota(order.begin(), order.end(), 0);
  const ConstMatrix x{values.data(), arguments.rows, input.Size(), input.Size()};

  const BatchScore score = network->Differentiate(x, y, order, 0);
  const auto loss = static_cast<float>(score.loss_sum / static_cast<double>(rows));
  Write({&loss, 1});
  WriteTensors(*network, network->gradients());
  Optimizer optimizer(optimizer_settings, network->parameters().size());
  for (int64_t step = 0; step < arguments.steps; ++step) {
    network->Train(x, y, order, static_cast<uint64_t>(step), optimizer);
  }
  WriteTensors(*network, network->parameters());
  WriteTensors(*network, network->state());
  std::vector<float> probabilities(rows * static_cast<size_t>(arguments.classes));
  network->Probabilities(x, probabilities);
  Write(probabilities);
  return absl::OkStatus();
}

}  // namespace
}  // namespace gridfold

int main(int argc, char** argv) {
  CLI::App app("Trains a network on standard input and writes gradients and results.");
  gridfold::Arguments arguments;
  app.add_option("--layers", arguments.layers, "as in a model file")->required();
  app.add_option("--input", arguments.input, "height width channels")->expected(3)->required();
  app.add_option("--classes", arguments.classes)->required();
  app.add_option("--rows", arguments.rows)->required();
  app.add_option("--steps", arguments.steps);
  app.add_option("--optimizer", arguments.optimizer);
  app.add_option("--loss", arguments.loss);
  app.add_option("--learning-rate", arguments.learning_rate);
  app.add_option("--momentum", arguments.momentum);
  app.add_option("--weight-decay", arguments.weight_decay);
  app.add_option("--l1", arguments.l1);
  app.add_option("--l2", arguments.l2);
  app.add_flag("--nesterov", arguments.nesterov);
  CLI11_PARSE(app, argc, argv);
  const gridfold::Status status = gridfold::Run(arguments);
  if (status.ok()) return 0;
  fmt::print(stderr, "{}\n", gridfold::Message(status));
  return 1;
}
