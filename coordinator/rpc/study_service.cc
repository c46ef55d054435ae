#include "coordinator/rpc/study_service.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <utility>

#include "common/spec/catalogue.h"
#include "common/wire/convert.h"
#include "common/wire/status.h"
#include "coordinator/rpc/blob_streams.h"

namespace gridfold {
namespace {

constexpr int32_t kPageSize = 100, kPageSizeMax = 1000;

StatusOr<int64_t> OffsetFromToken(const std::string& token) {
  int64_t offset = 0;
  if (token.empty()) return offset;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), offset);
  if (error != std::errc() || end != token.data() + token.size() || offset < 0) {
    return InvalidArgument("page_token: expected one that was given out, found '{}'", token);
  }
  return offset;
}

Status ListPage(StoreReader& reader, const v1::ListTrialsRequest& request,
                v1::ListTrialsResponse* response) {
  TrialQuery query;
  query.order = request.order() == v1::ListTrialsRequest::ORDER_RANK ? TrialOrder::kRank
                                                                     : TrialOrder::kNumber;
  query.where = request.where();
  GF_ASSIGN_OR_RETURN(query.offset, OffsetFromToken(request.page_token()));
  const int32_t size = request.page_size() <= 0 ? kPageSize : request.page_size();
  query.limit = std::min(size, kPageSizeMax);
  GF_ASSIGN_OR_RETURN(const auto trials, reader.ListTrials(request.study(), query));
  for (const TrialSummary& trial : trials) ToProto(trial, response->add_trials());
  if (static_cast<int64_t>(trials.size()) == query.limit) {
    response->set_next_page_token(std::to_string(query.offset + query.limit));
  }
  return absl::OkStatus();
}

// The refitted model of a trial; of the best trial when none is named. To start from, its best
// checkpoint will do as well.
StatusOr<std::string> ModelHash(StoreReader& reader, const ModelReference& reference) {
  const std::string& study = TextAt(reference.settings, "study");
  std::optional<int64_t> trial;
  if (reference.settings.contains("trial")) trial = IntAt(reference.settings, "trial");
  GF_ASSIGN_OR_RETURN(const StudySummary summary, reader.GetStudy(study));
  for (const RefitSummary& refit : summary.refits) {
    if ((!trial || refit.trial == *trial) && !refit.model_hash.empty()) return refit.model_hash;
  }
  if (!trial) trial = summary.best_trial;
  if (!trial) return NotFound("study '{}' has no model yet", study);
  if (reference.kind != "init") {
    return NotFound("study '{}' keeps no model of trial {}: there is one of what was refitted",
                    study, *trial);
  }
  GF_ASSIGN_OR_RETURN(const std::string hash, reader.BestCheckpoint(study, *trial));
  if (!hash.empty()) return hash;
  return NotFound(
      "study '{}' keeps no model of trial {}: there is one of what was refitted, and checkpoints "
      "of "
      "the best trial",
      study, *trial);
}

StatusOr<std::vector<ImportedTrial>> TrialsFromProto(
    const google::protobuf::RepeatedPtrField<v1::ImportedTrial>& messages) {
  std::vector<ImportedTrial> trials;
  for (const v1::ImportedTrial& message : messages) {
    ImportedTrial& trial = trials.emplace_back();
    GF_ASSIGN_OR_RETURN(trial.parameters, FromProto(message.parameters()));
    trial.fold_scores = {message.fold_scores().begin(), message.fold_scores().end()};
  }
  return trials;
}

// Finds on the reading thread, prepares on the preparing thread, stores on the database thread,
// reads on the reading thread.
struct Creation {
  ServiceContext context;
  const v1::CreateStudyRequest* request;
  v1::CreateStudyResponse* response;
  grpc::ServerUnaryReactor* reactor;
  PreparedStudy prepared;
  std::vector<ImportedTrial> trials;
  // Of the models that the spec names by study, by kind; found on the reading thread.
  std::map<std::string, StatusOr<std::string>> model_hashes;

  SpecText Text() const {
    return {request->spec_text(),
            request->spec_file(),
            request->spec_folder(),
            {request->overrides().begin(), request->overrides().end()}};
  }

  void FindModels() {
    // What is wrong with the spec is said by Prepare.
    const auto read = ReadStudy(Text());
    if (!read.ok()) return;
    for (const ModelReference& reference : ModelReferences(read->study)) {
      if (!reference.settings.contains("study")) continue;
      model_hashes.emplace(reference.kind, ModelHash(*context.reader, reference));
    }
  }

