// The one seam between the reading verbs and where studies lie: a database file, or a coordinator.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/spec/results.h"
#include "coordinator/store/reader.h"

namespace gridfold {

// Which trials: in the order asked for, those that pass the filter, at most `limit` (-1: all).
struct TrialRequest {
  TrialOrder order = TrialOrder::kNumber;  // kRank lists only COMPLETED trials
  std::string where;                       // common/spec/trial_filter.h; empty: all
  int64_t limit = -1;
};

// For one thread at a time. NotFound for an unknown study or trial, InvalidArgument for a filter
// that is none, Unavailable when the coordinator cannot be reached.
class StudyView {
 public:
  using OnSnapshot = std::function<void(const StudySummary&)>;

  virtual ~StudyView() = default;
  virtual StatusOr<std::vector<StudySummary>> ListStudies() = 0;
  virtual StatusOr<StudySummary> GetStudy(const std::string& study) = 0;
  virtual StatusOr<std::vector<TrialSummary>> ListTrials(const std::string& study,
                                                         const TrialRequest& request) = 0;
  virtual StatusOr<TrialDetail> GetTrial(const std::string& study, int64_t trial) = 0;
  // The bytes of a model, verified against their hash.
  virtual StatusOr<std::string> FetchArtifact(const std::string& sha256) = 0;
  // Calls `on_snapshot` now and at changes until the study is final; returns the last snapshot.
  virtual StatusOr<StudySummary> WatchStudy(const std::string& study,
                                            const OnSnapshot& on_snapshot) = 0;
};

// `--coordinator` and `--db` as given; empty when not.
struct Place {
  std::string coordinator;
  std::string db;
};

// The view that `place` names; without either, GRIDFOLD_COORDINATOR, else gridfold.db in this
// folder, else InvalidArgument that says so.
StatusOr<std::unique_ptr<StudyView>> OpenView(const Place& place);

// The coordinator that a changing verb talks to: the flag, else GRIDFOLD_COORDINATOR, else the
// default address.
std::string CoordinatorAddress(const std::string& flag);

}  // namespace gridfold
