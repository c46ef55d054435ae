#include "coordinator/search/grid_sampler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/coordinator/search/random_space.h"

namespace gridfold {
namespace {

using ::testing::HasSubstr;

struct Walk {
  std::vector<Point> points;
  int64_t duplicates = 0;
};

// All proposals, `count` at a time, as a study that restarts between any two of them sees them.
Walk WalkAll(const Sampler& sampler, int64_t count) {
  Walk walk;
  int64_t cursor = 0;
  for (bool exhausted = false; !exhausted;) {
    const auto first = static_cast<int64_t>(walk.points.size());
    const Proposal proposal = sampler.Propose(cursor, first, count, {});
    EXPECT_TRUE(proposal.exhausted || static_cast<int64_t>(proposal.points.size()) >= count);
    walk.points.insert(walk.points.end(), proposal.points.begin(), proposal.points.end());
    walk.duplicates += proposal.duplicates;
    cursor = proposal.next_cursor;
    exhausted = proposal.exhausted;
  }
  return walk;
}

GridSampler Made(const SearchSpace& space, const std::vector<std::string>& path = {},
                 std::optional<int64_t> trials = {}) {
  auto sampler = GridSampler::Make(space, path, trials);
  EXPECT_TRUE(sampler.ok()) << sampler.status();
  return *std::move(sampler);
}

SearchSpace One(std::vector<Parameter> parameters) { return {{{std::move(parameters)}}}; }

TEST(GridSamplerTest, ProposesTheUnionOfItsMembersOnce) {
  Random random(5);
  int64_t duplicates = 0;
  for (int i = 0; i < 100; ++i) {
    const SubSpace first = RandomSpace(random);
    SearchSpace space = {{first, Altered(first, random), Altered(first, random)}};
    std::set<std::string> expected;
    size_t total = 0;
    for (const SubSpace& member : space.members) {
      const std::vector<Point> points = AllPoints(member);
      total += points.size();
      for (const Point& point : points) expected.insert(ToJson(point));
    }
    if (total > 2'000) continue;
    const GridSampler sampler = Made(space, {"p1"});
    EXPECT_EQ(sampler.TrialCount(), static_cast<double>(total));
    const Walk walk = WalkAll(sampler, 7);
    std::set<std::string> found;
    for (const Point& point : walk.points) found.insert(ToJson(point));
    ASSERT_EQ(found, expected);
    ASSERT_EQ(walk.points.size(), expected.size()) << "a point came twice";
    ASSERT_EQ(walk.duplicates, static_cast<int64_t>(total - expected.size()));
    duplicates += walk.duplicates;
  }
  EXPECT_GT(duplicates, 100) << "the members overlap too little to mean anything";
}

TEST(GridSamplerTest, SequenceDoesNotDependOnTheSizeOfTheCalls) {
  const SearchSpace space = {{{{Range("x", 0, 1, 9), Range("C", 0, 1, 5)}},
                              {{Range("x", 0, 1, 17), Range("C", 0, 1, 3)}}}};
  const GridSampler sampler = Made(space, {"C"});
  const Walk reference = WalkAll(sampler, 1'000'000);
  EXPECT_EQ(reference.points.size(), 9u * 5 + 17 * 3 - 9 * 3);
  for (const int64_t count : {1, 2, 7, 64}) {
    const Walk walk = WalkAll(sampler, count);
    EXPECT_EQ(walk.points, reference.points) << count;
    EXPECT_EQ(walk.duplicates, 27);
  }
}

TEST(GridSamplerTest, CallsEndWithAWholeGroup) {
  const GridSampler sampler = Made(One({Range("x", 0, 1, 3), Range("C", 0, 1, 10)}), {"C"});
  const Proposal first = sampler.Propose(0, 0, 1, {});
  EXPECT_EQ(first.points.size(), 10u);
  EXPECT_EQ(first.next_cursor, 10);
  EXPECT_FALSE(first.exhausted);
  EXPECT_EQ(sampler.Propose(10, 10, 11, {}).points.size(), 20u);
  EXPECT_TRUE(sampler.Propose(0, 0, 0, {}).points.empty());
}

TEST(GridSamplerTest, HugeGroupsAreCutWhereThePlannerCutsThem) {
  const GridSampler sampler = Made(One({Range("C", 0, 1, 1'000'000'000)}), {"C"});
  EXPECT_EQ(sampler.Propose(0, 0, 1, {}).points.size(), 64u);
  EXPECT_EQ(sampler.Propose(64, 64, 100, {}).points.size(), 128u);
}

TEST(GridSamplerTest, TrialsLimitTheGrid) {
  const GridSampler sampler = Made(One({Range("x", 0, 1, 3), Range("C", 0, 1, 10)}), {"C"}, 14);
  EXPECT_EQ(sampler.TrialCount(), 14);
  const Walk walk = WalkAll(sampler, 4);
  EXPECT_EQ(walk.points.size(), 14u);
  EXPECT_EQ(Made(One({Range("x", 0, 1, 3)}), {}, 14).TrialCount(), 3);
  EXPECT_TRUE(Made(One({Range("x", 0, 1, 3)}), {}, 0).Propose(0, 0, 1, {}).exhausted);
}

TEST(GridSamplerTest, ExhaustedIsSaidWithTheLastPointAndEverAfter) {
  const GridSampler sampler = Made(One({Range("x", 0, 1, 3)}));
  EXPECT_FALSE(sampler.Propose(0, 0, 2, {}).exhausted);
  const Proposal last = sampler.Propose(2, 2, 2, {});
  EXPECT_EQ(last.points.size(), 1u);
  EXPECT_TRUE(last.exhausted);
  const Proposal after = sampler.Propose(last.next_cursor, 3, 2, {});
  EXPECT_TRUE(after.exhausted);
  EXPECT_TRUE(after.points.empty());
  EXPECT_EQ(after.next_cursor, last.next_cursor);
}

TEST(GridSamplerTest, AstronomicGridsStartAtOnce) {
  std::vector<Parameter> parameters;
  for (int i = 0; i < 12; ++i) parameters.push_back(WholeRange(fmt::format("p{}", i), 1, 1'000));
  const GridSampler sampler = Made(One(parameters));
  EXPECT_DOUBLE_EQ(sampler.TrialCount(), 1e36);
  EXPECT_EQ(sampler.Propose(0, 0, 64, {}).points.size(), 64u);
  EXPECT_EQ(sampler.Propose(INT64_MAX - 3, 0, 64, {}).points.size(), 3u);
}

TEST(GridSamplerTest, ErrorsNameTheMember) {
  Parameter range = Range("x", 0, 1, 1);
  range.count.reset();
  const SearchSpace space = {{{{Range("x", 0, 1, 3)}}, {{range}}}};
  EXPECT_THAT(Message(GridSampler::Make(space, {}, {}).status()),
              HasSubstr("member 2 of parameters: parameters.x: a grid over a range"));
}

}  // namespace
}  // namespace gridfold
