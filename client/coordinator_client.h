// The calls of StudyService, one method each: studies as a running coordinator has them, and what
// changes them. Every call has a deadline.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "client/study_view.h"
#include "common/spec/spec_reader.h"
#include "coordinator/core/coordinator.h"
#include "study_service.grpc.pb.h"

namespace gridfold {

// For one thread at a time, but for Cancel. Unavailable "cannot reach the coordinator at ADDRESS"
// when it does not answer, DeadlineExceeded when it takes too long; the coordinator's own errors
// come as they are.
class CoordinatorClient final : public StudyView {
 public:
  // Does not wait for the connection: the first call does. InvalidArgument for a wrong address.
  static StatusOr<std::unique_ptr<CoordinatorClient>> Connect(const std::string& address);

  struct Created {
    StudySummary study;
    bool existed = false;            // the same spec was submitted before
    std::vector<std::string> notes;  // what the reader of the spec remarked
  };
  // `data_dir` is looked in first for data sets; may be empty. `trials` were evaluated elsewhere.
  StatusOr<Created> CreateStudy(const SpecText& spec, const std::string& data_dir,
                                const std::vector<ImportedTrial>& trials = {});
  StatusOr<StudySummary> SetStudyState(const std::string& study,
                                       v1::SetStudyStateRequest::Change change);
  // The number of failed trials that wait again.
  StatusOr<int64_t> RetryFailedTrials(const std::string& study);

  // Adds trials that were evaluated elsewhere; in several calls when there are many.
  StatusOr<Coordinator::Imported> ImportTrials(const std::string& study,
                                               const std::vector<ImportedTrial>& trials);

  // A trial for somebody who evaluates it himself, and its result (core/coordinator.h).
  StatusOr<Coordinator::AskedTrial> AskTrial(const std::string& study);
  Status TellTrial(const std::string& study, int64_t trial, const std::vector<double>& fold_scores,
                   const std::string& failure);

  StatusOr<std::vector<StudySummary>> ListStudies() override;
  StatusOr<StudySummary> GetStudy(const std::string& study) override;
  StatusOr<std::vector<TrialSummary>> ListTrials(const std::string& study,
                                                 const TrialRequest& request) override;
  StatusOr<TrialDetail> GetTrial(const std::string& study, int64_t trial) override;
  StatusOr<std::string> FetchArtifact(const std::string& sha256) override;
  StatusOr<StudySummary> WatchStudy(const std::string& study,
                                    const OnSnapshot& on_snapshot) override;

  // Ends the call at work, and every later one, with Cancelled. Thread-safe.
  void Cancel();

 private:
  using Stub = v1::StudyService::Stub;
  // A call's context, known to Cancel as long as it lives.
  class Call;

  CoordinatorClient(std::string address, std::unique_ptr<Stub> stub)
      : address_(std::move(address)), stub_(std::move(stub)) {}
  template <typename Request, typename Response>
  Status Unary(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const Request& request, Response* response, int64_t timeout_ms);
  // What the user is told of a call's end.
  Status Explain(const grpc::Status& status, int64_t timeout_ms) const;
  Status FetchFrom(const std::string& sha256, std::string* bytes);

  std::string address_;
  std::unique_ptr<Stub> stub_;
  std::mutex mutex_;
  grpc::ClientContext* current_ = nullptr;  // guarded by mutex_
  bool cancelled_ = false;                  // guarded by mutex_
};

}  // namespace gridfold
