#include "coordinator/search/complete_point.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/spec/spec_reader.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

SearchSpace SpaceOf(const std::string& parameters) {
  const auto read = ReadStudy({"name: s\ndataset: digits\nmodel: svm\nparameters: " + parameters +
                                   "\nsearch: {algorithm: random, trials: 3}\n"
                                   "metric: {name: accuracy, goal: maximize}\n",
                               "spec.yaml",
                               "",
                               {}});
  EXPECT_TRUE(read.ok()) << Message(read.status());
  return read.ok() ? read->study.space : SearchSpace();
}

constexpr char kSpace[] =
    "{kernel: {values: [rbf, linear]}, C: {min: 0.1, max: 10, scale: log},"
    " gamma: {values: [0.5, 1], when: {kernel: [rbf]}}, tol: 0.01}";

std::string ErrorOf(const SearchSpace& space, const Point& given) {
  const auto point = CompletePoint(space, given);
  EXPECT_TRUE(absl::IsInvalidArgument(point.status()));
  return Message(point.status());
}

TEST(CompletePointTest, ConstantsComeAlongAndNumbersTakeTheirType) {
  const auto point = CompletePoint(
      SpaceOf(kSpace), {{"kernel", std::string("rbf")}, {"C", int64_t{1}}, {"gamma", int64_t{1}}});
  ASSERT_TRUE(point.ok()) << Message(point.status());
  const Point expected = {
      {"kernel", std::string("rbf")}, {"C", 1.0}, {"gamma", 1.0}, {"tol", 0.01}};
  EXPECT_EQ(*point, expected);
}

TEST(CompletePointTest, InactiveParametersAreAbsent) {
  const Point linear = {{"kernel", std::string("linear")}, {"C", 1.0}};
  EXPECT_TRUE(CompletePoint(SpaceOf(kSpace), linear).ok());
  Point more = linear;
  more["gamma"] = 1.0;
  EXPECT_THAT(ErrorOf(SpaceOf(kSpace), more), HasSubstr("gamma: expected none"));
}

TEST(CompletePointTest, WhatIsNotOfTheSpaceIsRefused) {
  const Point fine = {{"kernel", std::string("linear")}, {"C", 1.0}};
  const auto with = [&](const std::string& name, const Value& value) {
    Point point = fine;
    point[name] = value;
    return ErrorOf(SpaceOf(kSpace), point);
  };
  EXPECT_THAT(with("C", 11.0), HasSubstr("C: expected a number from 0.1 to 10, found 11"));
  EXPECT_THAT(with("C", std::string("big")), HasSubstr("found big"));
  EXPECT_THAT(with("kernel", std::string("poly")), HasSubstr("one of the 2 values"));
  EXPECT_THAT(with("tol", 0.5), HasSubstr("tol: expected one of the 1 values"));
  EXPECT_THAT(with("depth", int64_t{1}), HasSubstr("depth: expected none"));
  EXPECT_THAT(ErrorOf(SpaceOf(kSpace), {{"C", 1.0}}), HasSubstr("kernel: expected a value"));
}

TEST(CompletePointTest, AUnionIsSearchedForAMemberThatFits) {
  const SearchSpace space =
      SpaceOf("[{kernel: linear, C: {values: [1, 2]}}, {kernel: rbf, C: {values: [3]}}]");
  const auto point = CompletePoint(space, {{"C", int64_t{3}}});
  ASSERT_TRUE(point.ok()) << Message(point.status());
  EXPECT_EQ(point->at("kernel"), Value(std::string("rbf")));
  EXPECT_THAT(ErrorOf(space, {{"C", 4.0}}), HasSubstr("none of the 2 members"));
}

}  // namespace
}  // namespace gridfold
