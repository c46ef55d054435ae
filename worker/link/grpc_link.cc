#include <unistd.h>

#include <utility>

#include "common/base/fingerprint.h"
#include "common/base/mutex.h"
#include "common/wire/channel.h"
#include "common/wire/convert.h"
#include "common/wire/status.h"
#include "worker/link/coordinator_link.h"
#include "worker_service.grpc.pb.h"

namespace gridfold {
namespace {

constexpr int64_t kCallTimeoutMs = 10'000;
constexpr int64_t kBlobTimeoutMs = 600'000;
constexpr int kResumeAttempts = 5;

std::string HostName() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

class GrpcLink final : public CoordinatorLink {
 public:
  explicit GrpcLink(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::WorkerService::NewStub(channel)) {}

  StatusOr<int64_t> Register(const std::string& worker, int slots, bool commands) override {
    v1::RegisterRequest request;
    request.set_worker(worker);
    request.set_host(HostName());
    request.set_slots(slots);
    request.set_commands(commands);
    request.set_version(GRIDFOLD_VERSION);
    request.set_protocol(kProtocolVersion);
    v1::RegisterResponse response;
    grpc::ClientContext context;
    SetDeadline(context, kCallTimeoutMs);
    GF_RETURN_IF_ERROR(FromGrpc(stub_->Register(&context, request, &response)));
    return response.lease_ms();
  }

  StatusOr<Acquired> Acquire(const std::string& request_id, const std::string& worker, int jobs_max,
                             const std::vector<std::string>& cache_keys, int64_t wait_ms) override {
    v1::AcquireRequest request;
    request.set_request_id(request_id);
    request.set_worker(worker);
    request.set_jobs_max(jobs_max);
    request.set_wait_ms(wait_ms);
    for (const std::string& key : cache_keys) request.add_cache_keys(key);
    v1::AcquireResponse response;
    grpc::ClientContext context;
    SetDeadline(context, wait_ms + (kAcquireDeadlineMs - kAcquireWaitMs));
    if (wait_ms > 0 && !BeginWait(&context)) return Cancelled("the worker is leaving");
    const Status status = FromGrpc(stub_->Acquire(&context, request, &response));
    EndWait();
    GF_RETURN_IF_ERROR(status);
    return ToAcquired(response);
  }

  void StopWaiting() override {
    const MutexLock lock(mutex_);
    stopped_ = true;
    if (waiting_ != nullptr) waiting_->TryCancel();
  }

  StatusOr<HeartbeatReply> Heartbeat(const std::string& worker,
                                     const std::vector<HeldJob>& held) override {
    v1::HeartbeatRequest request;
    request.set_worker(worker);
    for (const HeldJob& job : held) {
      v1::JobKey* key = request.add_held();
      key->set_study(job.study);
      key->set_job(job.job);
      key->set_attempt(job.attempt);
    }
    v1::HeartbeatResponse response;
    grpc::ClientContext context;
    SetDeadline(context, kCallTimeoutMs / 2);
    GF_RETURN_IF_ERROR(FromGrpc(stub_->Heartbeat(&context, request, &response)));
    HeartbeatReply reply;
    for (const v1::JobKey& key : response.cancel()) {
      reply.cancel.push_back({key.study(), key.job(), key.attempt()});
    }
    reply.drain = response.drain();
    reply.unknown_worker = response.unknown_worker();
    return reply;
  }

  StatusOr<std::vector<absl::StatusCode>> Report(const std::string& worker,
                                                 const std::vector<JobReport>& reports) override {
    v1::ReportRequest request;
    request.set_worker(worker);
    for (const JobReport& report : reports) ToProto(report, request.add_jobs());
    v1::ReportResponse response;
    grpc::ClientContext context;
    SetDeadline(context, kCallTimeoutMs);
    GF_RETURN_IF_ERROR(FromGrpc(stub_->Report(&context, request, &response)));
    std::vector<absl::StatusCode> codes;
    for (const int code : response.codes()) codes.push_back(static_cast<absl::StatusCode>(code));
    if (codes.size() != reports.size()) {
      return Internal("Report: expected {} codes, found {}", reports.size(), codes.size());
    }
    return codes;
  }

  // A broken stream goes on where it stopped.
  StatusOr<std::string> FetchBlob(const std::string& sha256) override {
    std::string bytes;
    Status status;
    for (int attempt = 0; attempt < kResumeAttempts; ++attempt) {
      status = FetchFrom(sha256, bytes);
      if (status.ok() || status.code() != absl::StatusCode::kUnavailable) break;
    }
    GF_RETURN_IF_ERROR(status);
    if (Sha256Hex(bytes) != sha256) {
      return DataLoss("blob {}: what arrived does not match the hash", sha256);
    }
    return bytes;
  }

  Status PutBlob(const std::string& sha256, const std::string& bytes) override {
    grpc::ClientContext context;
    SetDeadline(context, kBlobTimeoutMs);
    v1::PutBlobResponse response;
    const auto writer = stub_->PutBlob(&context, &response);
    v1::PutBlobRequest request;
    request.set_sha256(sha256);
    for (size_t offset = 0; offset < bytes.size(); offset += kChunkBytes) {
      request.set_data(bytes.substr(offset, kChunkBytes));
      if (!writer->Write(request)) break;
      request.clear_sha256();
    }
    writer->WritesDone();
    return FromGrpc(writer->Finish());
  }

 private:
  static StatusOr<Acquired> ToAcquired(const v1::AcquireResponse& response) {
    Acquired acquired;
    if (response.advice() < v1::AcquireResponse::ADVICE_JOBS ||
        response.advice() > v1::AcquireResponse::ADVICE_FINISHED) {
      return Internal("AcquireResponse.advice: expected a known one, found {}",
                      static_cast<int>(response.advice()));
    }
    acquired.advice = static_cast<Advice>(static_cast<int>(response.advice()) - 1);
    for (const v1::Lease& lease : response.leases()) {
      GF_ASSIGN_OR_RETURN(acquired.leases.emplace_back(), FromProto(lease));
    }
    for (const v1::Work& work : response.works()) {
      GF_ASSIGN_OR_RETURN(acquired.works.emplace_back(), FromProto(work));
    }
    return acquired;
  }

  // Makes the call one that StopWaiting ends; false when it was called already.
  bool BeginWait(grpc::ClientContext* context) {
    const MutexLock lock(mutex_);
    if (!stopped_) waiting_ = context;
    return !stopped_;
  }
  void EndWait() {
    const MutexLock lock(mutex_);
    waiting_ = nullptr;
  }

  Status FetchFrom(const std::string& sha256, std::string& bytes) {
    grpc::ClientContext context;
    SetDeadline(context, kBlobTimeoutMs);
    v1::FetchBlobRequest request;
    request.set_sha256(sha256);
    request.set_offset(static_cast<int64_t>(bytes.size()));
    const auto reader = stub_->FetchBlob(&context, request);
    v1::BlobChunk chunk;
    while (reader->Read(&chunk)) bytes += chunk.data();
    return FromGrpc(reader->Finish());
  }

  const std::unique_ptr<v1::WorkerService::Stub> stub_;
  Mutex mutex_;
  grpc::ClientContext* waiting_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

StatusOr<std::unique_ptr<CoordinatorLink>> ConnectLink(const std::string& address) {
  GF_ASSIGN_OR_RETURN(const auto channel, ConnectTo(address));
  return std::unique_ptr<CoordinatorLink>(new GrpcLink(channel));
}

}  // namespace gridfold
