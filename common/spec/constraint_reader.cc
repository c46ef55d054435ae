#include "common/spec/constraint_reader.h"

#include <sstream>

#include "common/spec/metric_reader.h"

namespace gridfold {
namespace {

constexpr size_t kConstraintsMax = 100;
constexpr char kExpected[] = "a metric, one of > >= < <=, and a number, such as accuracy > 0.95";

StatusOr<Constraint> ReadConstraint(const YamlCursor& cursor, const ModelSchema* model) {
  GF_ASSIGN_OR_RETURN(const std::string text, cursor.Text(kExpected));
  std::istringstream words(text);
  std::string relation, number, more;
  Constraint constraint;
  words >> constraint.metric >> relation >> number;
  const bool known = relation == ">" || relation == ">=" || relation == "<" || relation == "<=";
  if (!known || (words >> more)) return cursor.Expected(kExpected);
  GF_RETURN_IF_ERROR(CheckMetricName(cursor, constraint.metric, model));
  const Scalar bound = ReadScalar(number);
  if (!ToNumber(bound.value, constraint.bound)) return cursor.Expected(kExpected);
  constraint.at_least = relation[0] == '>';
  constraint.strict = relation.size() == 1;
  return constraint;
}

}  // namespace

StatusOr<std::vector<Constraint>> ReadConstraints(const YamlCursor& cursor,
                                                  const ModelSchema* model) {
  if (!cursor.IsList()) return cursor.Expected("a list of texts such as [accuracy > 0.95]");
  const std::vector<YamlCursor> items = cursor.Items();
  if (items.size() > kConstraintsMax) {
    return cursor.Wrong(
        fmt::format("expected at most {} entries, found {}", kConstraintsMax, items.size()));
  }
  std::vector<Constraint> constraints;
  for (const YamlCursor& item : items) {
    GF_ASSIGN_OR_RETURN(constraints.emplace_back(), ReadConstraint(item, model));
  }
  return constraints;
}

}  // namespace gridfold
