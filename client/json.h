// Studies and trials as JSON, for other programs. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "common/spec/results.h"

namespace gridfold {

using Json = nlohmann::ordered_json;

Json JsonOf(const Value& value);
Json JsonOf(const Point& point);
// null when absent or not finite: JSON has no word for those.
Json JsonOf(const std::optional<double>& number);
// Without the spec's text.
Json JsonOf(const StudySummary& study);
Json JsonOf(const RefitSummary& refit);
Json JsonOf(const TrialSummary& trial);
Json JsonOf(const TrialDetail& detail);

// Indented text with a newline at the end; bytes that are not UTF-8 become U+FFFD.
std::string Dump(const Json& json);

}  // namespace gridfold
