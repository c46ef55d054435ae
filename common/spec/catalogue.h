// The catalogue of models: which parameters each has, their types, bounds and defaults. The spec
// reader validates against it, the planner learns path parameters from it, trainers take their
// defaults from it. Adding a model adds one entry in catalogue.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/spec/value.h"

namespace gridfold {

// What values a model's parameter takes.
struct ParameterSchema {
  enum class Kind {
    kNumber,
    kInt,
    kBool,
    kChoice,
    kIntOrList,
    kIntOrChoice,
    kNumberOrChoice,
    kAny  // whatever a program of the user's makes of it
  };
  std::string name;
  Kind kind = Kind::kNumber;
  double min = 0, max = 0;  // for numbers, inclusive unless min_open, max_open
  bool min_open = false;
  bool max_open = false;
  std::vector<std::string> choices = {};    // kChoice, kIntOrChoice, kNumberOrChoice
  std::optional<Value> default_value = {};  // absent: the spec must give it
  // A path parameter: cells that differ only in it are fitted together by one call of the trainer
  // (all C of a gamma and fold), so the planner puts them into one job.
  bool path = false;
  // The whole-number parameter that counts the layers this one may differ between: with `filters`
  // over `conv_layers`, `filters_2` is the value of the second layer. Empty: one value for all.
  std::string depth = {};
  bool operator==(const ParameterSchema&) const = default;
};

struct ModelSchema {
  std::string name;
  std::vector<ParameterSchema> parameters;
  bool is_network = false;  // takes `layers:` or is a short form for them
  // What each cell records of the model itself, which may be a goal: parameters, leaves, ...
  std::vector<std::string> facts = {};
  bool is_open = false;  // takes any parameter: a program of the user's knows what they mean
  // The parameter's entry; for `<name>_<i>`, i from 1 to kLayersMax, that of `<name>` when it may
  // differ between layers. nullptr for no such parameter.
  const ParameterSchema* Find(const std::string& parameter) const;
};

// The most layers that one parameter of depth may ask for.
inline constexpr int64_t kLayersMax = 64;

// The learning-rate schedules that the parameter `schedule` chooses from.
std::vector<std::string> ScheduleNames();

// The number at the end of `filters_2`, from 1 to kLayersMax; 0 when the name ends in none.
int64_t LayerNumber(const std::string& parameter);

// The model's entry, or nullptr. Entries live for the whole process.
const ModelSchema* FindModel(const std::string& name);
// "svm, network, ...", for messages.
std::string ModelNames();

// "a number > 0", "a whole number from 1 to 64", "linear, rbf or poly": what `schema` allows.
std::string Expectation(const ParameterSchema& schema);

// OK when `value` is one that `schema` allows, else InvalidArgument "expected ..., found ...".
Status CheckValue(const ParameterSchema& schema, const Value& value);

// `point` with the catalogue's defaults for what it leaves out: what a trainer sees.
Point WithDefaults(const ModelSchema& model, const Point& point);

// Typed access to a point that has been validated and completed; programmer error otherwise.
double NumberAt(const Point& point, const std::string& name);
int64_t IntAt(const Point& point, const std::string& name);
bool BoolAt(const Point& point, const std::string& name);
const std::string& TextAt(const Point& point, const std::string& name);

}  // namespace gridfold
