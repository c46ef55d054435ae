#include "coordinator/search/grid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

Value Text(const char* text) { return std::string(text); }

std::vector<Point> Walked(const Grid& grid) {
  std::vector<Point> points;
  for (GridIndex i = 0; i < grid.size(); ++i) points.push_back(grid.At(i));
  return points;
}

std::set<std::string> Texts(const std::vector<Point>& points) {
  std::set<std::string> texts;
  for (const Point& point : points) texts.insert(ToJson(point));
  return texts;
}

// Calls `check(space, path, grid)` for many random spaces of at most 5,000 points.
template <typename Check>
void ForRandomSpaces(uint64_t seed, int count, Check check) {
  Random random(seed);
  for (int i = 0; i < count; ++i) {
    const SubSpace space = RandomSpace(random);
    const auto path = RandomPathParameters(space, random);
    const auto grid = Grid::Make(space, path);
    ASSERT_TRUE(grid.ok()) << grid.status();
    if (grid->size() > 5'000) continue;
    check(space, path, *grid);
    if (::testing::Test::HasFailure()) FAIL() << "space " << i << " of seed " << seed;
  }
}

bool IsNamed(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The bisection level of the value's place among the parameter's values, by halving the list.
int LevelOf(const Parameter& parameter, const Value& value) {
  int64_t low = 0, high = parameter.GridSize();
  for (int level = 0; low < high; ++level) {
    const int64_t middle = low + (high - low) / 2;
    if (parameter.GridValue(middle) == value) return level;
    bool left = false;
    for (int64_t i = low; i < middle; ++i) left = left || parameter.GridValue(i) == value;
    (left ? high : low) = left ? middle : middle + 1;
  }
  return -1;
}

int LevelOf(const SubSpace& space, const std::vector<std::string>& path, const Point& point) {
  int level = 0;
  for (const auto& [name, value] : point) {
    const Parameter& parameter = *space.Find(name);
    const bool category =
        parameter.type == ParameterType::kCategorical || parameter.type == ParameterType::kBool;
    if (category || IsNamed(path, name) || IsDeciding(space, name)) continue;
    level = std::max(level, LevelOf(parameter, value));
  }
  return level;
}

TEST(GridTest, HasEveryPointOfRandomConditionalSpacesOnce) {
  size_t points = 0, conditional = 0;
  ForRandomSpaces(1, 600, [&](const SubSpace& space, const auto&, const Grid& grid) {
    const std::vector<Point> all = AllPoints(space);
    const std::vector<Point> walked = Walked(grid);
    EXPECT_EQ(walked.size(), all.size());
    EXPECT_EQ(Texts(walked), Texts(all));
    points += all.size();
    for (const Parameter& parameter : space.parameters) conditional += !parameter.when.empty();
  });
  EXPECT_GT(points, 10'000u) << "the random spaces are too small to mean anything";
  EXPECT_GT(conditional, 200u);
}

TEST(GridTest, LevelsNeverGoBack) {
  ForRandomSpaces(2, 200, [](const SubSpace& space, const auto& path, const Grid& grid) {
    int level = 0;
    for (const Point& point : Walked(grid)) {
      const int next = LevelOf(space, path, point);
      ASSERT_GE(next, level);
      level = next;
    }
  });
}

TEST(GridTest, GroupsAreContiguousWithPathValuesInTheirOrder) {
  ForRandomSpaces(3, 200, [](const SubSpace& space, const auto& path, const Grid& grid) {
    std::map<std::string, std::pair<size_t, std::vector<std::vector<int64_t>>>> groups;
    const std::vector<Point> points = Walked(grid);
    for (size_t i = 0; i < points.size(); ++i) {
      Point shared;
      std::vector<int64_t> digits;
      for (const Parameter& parameter : space.parameters) {
        const auto found = points[i].find(parameter.name);
        if (found == points[i].end()) continue;
        if (!IsNamed(path, parameter.name) || IsDeciding(space, parameter.name)) {
          shared.insert(*found);
          continue;
        }
        int64_t digit = 0;
        while (parameter.GridValue(digit) != found->second) ++digit;
        digits.push_back(digit);
      }
      auto& [start, seen] = groups.try_emplace(ToJson(shared), i, 0).first->second;
      ASSERT_EQ(start + seen.size(), i) << "the group is torn";
      ASSERT_TRUE(seen.empty() || seen.back() < digits) << "values out of order";
      seen.push_back(digits);
      ASSERT_EQ(grid.GroupStart(i), start);
    }
    for (const auto& [shared, group] : groups) {
      ASSERT_EQ(grid.GroupSize(group.first), static_cast<int64_t>(group.second.size()));
    }
  });
}

TEST(GridTest, ContainsAgreesWithEnumeration) {
  Random random(4);
  int inside = 0, outside = 0;
  for (int i = 0; i < 300; ++i) {
    const SubSpace space = RandomSpace(random);
    const SubSpace other = Altered(space, random);
    const auto grid = Grid::Make(other, {});
    ASSERT_TRUE(grid.ok());
    if (grid->size() > 2'000) continue;
    const std::set<std::string> known = Texts(AllPoints(other));
    for (const Point& point : AllPoints(space)) {
      const bool expected = known.contains(ToJson(point));
      ASSERT_EQ(grid->Contains(point), expected) << ToJson(point);
      ++(expected ? inside : outside);
    }
  }
  EXPECT_GT(inside, 1'000);
  EXPECT_GT(outside, 1'000);
}

SubSpace Svm() {
  SubSpace space;
  space.parameters = {
      Listed("kernel", ParameterType::kCategorical, {Text("rbf"), Text("linear")}),
      Listed("C", ParameterType::kDiscrete, {0.01, 0.1, 1.0, 10.0}),
      When(Listed("gamma", ParameterType::kDiscrete, {0.01, 0.1, 1.0}), "kernel", {Text("rbf")}),
      Listed("tol", ParameterType::kDiscrete, {0.001})};
  space.parameters.back().constant = true;
  return space;
}

TEST(GridTest, InactiveParametersAreAbsentAndConstantsPresent) {
  const auto grid = Grid::Make(Svm(), {"C"});
  ASSERT_TRUE(grid.ok());
  EXPECT_TRUE(grid->size() == 16);
  for (const Point& point : Walked(*grid)) {
    EXPECT_EQ(point.contains("gamma"), point.at("kernel") == Text("rbf"));
    EXPECT_EQ(point.at("tol"), Value(0.001));
  }
}

TEST(GridTest, OrderIsCoarseToFineWithPathInnermost) {
  const auto grid = Grid::Make(Svm(), {"C"});
  ASSERT_TRUE(grid.ok());
  std::string order;
  for (const Point& point : Walked(*grid)) {
    order += point.contains("gamma") ? ToText(point.at("gamma")) : "linear";
    order += "/" + ToText(point.at("C")) + " ";
  }
  EXPECT_EQ(order,
            "0.1/0.01 0.1/0.1 0.1/1.0 0.1/10.0 linear/0.01 linear/0.1 linear/1.0 linear/10.0 "
            "0.01/0.01 0.01/0.1 0.01/1.0 0.01/10.0 1.0/0.01 1.0/0.1 1.0/1.0 1.0/10.0 ");
}

TEST(GridTest, ContainsRefusesStrangersAndLeftovers) {
  const auto grid = Grid::Make(Svm(), {"C"});
  ASSERT_TRUE(grid.ok());
  Point point = {{"kernel", Text("linear")}, {"C", 1.0}, {"tol", 0.001}};
  EXPECT_TRUE(grid->Contains(point));
  point["gamma"] = 0.1;
  EXPECT_FALSE(grid->Contains(point)) << "gamma is inactive for linear";
  point["kernel"] = Text("rbf");
  EXPECT_TRUE(grid->Contains(point));
  point["gamma"] = 0.2;
  EXPECT_FALSE(grid->Contains(point)) << "not a value of the grid";
  point.erase("gamma");
  EXPECT_FALSE(grid->Contains(point)) << "gamma is missing";
  EXPECT_FALSE(grid->Contains({}));
  EXPECT_FALSE(grid->Contains({{"kernel", Text("linear")}, {"C", 1.0}, {"tol", 0.01}}));
}

TEST(GridTest, StoppedGridIsEven) {
  SubSpace space;
  space.parameters = {Range("x", 0, 1, 101), Range("y", 0, 1, 257)};
  const auto grid = Grid::Make(space, {});
  ASSERT_TRUE(grid.ok());
  // After level l the points are a square lattice of (2^(l+1)-1)^2: every cell of an even division
  // of the square into 2^(l+1) by 2^(l+1) parts has a point at each of its inner corners. The
  // tolerance is two steps of the grid: each halving may be off by half a step more.
  for (int level = 0; level < 4; ++level) {
    const int parts = 1 << (level + 1);
    std::set<std::pair<int, int>> corners;
    const auto count = static_cast<GridIndex>((parts - 1) * (parts - 1));
    for (GridIndex i = 0; i < count; ++i) {
      const Point point = grid->At(i);
      const double x = std::get<double>(point.at("x")) * parts;
      const double y = std::get<double>(point.at("y")) * parts;
      EXPECT_NEAR(x, std::round(x), 0.0201 * parts);
      EXPECT_NEAR(y, std::round(y), 0.0201 * parts);
      corners.insert({static_cast<int>(std::round(x)), static_cast<int>(std::round(y))});
    }
    EXPECT_EQ(corners.size(), static_cast<size_t>(count)) << "level " << level;
  }
}

}  // namespace
}  // namespace gridfold
