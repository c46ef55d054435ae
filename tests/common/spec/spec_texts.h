// Short specs for tests: a complete one whose parts can be replaced.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/spec/spec_reader.h"

namespace gridfold {

inline StatusOr<ReadResult> ReadText(const std::string& text,
                                     const std::vector<std::string>& overrides = {}) {
  return ReadStudy({text, "spec.yaml", "", overrides});
}

// The message with which the text is refused; "accepted" when it is not.
inline std::string ErrorOf(const std::string& text,
                           const std::vector<std::string>& overrides = {}) {
  const auto result = ReadText(text, overrides);
  if (result.ok()) return "accepted";
  EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
  return Message(result.status());
}

// The study of a text that must be right.
inline StudySpec StudyOf(const std::string& text, const std::vector<std::string>& overrides = {}) {
  const auto result = ReadText(text, overrides);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? result->study : StudySpec();
}

// Four lines that every spec needs; what a test is about begins on line 5.
inline std::string Svm(const std::string& rest) {
  return "name: s\ndataset: digits\nmodel: svm\nmetric: {name: accuracy, goal: maximize}\n" + rest;
}
inline std::string Cnn(const std::string& rest) {
  return "name: s\ndataset: digits\nmodel: cnn\nmetric: {name: accuracy, goal: maximize}\n" + rest;
}
inline std::string Network(const std::string& rest) {
  return "name: s\ndataset: digits\nmodel: network\nmetric: {name: accuracy, goal: maximize}\n" +
         rest;
}

// The one member's parameter of that name; an empty one when there is none.
inline Parameter ParameterOf(const StudySpec& study, const std::string& name) {
  EXPECT_EQ(study.space.members.size(), 1u);
  if (study.space.members.empty()) return {};
  const Parameter* parameter = study.space.members[0].Find(name);
  EXPECT_NE(parameter, nullptr) << name;
  return parameter ? *parameter : Parameter();
}

inline std::vector<std::string> NamesOf(const SubSpace& member) {
  std::vector<std::string> names;
  for (const Parameter& parameter : member.parameters) names.push_back(parameter.name);
  return names;
}

// All values of a grid as texts.
inline std::vector<std::string> GridTexts(const Parameter& parameter) {
  std::vector<std::string> texts;
  for (int64_t i = 0; i < parameter.GridSize(); ++i)
    texts.push_back(ToText(parameter.GridValue(i)));
  return texts;
}

}  // namespace gridfold