  Status Prepare() {
    GF_ASSIGN_OR_RETURN(trials, TrialsFromProto(request->trials()));
    const auto find = [this](const ModelReference& reference) -> StatusOr<std::string> {
      GF_ASSIGN_OR_RETURN(const std::string hash, model_hashes.at(reference.kind));
      return context.blobs->Get(hash);
    };
    GF_ASSIGN_OR_RETURN(
        prepared,
        PrepareStudy(Text(), FoldersFromEnvironment(request->data_dir(), request->spec_folder()),
                     find));
    if (!trials.empty()) GF_RETURN_IF_ERROR(CheckImport(prepared.spec, trials).status());
    GF_RETURN_IF_ERROR(context.blobs->Put(prepared.dataset_blob).status());
    for (const auto& [kind, model] : prepared.models) {
      GF_RETURN_IF_ERROR(context.blobs->Put(model.bytes).status());
    }
    for (const std::string& note : prepared.notes) response->add_notes(note);
    return absl::OkStatus();
  }
};

void AnswerCreation(const std::shared_ptr<Creation>& creation) {
  creation->context.reading->Post([creation] {
    const auto study = creation->context.reader->GetStudy(creation->prepared.spec.name);
    if (study.ok()) ToProto(*study, creation->response->mutable_study());
    creation->reactor->Finish(ToGrpc(study.status()));
  });
}

void StoreCreation(const std::shared_ptr<Creation>& creation) {
  creation->context.database->Post([creation](Coordinator& coordinator) {
    auto created = coordinator.CreateStudy(creation->prepared, creation->request->spec_file());
    // Before the first trials are proposed, so that none of these is computed.
    if (created.ok() && !created->existed && !creation->trials.empty()) {
      const auto imported =
          coordinator.ImportTrials(creation->prepared.spec.name, creation->trials);
      if (!imported.ok()) created = imported.status();
    }
    coordinator.AfterCommit([creation, created](const Status& committed) {
      const Status status = committed.ok() ? created.status() : committed;
      if (!status.ok()) {
        creation->reactor->Finish(ToGrpc(status));
        return;
      }
      creation->response->set_existed(created->existed);
      AnswerCreation(creation);
    });
  });
}

void PrepareCreation(const std::shared_ptr<Creation>& creation) {
  creation->context.preparing->Post([creation] {
    const Status status = creation->Prepare();
    if (status.ok()) {
      StoreCreation(creation);
    } else {
      creation->reactor->Finish(ToGrpc(status));
    }
  });
}

}  // namespace

grpc::ServerUnaryReactor* StudyServiceImpl::CreateStudy(grpc::CallbackServerContext* call,
                                                        const v1::CreateStudyRequest* request,
                                                        v1::CreateStudyResponse* response) {
  auto creation = std::make_shared<Creation>(
      Creation{context_, request, response, call->DefaultReactor(), {}, {}, {}});
  context_.reading->Post([creation] {
    creation->FindModels();
    PrepareCreation(creation);
  });
  return creation->reactor;
}

