// The plain scalars of YAML 1.2's core schema, as gridfold reads them: decimal numbers, true and
// false, texts. Octal and hexadecimal numbers and the yes/no of YAML 1.1 are texts. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/spec/value.h"

namespace gridfold {

enum class ScalarKind {
  kText,
  kBool,
  kInt,
  kNumber,
  kNotFinite,  // .nan, .inf, or digits beyond what a double or an int64_t holds
};

struct Scalar {
  ScalarKind kind = ScalarKind::kText;
  Value value;  // of the kind's type; the text itself for kText and kNotFinite
};

// What an unquoted `text` means: "12" a whole number, "1e-4" a number, "True" a bool.
Scalar ReadScalar(std::string_view text);

// "'text'" for messages: control characters shown as "?", cut after 60 bytes.
std::string Quote(std::string_view text);

// "a, b or c".
std::string Alternatives(const std::vector<std::string>& choices);

// A name that may stand in messages, files and commands: 1 to 100 of A-Z a-z 0-9 . _ -, the first
// a letter, a digit or an underscore.
bool IsPlainName(std::string_view text);

}  // namespace gridfold
