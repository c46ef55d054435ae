#include "client/coordinator_client.h"

#include "common/base/fingerprint.h"
#include "common/base/units.h"
#include "common/wire/channel.h"
#include "common/wire/convert.h"
#include "common/wire/status.h"

namespace gridfold {
namespace {

constexpr int64_t kCallMs = 30'000;
// The coordinator may have to download the data set before it answers.
constexpr int64_t kCreateMs = 15 * 60'000;
constexpr int64_t kStreamMs = 60 * 60'000;
constexpr int32_t kPageTrials = 500;
constexpr size_t kImportTrials = 500;
constexpr int kFetchesMax = 5;
constexpr int64_t kArtifactBytesMax = int64_t{16} << 30;

void ToProto(const ImportedTrial& trial, v1::ImportedTrial* message) {
  gridfold::ToProto(trial.parameters, message->mutable_parameters());
  for (const double score : trial.fold_scores) message->add_fold_scores(score);
}

}  // namespace

class CoordinatorClient::Call {
 public:
  Call(CoordinatorClient& client, int64_t timeout_ms) : client_(client) {
    SetDeadline(context_, timeout_ms);
    const std::lock_guard lock(client_.mutex_);
    client_.current_ = &context_;
    if (client_.cancelled_) context_.TryCancel();
  }
  ~Call() {
    const std::lock_guard lock(client_.mutex_);
    client_.current_ = nullptr;
  }
  grpc::ClientContext* context() { return &context_; }

 private:
  CoordinatorClient& client_;
  grpc::ClientContext context_;
};

StatusOr<std::unique_ptr<CoordinatorClient>> CoordinatorClient::Connect(
    const std::string& address) {
  GF_ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel, ConnectTo(address));
  return std::unique_ptr<CoordinatorClient>(
      new CoordinatorClient(address, v1::StudyService::NewStub(channel)));
}

Status CoordinatorClient::Explain(const grpc::Status& status, int64_t timeout_ms) const {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE) {
    return Unavailable("cannot reach the coordinator at {}: {}; is it running?", address_,
                       status.error_message());
  }
  if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return DeadlineExceeded("the coordinator at {} did not answer within {}", address_,
                            FormatDuration(static_cast<double>(timeout_ms) / 1e3));
  }
  return FromGrpc(status);
}

template <typename Request, typename Response>
Status CoordinatorClient::Unary(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request, Response* response, int64_t timeout_ms) {
  Call call(*this, timeout_ms);
  return Explain((stub_.get()->*method)(call.context(), request, response), timeout_ms);
}

StatusOr<CoordinatorClient::Created> CoordinatorClient::CreateStudy(
    const SpecText& spec, const std::string& data_dir, const std::vector<ImportedTrial>& trials) {
  v1::CreateStudyRequest request;
  request.set_spec_text(spec.text);
  request.set_spec_file(spec.file);
  request.set_spec_folder(spec.folder);
  for (const std::string& entry : spec.overrides) request.add_overrides(entry);
  request.set_data_dir(data_dir);
  for (const ImportedTrial& trial : trials) ToProto(trial, request.add_trials());
  v1::CreateStudyResponse response;
  GF_RETURN_IF_ERROR(Unary(&Stub::CreateStudy, request, &response, kCreateMs));
  Created created;
  GF_ASSIGN_OR_RETURN(created.study, FromProto(response.study()));
  created.existed = response.existed();
  created.notes.assign(response.notes().begin(), response.notes().end());
  return created;
}

StatusOr<StudySummary> CoordinatorClient::SetStudyState(const std::string& study,
                                                        v1::SetStudyStateRequest::Change change) {
  v1::SetStudyStateRequest request;
  request.set_study(study);
  request.set_change(change);
  v1::Study response;
  GF_RETURN_IF_ERROR(Unary(&Stub::SetStudyState, request, &response, kCallMs));
  return FromProto(response);
}

StatusOr<int64_t> CoordinatorClient::RetryFailedTrials(const std::string& study) {
  v1::RetryTrialsRequest request;
  request.set_study(study);
  v1::RetryTrialsResponse response;
  GF_RETURN_IF_ERROR(Unary(&Stub::RetryTrials, request, &response, kCallMs));
  return response.trials();
}

StatusOr<Coordinator::Imported> CoordinatorClient::ImportTrials(
    const std::string& study, const std::vector<ImportedTrial>& trials) {
  Coordinator::Imported total;
  for (size_t first = 0; first < trials.size(); first += kImportTrials) {
    v1::ImportTrialsRequest request;
    request.set_study(study);
    const size_t end = std::min(first + kImportTrials, trials.size());
    for (size_t i = first; i < end; ++i) {
      ToProto(trials[i], request.add_trials());
    }
    v1::ImportTrialsResponse response;
    GF_RETURN_IF_ERROR(Unary(&Stub::ImportTrials, request, &response, kCallMs));
    total.added += response.added();
    total.known += response.known();
  }
  return total;
}

StatusOr<Coordinator::AskedTrial> CoordinatorClient::AskTrial(const std::string& study) {
  v1::AskTrialRequest request;
  request.set_study(study);
  v1::AskTrialResponse response;
  GF_RETURN_IF_ERROR(Unary(&Stub::AskTrial, request, &response, kCallMs));
  Coordinator::AskedTrial asked;
  asked.trial = response.trial();
  GF_ASSIGN_OR_RETURN(asked.parameters, FromProto(response.parameters()));
  asked.splits = response.splits();
  return asked;
}