grpc::ServerUnaryReactor* StudyServiceImpl::ListStudies(grpc::CallbackServerContext* call,
                                                        const v1::ListStudiesRequest*,
                                                        v1::ListStudiesResponse* response) {
  auto* reactor = call->DefaultReactor();
  context_.reading->Post([this, reactor, response] {
    const auto studies = context_.reader->ListStudies();
    if (studies.ok()) {
      for (const StudySummary& study : *studies) ToProto(study, response->add_studies());
    }
    reactor->Finish(ToGrpc(studies.status()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* StudyServiceImpl::GetStudy(grpc::CallbackServerContext* call,
                                                     const v1::GetStudyRequest* request,
                                                     v1::Study* response) {
  auto* reactor = call->DefaultReactor();
  context_.reading->Post([this, reactor, request, response] {
    const auto study = context_.reader->GetStudy(request->study());
    if (study.ok()) ToProto(*study, response);
    reactor->Finish(ToGrpc(study.status()));
  });
  return reactor;
}

grpc::ServerWriteReactor<v1::Study>* StudyServiceImpl::WatchStudy(
    grpc::CallbackServerContext*, const v1::GetStudyRequest* request) {
  auto* reactor = context_.hub->Watch(request->study());
  context_.database->Post([hub = context_.hub, name = request->study()](Coordinator& coordinator) {
    const auto summary = coordinator.Summary(name);
    if (summary.ok()) {
      hub->Publish({*summary});
    } else {
      hub->End(name, ToGrpc(summary.status()));
    }
  });
  return reactor;
}

grpc::ServerUnaryReactor* StudyServiceImpl::ListTrials(grpc::CallbackServerContext* call,
                                                       const v1::ListTrialsRequest* request,
                                                       v1::ListTrialsResponse* response) {
  auto* reactor = call->DefaultReactor();
  context_.reading->Post([this, reactor, request, response] {
    reactor->Finish(ToGrpc(ListPage(*context_.reader, *request, response)));
  });
  return reactor;
}

grpc::ServerUnaryReactor* StudyServiceImpl::GetTrial(grpc::CallbackServerContext* call,
                                                     const v1::GetTrialRequest* request,
                                                     v1::TrialDetail* response) {
  auto* reactor = call->DefaultReactor();
  context_.reading->Post([this, reactor, request, response] {
    const auto trial = context_.reader->GetTrial(request->study(), request->trial());
    if (trial.ok()) ToProto(*trial, response);
    reactor->Finish(ToGrpc(trial.status()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* StudyServiceImpl::SetStudyState(grpc::CallbackServerContext* call,
                                                          const v1::SetStudyStateRequest* request,
                                                          v1::Study* response) {
  auto* reactor = call->DefaultReactor();
  if (request->change() < v1::SetStudyStateRequest::CHANGE_PAUSE ||
      request->change() > v1::SetStudyStateRequest::CHANGE_CANCEL) {
    reactor->Finish(ToGrpc(InvalidArgument("change: expected PAUSE, RESUME or CANCEL")));
    return reactor;
  }
  const auto change =
      static_cast<StudyChange>(request->change() - v1::SetStudyStateRequest::CHANGE_PAUSE);
  context_.database->Post([=](Coordinator& coordinator) {
    const Status status = coordinator.ChangeStudy(request->study(), change);
    const auto summary = coordinator.Summary(request->study());
    coordinator.AfterCommit([=](const Status& committed) {
      if (summary.ok()) ToProto(*summary, response);
      reactor->Finish(ToGrpc(committed.ok() ? status : committed));
    });
  });
  return reactor;
}

grpc::ServerUnaryReactor* StudyServiceImpl::RetryTrials(grpc::CallbackServerContext* call,
                                                        const v1::RetryTrialsRequest* request,
                                                        v1::RetryTrialsResponse* response) {
  auto* reactor = call->DefaultReactor();
  context_.database->Post([=](Coordinator& coordinator) {
    const auto count = coordinator.RetryFailed(request->study());
    if (count.ok()) response->set_trials(*count);
    coordinator.AfterCommit([=](const Status& committed) {
      reactor->Finish(ToGrpc(committed.ok() ? count.status() : committed));
    });
  });
  return reactor;
}

grpc::ServerUnaryReactor* StudyServiceImpl::ImportTrials(grpc::CallbackServerContext* call,
                                                         const v1::ImportTrialsRequest* request,
                                                         v1::ImportTrialsResponse* response) {
  auto* reactor = call->DefaultReactor();
  const StatusOr<std::vector<ImportedTrial>> trials = TrialsFromProto(request->trials());
  if (!trials.ok()) {
    reactor->Finish(ToGrpc(trials.status()));
    return reactor;
  }
  context_.database->Post([=, trials = *trials](Coordinator& coordinator) {
    const auto imported = coordinator.ImportTrials(request->study(), trials);
    if (imported.ok()) {
      response->set_added(imported->added);
      response->set_known(imported->known);
    }
    coordinator.AfterCommit([=](const Status& committed) {
      reactor->Finish(ToGrpc(committed.ok() ? imported.status() : committed));
    });
  });
  return reactor;
}

grpc::ServerUnaryReactor* StudyServiceImpl::AskTrial(grpc::CallbackServerContext* call,
                                                     const v1::AskTrialRequest* request,
                                                     v1::AskTrialResponse* response) {
  auto* reactor = call->DefaultReactor();
  context_.database->Post([=](Coordinator& coordinator) {
    const auto asked = coordinator.AskTrial(request->study());
    if (asked.ok()) {
      response->set_trial(asked->trial);
      ToProto(asked->parameters, response->mutable_parameters());
      response->set_splits(asked->splits);
    }
    coordinator.AfterCommit([=](const Status& committed) {
      reactor->Finish(ToGrpc(committed.ok() ? asked.status() : committed));
    });
  });
  return reactor;
}

grpc::ServerUnaryReactor* StudyServiceImpl::TellTrial(grpc::CallbackServerContext* call,
                                                      const v1::TellTrialRequest* request,
                                                      v1::TellTrialResponse* /*response*/) {
  auto* reactor = call->DefaultReactor();
  context_.database->Post([=](Coordinator& coordinator) {
    const Status told = coordinator.TellTrial(
        request->study(), request->trial(),
        {request->fold_scores().begin(), request->fold_scores().end()}, request->failure());
    coordinator.AfterCommit([=](const Status& committed) {
      reactor->Finish(ToGrpc(committed.ok() ? told : committed));
    });
  });
  return reactor;
}

grpc::ServerWriteReactor<v1::ArtifactChunk>* StudyServiceImpl::FetchArtifact(
    grpc::CallbackServerContext*, const v1::FetchArtifactRequest* request) {
  return SendArtifact(context_.blobs, request->sha256(), request->offset());
}

}  // namespace gridfold
