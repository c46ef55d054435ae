// gRPC: what users call (proto/study_service.proto).
#pragma once

#include "coordinator/rpc/services.h"
#include "study_service.grpc.pb.h"

namespace gridfold {

class StudyServiceImpl final : public v1::StudyService::CallbackService {
 public:
  explicit StudyServiceImpl(const ServiceContext& context) : context_(context) {}

  grpc::ServerUnaryReactor* CreateStudy(grpc::CallbackServerContext* call,
                                        const v1::CreateStudyRequest* request,
                                        v1::CreateStudyResponse* response) override;
  grpc::ServerUnaryReactor* ListStudies(grpc::CallbackServerContext* call,
                                        const v1::ListStudiesRequest* request,
                                        v1::ListStudiesResponse* response) override;
  grpc::ServerUnaryReactor* GetStudy(grpc::CallbackServerContext* call,
                                     const v1::GetStudyRequest* request,
                                     v1::Study* response) override;
  grpc::ServerWriteReactor<v1::Study>* WatchStudy(grpc::CallbackServerContext* call,
                                                  const v1::GetStudyRequest* request) override;
  grpc::ServerUnaryReactor* ListTrials(grpc::CallbackServerContext* call,
                                       const v1::ListTrialsRequest* request,
                                       v1::ListTrialsResponse* response) override;
  grpc::ServerUnaryReactor* GetTrial(grpc::CallbackServerContext* call,
                                     const v1::GetTrialRequest* request,
                                     v1::TrialDetail* response) override;
  grpc::ServerUnaryReactor* SetStudyState(grpc::CallbackServerContext* call,
                                          const v1::SetStudyStateRequest* request,
                                          v1::Study* response) override;
  grpc::ServerUnaryReactor* RetryTrials(grpc::CallbackServerContext* call,
                                        const v1::RetryTrialsRequest* request,
                                        v1::RetryTrialsResponse* response) override;
  grpc::ServerUnaryReactor* ImportTrials(grpc::CallbackServerContext* call,
                                         const v1::ImportTrialsRequest* request,
                                         v1::ImportTrialsResponse* response) override;
  grpc::ServerUnaryReactor* AskTrial(grpc::CallbackServerContext* call,
                                     const v1::AskTrialRequest* request,
                                     v1::AskTrialResponse* response) override;
  grpc::ServerUnaryReactor* TellTrial(grpc::CallbackServerContext* call,
                                      const v1::TellTrialRequest* request,
                                      v1::TellTrialResponse* response) override;
  grpc::ServerWriteReactor<v1::ArtifactChunk>* FetchArtifact(
      grpc::CallbackServerContext* call, const v1::FetchArtifactRequest* request) override;

 private:
  const ServiceContext context_;
};

}  // namespace gridfold