Status CoordinatorClient::TellTrial(const std::string& study, int64_t trial,
                                    const std::vector<double>& fold_scores,
                                    const std::string& failure) {
  v1::TellTrialRequest request;
  request.set_study(study);
  request.set_trial(trial);
  for (const double score : fold_scores) request.add_fold_scores(score);
  request.set_failure(failure);
  v1::TellTrialResponse response;
  return Unary(&Stub::TellTrial, request, &response, kCallMs);
}

StatusOr<std::vector<StudySummary>> CoordinatorClient::ListStudies() {
  v1::ListStudiesResponse response;
  GF_RETURN_IF_ERROR(Unary(&Stub::ListStudies, v1::ListStudiesRequest(), &response, kCallMs));
  std::vector<StudySummary> studies;
  for (const v1::Study& study : response.studies()) {
    GF_ASSIGN_OR_RETURN(studies.emplace_back(), FromProto(study));
  }
  return studies;
}

StatusOr<StudySummary> CoordinatorClient::GetStudy(const std::string& study) {
  v1::GetStudyRequest request;
  request.set_study(study);
  v1::Study response;
  GF_RETURN_IF_ERROR(Unary(&Stub::GetStudy, request, &response, kCallMs));
  return FromProto(response);
}

StatusOr<std::vector<TrialSummary>> CoordinatorClient::ListTrials(const std::string& study,
                                                                  const TrialRequest& request) {
  v1::ListTrialsRequest page;
  page.set_study(study);
  page.set_order(request.order == TrialOrder::kRank ? v1::ListTrialsRequest::ORDER_RANK
                                                    : v1::ListTrialsRequest::ORDER_NUMBER);
  page.set_where(request.where);
  std::vector<TrialSummary> trials;
  const auto left = [&] { return request.limit - static_cast<int64_t>(trials.size()); };
  while (request.limit < 0 || left() > 0) {
    page.set_page_size(request.limit < 0
                           ? kPageTrials
                           : static_cast<int32_t>(std::min<int64_t>(kPageTrials, left())));
    v1::ListTrialsResponse response;
    GF_RETURN_IF_ERROR(Unary(&Stub::ListTrials, page, &response, kCallMs));
    for (const v1::Trial& trial : response.trials()) {
      GF_ASSIGN_OR_RETURN(trials.emplace_back(), FromProto(trial));
    }
    if (response.next_page_token().empty()) break;
    page.set_page_token(response.next_page_token());
  }
  return trials;
}

StatusOr<TrialDetail> CoordinatorClient::GetTrial(const std::string& study, int64_t trial) {
  v1::GetTrialRequest request;
  request.set_study(study);
  request.set_trial(trial);
  v1::TrialDetail response;
  GF_RETURN_IF_ERROR(Unary(&Stub::GetTrial, request, &response, kCallMs));
  return FromProto(response);
}

Status CoordinatorClient::FetchFrom(const std::string& sha256, std::string* bytes) {
  v1::FetchArtifactRequest request;
  request.set_sha256(sha256);
  request.set_offset(static_cast<int64_t>(bytes->size()));
  Call call(*this, kStreamMs);
  const auto reader = stub_->FetchArtifact(call.context(), request);
  v1::ArtifactChunk chunk;
  while (reader->Read(&chunk)) {
    bytes->append(chunk.data());
    if (static_cast<int64_t>(bytes->size()) > kArtifactBytesMax) {
      call.context()->TryCancel();
      return ResourceExhausted("artifact {}: longer than {}", sha256,
                               FormatBytes(static_cast<double>(kArtifactBytesMax)));
    }
  }
  return Explain(reader->Finish(), kStreamMs);
}

StatusOr<std::string> CoordinatorClient::FetchArtifact(const std::string& sha256) {
  std::string bytes;
  Status status;
  for (int fetch = 0; fetch < kFetchesMax; ++fetch) {
    const size_t before = bytes.size();
    status = FetchFrom(sha256, &bytes);
    // A connection that broke after some bytes is worth another: it goes on where it stopped.
    if (status.code() != absl::StatusCode::kUnavailable || bytes.size() == before) break;
  }
  GF_RETURN_IF_ERROR(status);
  if (Sha256Hex(bytes) != sha256) {
    return DataLoss("artifact {}: what the coordinator sent does not match the hash", sha256);
  }
  return bytes;
}

StatusOr<StudySummary> CoordinatorClient::WatchStudy(const std::string& study,
                                                     const OnSnapshot& on_snapshot) {
  v1::GetStudyRequest request;
  request.set_study(study);
  while (true) {
    Call call(*this, kStreamMs);
    const auto reader = stub_->WatchStudy(call.context(), request);
    v1::Study message;
    StudySummary last;
    bool any = false;
    while (reader->Read(&message)) {
      GF_ASSIGN_OR_RETURN(last, FromProto(message));
      any = true;
      on_snapshot(last);
    }
    const grpc::Status end = reader->Finish();
    // Studies may last longer than one stream.
    if (end.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED && any) continue;
    GF_RETURN_IF_ERROR(Explain(end, kStreamMs));
    if (any && IsFinal(last.state)) return last;
    return Unavailable("the coordinator at {} stopped watching '{}' before it was final", address_,
                       study);
  }
}

void CoordinatorClient::Cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  if (current_ != nullptr) current_->TryCancel();
}

}  // namespace gridfold
