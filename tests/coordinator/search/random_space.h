// Small random spaces with conditions, and their points by brute force: the naive reference of the
// tests in this folder.
#pragma once

#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/spec/space.h"

namespace gridfold {

// Parameters p0, p1, ...: at most six, of all types, each with at most five values; about half of
// them depend on one or two before them.
SubSpace RandomSpace(Random& random);

// `space` with some conditions dropped and some last values left out: many points lie in both.
SubSpace Altered(SubSpace space, Random& random);

// About one name in three.
std::vector<std::string> RandomPathParameters(const SubSpace& space, Random& random);

// All points, by walking the parameters in their order.
std::vector<Point> AllPoints(const SubSpace& space);

// Whether another parameter's `when` names it.
bool IsDeciding(const SubSpace& space, const std::string& name);

// A parameter of `values`, a range with `count` points, a whole-number range with step 1.
Parameter Listed(const std::string& name, ParameterType type, std::vector<Value> values);
Parameter Range(const std::string& name, double min, double max, int64_t count);
Parameter WholeRange(const std::string& name, double min, double max);
// `parameter`, active only where `parent` is one of `values`.
Parameter When(Parameter parameter, const std::string& parent, std::vector<Value> values);

}  // namespace gridfold
