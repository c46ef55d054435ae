#include "coordinator/rpc/worker_service.h"

#include <algorithm>
#include <utility>

#include "common/wire/channel.h"
#include "common/wire/convert.h"
#include "common/wire/status.h"
#include "coordinator/rpc/blob_streams.h"

namespace gridfold {
namespace {

void ToProto(const AcquireAnswer& answer, v1::AcquireResponse* proto) {
  proto->set_advice(static_cast<v1::AcquireResponse::Advice>(static_cast<int>(answer.advice) + 1));
  for (const Lease& lease : answer.leases) gridfold::ToProto(lease, proto->add_leases());
  for (const Work& work : answer.works) gridfold::ToProto(work, proto->add_works());
}

Status CheckName(const std::string& worker) {
  const bool fine = !worker.empty() && worker.size() <= 200 &&
                    std::all_of(worker.begin(), worker.end(), [](unsigned char c) {
                      return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
                    });
  if (fine) return absl::OkStatus();
  return InvalidArgument(
      "worker: expected a name of 1 to 200 letters, digits, '-', '_' and '.', found {} bytes",
      worker.size());
}

}  // namespace

grpc::ServerUnaryReactor* WorkerServiceImpl::Register(grpc::CallbackServerContext* call,
                                                      const v1::RegisterRequest* request,
                                                      v1::RegisterResponse* response) {
  auto* reactor = call->DefaultReactor();
  Status status = CheckName(request->worker());
  if (status.ok() && request->protocol() != kProtocolVersion) {
    status = FailedPrecondition("the coordinator speaks protocol {}, worker {} speaks {}",
                                kProtocolVersion, request->worker(), request->protocol());
  }
  if (!status.ok()) {
    reactor->Finish(ToGrpc(status));
    return reactor;
  }
  response->set_version(GRIDFOLD_VERSION);
  response->set_lease_ms(context_.lease_ms);
  context_.database->Post([=](Coordinator& coordinator) {
    const Status registered =
        coordinator.Register({request->worker(), request->host(), request->version(),
                              request->slots(), request->commands()});
    coordinator.AfterCommit([=](const Status& committed) {
      reactor->Finish(ToGrpc(committed.ok() ? registered : committed));
    });
  });
  return reactor;
}

grpc::ServerUnaryReactor* WorkerServiceImpl::Acquire(grpc::CallbackServerContext* context,
                                                     const v1::AcquireRequest* request,
                                                     v1::AcquireResponse* response) {
  auto* reactor = context->DefaultReactor();
  AcquireCall call;
  call.request_id = request->request_id();
  call.worker = request->worker();
  call.jobs_max = static_cast<size_t>(std::max(1, request->jobs_max()));
  call.cache_keys = {request->cache_keys().begin(), request->cache_keys().end()};
  call.wait_ms = std::clamp<int64_t>(request->wait_ms(), 0, kAcquireWaitMs);
  call.reply = [=](const Status& status, const AcquireAnswer& answer) {
    if (status.ok()) ToProto(answer, response);
    reactor->Finish(ToGrpc(status));
  };
  context_.database->Post([call = std::move(call)](Coordinator& coordinator) mutable {
    coordinator.Acquire(std::move(call));
  });
  return reactor;
}

grpc::ServerUnaryReactor* WorkerServiceImpl::Heartbeat(grpc::CallbackServerContext* call,
                                                       const v1::HeartbeatRequest* request,
                                                       v1::HeartbeatResponse* response) {
  auto* reactor = call->DefaultReactor();
  std::vector<AttemptKey> held;
  for (const v1::JobKey& key : request->held()) {
    held.push_back({{key.study(), key.job()}, key.attempt()});
  }
  context_.database->Post([=](Coordinator& coordinator) {
    const auto answer = coordinator.Heartbeat(request->worker(), held);
    coordinator.AfterCommit([=](const Status& committed) {
      if (answer.ok()) {
        for (const AttemptKey& key : answer->cancel) {
          v1::JobKey* message = response->add_cancel();
          message->set_study(key.job.study);
          message->set_job(key.job.job);
          message->set_attempt(key.attempt);
        }
        response->set_drain(answer->drain);
        response->set_unknown_worker(answer->unknown_worker);
      }
      reactor->Finish(ToGrpc(committed.ok() ? answer.status() : committed));
    });
  });
  return reactor;
}

grpc::ServerUnaryReactor* WorkerServiceImpl::Report(grpc::CallbackServerContext* call,
                                                    const v1::ReportRequest* request,
                                                    v1::ReportResponse* response) {
  auto* reactor = call->DefaultReactor();
  std::vector<JobReport> reports;
  for (const v1::JobReport& message : request->jobs()) {
    StatusOr<JobReport> report = FromProto(message);
    if (!report.ok()) {
      reactor->Finish(ToGrpc(report.status()));
      return reactor;
    }
    reports.push_back(*std::move(report));
  }
  context_.database->Post([=, reports = std::move(reports)](Coordinator& coordinator) {
    const std::vector<Status> codes = coordinator.Report(request->worker(), reports);
    coordinator.AfterCommit([=](const Status& committed) {
      for (const Status& code : codes) response->add_codes(static_cast<int>(code.code()));
      reactor->Finish(ToGrpc(committed));
    });
  });
  return reactor;
}

grpc::ServerWriteReactor<v1::BlobChunk>* WorkerServiceImpl::FetchBlob(
    grpc::CallbackServerContext*, const v1::FetchBlobRequest* request) {
  return SendBlob(context_.blobs, request->sha256(), request->offset());
}

grpc::ServerReadReactor<v1::PutBlobRequest>* WorkerServiceImpl::PutBlob(
    grpc::CallbackServerContext*, v1::PutBlobResponse*) {
  return ReceiveBlob(context_.blobs, context_.preparing);
}

}  // namespace gridfold
