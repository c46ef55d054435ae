// The jobs that wait for a worker. Pure: no clock, no threads.
//
// Studies take turns, so that a small study is not stuck behind a large one. Within a study jobs go
// in the order of their numbers, except that among the first kAffinityWindow of them the one whose
// data the worker already holds goes first. A job that comes back (its worker was lost) goes to the
// front.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/spec/job.h"

namespace gridfold {

class JobQueue {
 public:
  static constexpr size_t kAffinityWindow = 32;
  using JobPtr = std::shared_ptr<const Job>;

  void PushBack(JobPtr job);
  void PushFront(JobPtr job);
  // Removes and returns at most `count` jobs of studies that are not held back, for a worker that
  // holds `cache_keys` and can do nothing for the studies `unfit`.
  std::vector<JobPtr> Take(size_t count, const std::set<std::string>& cache_keys,
                           const std::set<int64_t>& unfit = {});
  // Removes and returns the `folds` jobs of one trial of the study, the first in line that has so
  // many waiting jobs of its own. Empty when there is none or the study is held back.
  std::vector<JobPtr> TakeTrial(int64_t study, size_t folds);
  // Removes and returns all waiting jobs of a study.
  std::vector<JobPtr> RemoveStudy(int64_t study);
  // A study that is held back (paused) keeps its jobs but gives none.
  void HoldBack(int64_t study, bool held);

  size_t size(int64_t study) const;

 private:
  struct Line {
    std::deque<JobPtr> jobs;
    bool held = false;
  };
  JobPtr TakeFrom(Line& line, const std::set<std::string>& cache_keys);

  std::map<int64_t, Line> lines_;  // by study
  int64_t last_study_ = 0;         // whose turn it was
};

}  // namespace gridfold
