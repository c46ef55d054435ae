// Store: studies, their parameters and folds.
#include <map>
#include <nlohmann/json.hpp>

#include "coordinator/store/columns.h"
#include "coordinator/store/store_impl.h"

namespace gridfold {
namespace {

using Json = nlohmann::json;

const char* Word(ParameterType type) {
  switch (type) {
    case ParameterType::kDouble:
      return "double";
    case ParameterType::kInt:
      return "int";
    case ParameterType::kDiscrete:
      return "discrete";
    case ParameterType::kCategorical:
      return "categorical";
    case ParameterType::kBool:
      return "bool";
  }
  return "";
}

const char* Word(Scale scale) {
  switch (scale) {
    case Scale::kLinear:
      return "linear";
    case Scale::kLog:
      return "log";
    case Scale::kReverseLog:
      return "reverse_log";
  }
  return "";
}

Json ToJsonArray(const std::vector<Value>& values) {
  Json array = Json::array();
  for (const Value& value : values) {
    array.push_back(Json::parse(ToJson(value), nullptr, /*allow_exceptions=*/false));
  }
  return array;
}

std::string DomainJson(const Parameter& parameter) {
  Json domain = Json::object();
  if (!parameter.values.empty()) {
    domain["values"] = ToJsonArray(parameter.values);
  } else {
    domain = {{"min", parameter.min}, {"max", parameter.max}, {"scale", Word(parameter.scale)}};
  }
  if (parameter.step) domain["step"] = *parameter.step;
  if (parameter.count) domain["count"] = *parameter.count;
  for (const Condition& condition : parameter.when) {
    domain["when"][condition.parent] = ToJsonArray(condition.values);
  }
  return domain.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A constant of one grid of a union is none of the study when another grid has it otherwise.
bool IsSameEverywhere(const SearchSpace& space, const Parameter& parameter) {
  for (const SubSpace& member : space.members) {
    const Parameter* other = member.Find(parameter.name);
    if (other == nullptr || !other->constant || other->values != parameter.values) return false;
  }
  return parameter.constant;
}

Status InsertParameters(Database& database, int64_t study, const SearchSpace& space) {
  for (size_t member = 0; member < space.members.size(); ++member) {
    const auto& parameters = space.members[member].parameters;
    for (size_t position = 0; position < parameters.size(); ++position) {
      const Parameter& parameter = parameters[position];
      GF_RETURN_IF_ERROR(database.Execute("insert_parameter", study, static_cast<int64_t>(member),
                                          static_cast<int64_t>(position), parameter.name,
                                          IsSameEverywhere(space, parameter), Word(parameter.type),
                                          DomainJson(parameter)));
    }
  }
  return absl::OkStatus();
}

StatusOr<StudyRecord> RecordFromRow(const Cursor& row) {
  StudyRecord record;
  record.id = row.Int(0);
  record.name = row.Text(1);
  GF_ASSIGN_OR_RETURN(record.state, StateFromText<StudyState>(row.Text(2)));
  record.reason = row.Text(3);
  record.dataset = row.Text(4);
  record.dataset_hash = row.Text(5);
  GF_ASSIGN_OR_RETURN(record.classes, TextsFromJson(row.Text(6)));
  record.fingerprint = row.Text(7);
  record.spec_text = row.Text(8);
  GF_ASSIGN_OR_RETURN(record.spec_overrides, TextsFromJson(row.Text(9)));
  record.spec_file = row.Text(10);
  record.trials_total = row.Double(11);
  record.cursor = row.Int(12);
  record.exhausted = row.Int(13) != 0;
  record.duplicates_merged = row.Int(14);
  record.next_trial = row.Int(15);
  record.next_job = row.Int(16);
  record.created_ms = row.Int(17);
  record.started_ms = row.OptionalInt(18);
  record.finished_ms = row.OptionalInt(19);
  return record;
}

}  // namespace

StatusOr<int64_t> Store::InsertStudy(const StudyRecord& record, const StudySpec& spec,
                                     std::span<const FoldRecord> folds) {
  Database& database = *impl_->database;
  const Status inserted =
      database.Execute("insert_study", record.name, std::string(Name(record.state)), record.reason,
                       spec.model, record.dataset, record.dataset_hash, TextsToJson(record.classes),
                       std::string(Name(spec.search.algorithm)), spec.metric.name,
                       spec.metric.maximize ? "maximize" : "minimize", spec.cv.SplitCount(),
                       spec.limits.max_attempts, record.trials_total, record.fingerprint,
                       record.spec_text, TextsToJson(record.spec_overrides), record.spec_file,
                       record.cursor, record.exhausted, record.duplicates_merged, record.next_trial,
                       record.next_job, record.created_ms, record.started_ms, record.finished_ms);
  if (absl::IsAlreadyExists(inserted)) {
    return AlreadyExists("a study named '{}' exists already", record.name);
  }
  GF_RETURN_IF_ERROR(inserted);
  const int64_t study = database.LastRowId();
  GF_RETURN_IF_ERROR(InsertParameters(database, study, spec.space));
  for (const FoldRecord& fold : folds) {
    GF_RETURN_IF_ERROR(database.Execute("insert_fold", study, fold.fold, fold.repeat,
                                        fold.train_rows, fold.validation_rows));
  }
  return study;
}

StatusOr<std::vector<StudyRecord>> Store::LoadStudies() {
  Cursor row = impl_->database->Select("load_studies");
  std::vector<StudyRecord> records;
  while (row.Next()) {
    auto record = RecordFromRow(row);
    if (!record.ok()) return Annotate(record.status(), "study " + row.Text(1));
    records.push_back(*std::move(record));
  }
  GF_RETURN_IF_ERROR(row.status());
  return records;
}

Status Store::SetStudyState(int64_t study, StudyState state, const std::string& reason,
                            std::optional<int64_t> finished_ms) {
  return impl_->Change(fmt::format("study {}", study), "set_study_state", study,
                       std::string(Name(state)), reason, finished_ms);
}

Status Store::SetStudyStarted(int64_t study, int64_t started_ms) {
  return impl_->Change(fmt::format("study {}", study), "set_study_started", study, started_ms);
}

Status Store::SetStudyProgress(int64_t study, int64_t cursor, bool exhausted,
                               int64_t duplicates_merged, int64_t next_trial, int64_t next_job) {
  return impl_->Change(fmt::format("study {}", study), "set_study_progress", study, cursor,
                       exhausted, duplicates_merged, next_trial, next_job);
}

}  // namespace gridfold
