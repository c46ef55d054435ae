// gRPC: what workers call (proto/worker_service.proto).
#pragma once

#include "coordinator/rpc/services.h"
#include "worker_service.grpc.pb.h"

namespace gridfold {

class WorkerServiceImpl final : public v1::WorkerService::CallbackService {
 public:
  explicit WorkerServiceImpl(const ServiceContext& context) : context_(context) {}

  grpc::ServerUnaryReactor* Register(grpc::CallbackServerContext* call,
                                     const v1::RegisterRequest* request,
                                     v1::RegisterResponse* response) override;
  grpc::ServerUnaryReactor* Acquire(grpc::CallbackServerContext* call,
                                    const v1::AcquireRequest* request,
                                    v1::AcquireResponse* response) override;
  grpc::ServerUnaryReactor* Heartbeat(grpc::CallbackServerContext* call,
                                      const v1::HeartbeatRequest* request,
                                      v1::HeartbeatResponse* response) override;
  grpc::ServerUnaryReactor* Report(grpc::CallbackServerContext* call,
                                   const v1::ReportRequest* request,
                                   v1::ReportResponse* response) override;
  grpc::ServerWriteReactor<v1::BlobChunk>* FetchBlob(grpc::CallbackServerContext* call,
                                                     const v1::FetchBlobRequest* request) override;
  grpc::ServerReadReactor<v1::PutBlobRequest>* PutBlob(grpc::CallbackServerContext* call,
                                                       v1::PutBlobResponse* response) override;

 private:
  const ServiceContext context_;
};

}  // namespace gridfold
