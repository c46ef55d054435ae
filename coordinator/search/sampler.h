// Where trials come from. Pure: a proposal depends on the space, the seed, the number of the trial,
// what was proposed before and, where a sampler learns, on results that the number of the trial
// names; never on time or on how many workers there are.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "common/spec/space.h"
#include "common/spec/study.h"
#include "coordinator/search/trial_history.h"

namespace gridfold {

// Fingerprints of the points already proposed in the study.
using SeenPoints = std::unordered_set<uint64_t>;

struct Proposal {
  std::vector<Point> points;  // new, distinct points; complete (constants in)
  int64_t next_cursor = 0;    // give it to the next call; kept in the database
  int64_t duplicates = 0;     // met and left out on the way
  bool exhausted = false;     // nothing follows
};

class Sampler {
 public:
  virtual ~Sampler() = default;
  // At least `count` points from `cursor` on (0 at first), unless exhausted; more only to finish a
  // group of points that differ in path parameters alone. `first_trial` is the number that the
  // first point will get, counted from 0, so also how many trials there are; `seen` holds all
  // earlier points.
  virtual Proposal Propose(int64_t cursor, int64_t first_trial, int64_t count,
                           const SeenPoints& seen) const = 0;
  // Whether proposals go by results. Then only ProposeAfter gives the study's trials, and Propose
  // gives points like them, for a plan.
  virtual bool Learns() const { return false; }
  // As Propose, `history` being all trials so far; it is not read, and may be empty, unless the
  // sampler learns. Then there may be fewer points than `count` and no end: the next trial has to
  // wait for results.
  virtual Proposal ProposeAfter(const TrialHistory& /*history*/, int64_t cursor,
                                int64_t first_trial, int64_t count, const SeenPoints& seen) const {
    return Propose(cursor, first_trial, count, seen);
  }
  // What the search did beyond its spec, for people; empty for nothing.
  virtual std::string Remark(const TrialHistory& /*history*/) const { return ""; }
  // How many trials there will be (duplicates not subtracted); infinity when nothing bounds them.
  virtual double TrialCount() const = 0;
};

// Whether the space can be searched as `study.search` asks: InvalidArgument with the reason, for
// instance a grid over a range without step or count, or one of more than 2^126 points. Ask when a
// study is submitted or planned.
Status CheckSearch(const StudySpec& study);

// The sampler that `study.search` asks for. Where CheckSearch fails, one that proposes nothing.
std::unique_ptr<Sampler> MakeSampler(const StudySpec& study);

}  // namespace gridfold
