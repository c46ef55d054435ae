// The database, read: what list, status, best, trials, export and model show. A connection of its
// own, read-only, so reading never blocks a running search; it needs no coordinator.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/results.h"

namespace gridfold {

enum class TrialOrder { kNumber, kRank };

struct TrialQuery {
  TrialOrder order = TrialOrder::kNumber;
  std::string where;   // a filter (common/spec/trial_filter.h); empty: all
  int64_t offset = 0;  // trials to skip, after the filter
  int64_t limit = -1;  // -1: all
};

// For one thread at a time. NotFound names an unknown study and lists those there are;
// FailedPrecondition for a file that is no gridfold database or is newer than the program.
class StoreReader {
 public:
  static StatusOr<std::unique_ptr<StoreReader>> Open(const std::string& path);
  ~StoreReader();

  StatusOr<std::vector<StudySummary>> ListStudies();
  StatusOr<StudySummary> GetStudy(const std::string& name);
  // With fold scores, in the order asked for; kRank lists only COMPLETED trials.
  StatusOr<std::vector<TrialSummary>> ListTrials(const std::string& study, const TrialQuery& query);
  StatusOr<TrialDetail> GetTrial(const std::string& study, int64_t trial);
  // Hash of the best checkpoint that is kept of a trial; empty when there is none.
  StatusOr<std::string> BestCheckpoint(const std::string& study, int64_t trial);
  // The study's class names, by index.
  StatusOr<std::vector<std::string>> ClassNames(const std::string& study);

 private:
  struct Impl;
  explicit StoreReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// What `gridfold db check` looks at: SQLite's integrity and foreign keys, schema version, one
// accepted result for each cell, attempts within limits, stored means equal to recomputed ones,
// every artifact present with the right hash. Returns the findings, empty when all is well.
StatusOr<std::vector<std::string>> CheckDatabase(const std::string& path);

}  // namespace gridfold
