#include "common/spec/catalogue.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "common/base/check.h"
#include "common/spec/layer_names.h"
#include "common/spec/scalar.h"

namespace gridfold {
namespace {

using Kind = ParameterSchema::Kind;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Sizes beyond these are slips of the pen and would only exhaust the memory of a worker.
constexpr double kUnitsMax = 1e6;
constexpr double kCountMax = 1e9;

ParameterSchema Number(const char* name, double min, double max, double default_value) {
  return {.name = name,
          .kind = Kind::kNumber,
          .min = min,
          .max = max,
          .default_value = Value(default_value)};
}

ParameterSchema Positive(const char* name, double default_value) {
  ParameterSchema schema = Number(name, 0, kInfinity, default_value);
  schema.min_open = true;
  schema.max_open = true;
  return schema;
}

ParameterSchema NotNegative(const char* name, double default_value) {
  ParameterSchema schema = Number(name, 0, kInfinity, default_value);
  schema.max_open = true;
  return schema;
}

// A share in [0, 1).
ParameterSchema Share(const char* name, const char* depth = "") {
  ParameterSchema schema = Number(name, 0, 1, 0.0);
  schema.max_open = true;
  schema.depth = depth;
  return schema;
}

ParameterSchema Whole(const char* name, double min, double max, int64_t default_value,
                      const char* depth = "") {
  return {.name = name,
          .kind = Kind::kInt,
          .min = min,
          .max = max,
          .default_value = Value(default_value),
          .depth = depth};
}

ParameterSchema WholeOrList(const char* name, int64_t default_value, const char* depth) {
  return {.name = name,
          .kind = Kind::kIntOrList,
          .min = 1,
          .max = kUnitsMax,
          .default_value = Value(default_value),
          .depth = depth};
}

ParameterSchema Choice(const char* name, std::vector<std::string> choices,
                       const char* default_value, const char* depth = "") {
  return {.name = name,
          .kind = Kind::kChoice,
          .choices = std::move(choices),
          .default_value = Value(std::string(default_value)),
          .depth = depth};
}

ParameterSchema Flag(const char* name, bool default_value) {
  return {.name = name, .kind = Kind::kBool, .default_value = Value(default_value)};
}

ModelSchema Svm() {
  ParameterSchema c = Positive("C", 1.0);
  c.path = true;
  ParameterSchema gamma = Positive("gamma", 1.0);
  gamma.kind = Kind::kNumberOrChoice;
  gamma.choices = {"scale", "auto"};
  gamma.default_value = Value(std::string("scale"));
  return {
      .name = "svm",
      .parameters = {Choice("kernel", {"linear", "rbf", "poly"}, "rbf"), c, gamma,
                     Whole("degree", 1, 100, 3), Number("coef0", -kInfinity, kInfinity, 0.0),
                     Positive("tol", 1e-3), Choice("class_weight", {"none", "balanced"}, "none"),
                     Choice("decision", {"ovo"}, "ovo"), Flag("probability", false)},
      .facts = {"support_vectors", "iterations", "dual_objective"}};
}

// How a network's training is run: what it sees, how long, at which rate.
std::vector<ParameterSchema> RunParameters() {
  // One training passes through all smaller numbers of epochs.
  ParameterSchema epochs = Whole("epochs", 1, kCountMax, 10);
  epochs.path = true;
  // A share up to 1, above it a number of rows.
  ParameterSchema subsample = Positive("subsample", 1.0);
  subsample.max = kCountMax;
  subsample.max_open = false;
  return {Whole("batch_size", 1, kCountMax, 32),
          epochs,
          Choice("schedule", ScheduleNames(), "constant"),
          Flag("drop_last", false),
          subsample,
          Choice("class_weight", {"none", "balanced"}, "none")};
}

// What every network is trained with. Keras' defaults where it has one.
std::vector<ParameterSchema> TrainingParameters() {
  return {Choice("optimizer", {"sgd", "adam", "adamw", "nadam", "rmsprop", "adagrad", "adadelta"},
                 "adam"),
          Positive("learning_rate", 0.001),
          Share("momentum"),
          Flag("nesterov", false),
          NotNegative("weight_decay", 0.004),
          Choice("loss",
                 {"cross_entropy", "sparse_cross_entropy", "kl_divergence", "mean_squared_error"},
                 "cross_entropy"),
          NotNegative("l1", 0.0),
          NotNegative("l2", 0.0),
          NotNegative("clip_norm", 0.0),
          NotNegative("clip_value", 0.0),
          Choice("precision", {"f32", "bf16"}, "f32")};
}

// What the short forms' hidden layers share.
std::vector<ParameterSchema> HiddenLayerParameters() {
  // Keras' slope of each activation unless a number is given.
  ParameterSchema alpha = Number("alpha", 0, 100, 0.0);
  alpha.kind = Kind::kNumberOrChoice;
  alpha.choices = {"auto"};
  alpha.default_value = Value(std::string("auto"));
  return {Choice("activation", {"relu", "leaky_relu", "elu", "tanh", "sigmoid", "none"}, "relu"),
          alpha, Flag("batch_norm", false),
          Choice("kernel_initializer", AllNames(InitializerNames()), "glorot_uniform")};
}

ModelSchema WithTraining(const char* name, std::vector<ParameterSchema> parameters) {
  for (ParameterSchema& schema : TrainingParameters()) parameters.push_back(std::move(schema));
  for (ParameterSchema& schema : RunParameters()) parameters.push_back(std::move(schema));
  return {.name = name,
          .parameters = std::move(parameters),
          .is_network = true,
          .facts = {"parameters", "epochs"}};
}

ModelSchema ShortForm(const char* name, std::vector<ParameterSchema> parameters) {
  for (ParameterSchema& schema : HiddenLayerParameters()) parameters.push_back(std::move(schema));
  return WithTraining(name, std::move(parameters));
}

ModelSchema Mlp() {
  return ShortForm(
      "mlp", {Whole("hidden_layers", 0, kLayersMax, 1), WholeOrList("units", 128, "hidden_layers"),
              Share("dropout", "hidden_layers")});
}

ModelSchema Cnn() {
  return ShortForm(
      "cnn", {Whole("conv_layers", 0, kLayersMax, 1), Whole("convs_per_block", 1, kLayersMax, 1),
              WholeOrList("filters", 32, "conv_layers"), Number("filter_growth", 1, 1e3, 1.0),
              Whole("kernel_size", 1, 1000, 3, "conv_layers"),
              Choice("padding", {"same", "valid"}, "same", "conv_layers"),
              Choice("pool", {"max", "average", "none"}, "max"),
              Whole("pool_size", 1, 1000, 2, "conv_layers"), Share("conv_dropout", "conv_layers"),
              Flag("global_pool", false), Whole("dense_layers", 0, kLayersMax, 1),
              WholeOrList("dense_units", 128, "dense_layers"), Share("dropout", "dense_layers")});
}

ModelSchema Tree() {
  // A deep tree holds all shallower ones.
  ParameterSchema max_depth = Whole("max_depth", 1, kCountMax, 1);
  max_depth.kind = Kind::kIntOrChoice;
  max_depth.choices = {"none"};
  max_depth.default_value = Value(std::string("none"));
  max_depth.path = true;
  return {.name = "tree",
          .parameters = {Choice("criterion", {"gini", "entropy"}, "gini"), max_depth,
                         Whole("min_samples_split", 2, kCountMax, 2),
                         Whole("min_samples_leaf", 1, kCountMax, 1),
                         NotNegative("min_impurity_decrease", 0.0),
                         Choice("class_weight", {"none", "balanced"}, "none")},
          .facts = {"depth", "leaves", "nodes"}};
}

ModelSchema NaiveBayes() {
  ParameterSchema var_smoothing = NotNegative("var_smoothing", 1e-9);
  var_smoothing.path = true;
  return {.name = "naive_bayes", .parameters = {var_smoothing}};
}

// scikit-learn's KMeans and MiniBatchKMeans.
ModelSchema KMeans() {
  return {
      .name = "kmeans",
      .parameters = {Whole("n_clusters", 1, kUnitsMax, 8),
                     Choice("init", {"k-means++", "random"}, "k-means++"),
                     Whole("n_init", 1, kUnitsMax, 10), Whole("max_iter", 1, kCountMax, 300),
                     NotNegative("tol", 1e-4), Choice("algorithm", {"lloyd", "minibatch"}, "lloyd"),
                     Whole("batch_size", 1, kCountMax, 1024)},
      .facts = {"inertia", "iterations", "adjusted_rand_index", "silhouette"}};
}

// scikit-learn's GaussianMixture, whose default is one component.
ModelSchema Gmm() {
  return {.name = "gmm",
          .parameters = {Whole("n_components", 1, kUnitsMax, 1),
                         Choice("covariance_type", {"full", "tied", "diag", "spherical"}, "full"),
                         Choice("init", {"kmeans", "random"}, "kmeans"),
                         Whole("n_init", 1, kUnitsMax, 1), Whole("max_iter", 1, kCountMax, 100),
                         NotNegative("tol", 1e-3), NotNegative("reg_covar", 1e-6)},
          .facts = {"log_likelihood", "lower_bound", "evaluation_log_likelihood", "bic", "aic",
                    "inertia", "iterations", "adjusted_rand_index", "silhouette"}};
}

// A program of the user's.
ModelSchema Command() { return {.name = "command", .parameters = {}, .is_open = true}; }

const std::vector<ModelSchema>& Models() {
  static const std::vector<ModelSchema> models = {
      Svm(),    WithTraining("network", {}), Cnn(), Mlp(), Tree(), NaiveBayes(), KMeans(), Gmm(),
      Command()};
  return models;
}

bool InRange(const ParameterSchema& schema, double number) {
  return std::isfinite(number) && (schema.min_open ? number > schema.min : number >= schema.min) &&
         (schema.max_open ? number < schema.max : number <= schema.max);
}

bool IsChoice(const ParameterSchema& schema, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text &&
         std::find(schema.choices.begin(), schema.choices.end(), *text) != schema.choices.end();
}

bool IsNumberInRange(const ParameterSchema& schema, const Value& value) {
  double number = 0;
  return ToNumber(value, number) && InRange(schema, number);
}

bool IsIntInRange(const ParameterSchema& schema, const Value& value) {
  return std::holds_alternative<int64_t>(value) && IsNumberInRange(schema, value);
}

bool IsListInRange(const ParameterSchema& schema, const Value& value) {
  const auto* list = std::get_if<IntList>(&value);
  return list && !list->empty() && list->size() <= static_cast<size_t>(kLayersMax) &&
         std::all_of(list->begin(), list->end(),
                     [&](int64_t entry) { return InRange(schema, static_cast<double>(entry)); });
}

bool Allows(const ParameterSchema& schema, const Value& value) {
  switch (schema.kind) {
    case Kind::kNumber:
      return IsNumberInRange(schema, value);
    case Kind::kInt:
      return IsIntInRange(schema, value);
    case Kind::kBool:
      return std::holds_alternative<bool>(value);
    case Kind::kChoice:
      return IsChoice(schema, value);
    case Kind::kIntOrList:
      return IsIntInRange(schema, value) || IsListInRange(schema, value);
    case Kind::kIntOrChoice:
      return IsIntInRange(schema, value) || IsChoice(schema, value);
    case Kind::kNumberOrChoice:
      return IsNumberInRange(schema, value) || IsChoice(schema, value);
    case Kind::kAny:
      return true;
  }
  return false;
}

std::string Bounds(const ParameterSchema& schema) {
  std::string text;
  if (std::isfinite(schema.min)) {
    text += fmt::format(" {} {}", schema.min_open ? ">" : ">=", schema.min);
  }
  if (std::isfinite(schema.max)) {
    text += fmt::format("{} {} {}", text.empty() ? "" : " and",
                        schema.max_open ? "<" : "<=", schema.max);
  }
  return text;
}

}  // namespace

std::vector<std::string> ScheduleNames() {
  return {"constant", "piecewise", "step", "cosine", "plateau", "range"};
}

int64_t LayerNumber(const std::string& parameter) {
  const size_t split = parameter.rfind('_');
  if (split == std::string::npos || split + 1 == parameter.size()) return 0;
  if (parameter[split + 1] == '0') return 0;  // filters_02 is no other name of filters_2
  int64_t layer = 0;
  const char* end = parameter.data() + parameter.size();
  const auto [stop, error] = std::from_chars(parameter.data() + split + 1, end, layer);
  const bool valid = error == std::errc() && stop == end && layer >= 1 && layer <= kLayersMax;
  return valid ? layer : 0;
}

const ParameterSchema* ModelSchema::Find(const std::string& parameter) const {
  const auto find = [this](const std::string& wanted) -> const ParameterSchema* {
    for (const ParameterSchema& schema : parameters) {
      if (schema.name == wanted) return &schema;
    }
    return nullptr;
  };
  if (const ParameterSchema* schema = find(parameter)) return schema;
  if (LayerNumber(parameter) == 0) return nullptr;
  const ParameterSchema* layered = find(parameter.substr(0, parameter.rfind('_')));
  return layered && !layered->depth.empty() ? layered : nullptr;
}

const ModelSchema* FindModel(const std::string& name) {
  for (const ModelSchema& model : Models()) {
    if (model.name == name) return &model;
  }
  return nullptr;
}

std::string ModelNames() {
  std::string names;
  for (const ModelSchema& model : Models()) names += (names.empty() ? "" : ", ") + model.name;
  return names;
}

std::string Expectation(const ParameterSchema& schema) {
  switch (schema.kind) {
    case Kind::kNumber:
      return "a number" + Bounds(schema);
    case Kind::kInt:
      return "a whole number" + Bounds(schema);
    case Kind::kBool:
      return "true or false";
    case Kind::kChoice:
      return Alternatives(schema.choices);
    case Kind::kIntOrList:
      return fmt::format("a whole number{} or a list of 1 to {} of them", Bounds(schema),
                         kLayersMax);
    case Kind::kIntOrChoice:
      return fmt::format("a whole number{}{} {}", Bounds(schema),
                         schema.choices.size() == 1 ? " or" : ",", Alternatives(schema.choices));
    case Kind::kNumberOrChoice:
      return fmt::format("a number{}, {}", Bounds(schema), Alternatives(schema.choices));
    case Kind::kAny:
      return "a number, a text, true, false or a list of whole numbers";
  }
  return "";
}

Status CheckValue(const ParameterSchema& schema, const Value& value) {
  if (Allows(schema, value)) return absl::OkStatus();
  const bool is_text = std::holds_alternative<std::string>(value);
  return InvalidArgument("expected {}, found {}", Expectation(schema),
                         is_text ? "'" + ToText(value) + "'" : ToText(value));
}

Point WithDefaults(const ModelSchema& model, const Point& point) {
  Point complete = point;
  for (const ParameterSchema& schema : model.parameters) {
    if (schema.default_value) complete.emplace(schema.name, *schema.default_value);
  }
  return complete;
}

double NumberAt(const Point& point, const std::string& name) {
  const auto found = point.find(name);
  double number = 0;
  GF_CHECK(found != point.end() && ToNumber(found->second, number));
  return number;
}

int64_t IntAt(const Point& point, const std::string& name) {
  const auto found = point.find(name);
  GF_CHECK(found != point.end() && std::holds_alternative<int64_t>(found->second));
  return std::get<int64_t>(found->second);
}

bool BoolAt(const Point& point, const std::string& name) {
  const auto found = point.find(name);
  GF_CHECK(found != point.end() && std::holds_alternative<bool>(found->second));
  return std::get<bool>(found->second);
}

const std::string& TextAt(const Point& point, const std::string& name) {
  const auto found = point.find(name);
  GF_CHECK(found != point.end() && std::holds_alternative<std::string>(found->second));
  return std::get<std::string>(found->second);
}

}  // namespace gridfold
