#include "common/spec/settings_reader.h"

#include "common/base/units.h"

namespace gridfold {
namespace {

constexpr int64_t kFoldsMax = 10'000;
constexpr int64_t kRepeatsMax = 10'000;
constexpr int64_t kAheadMax = 1'000'000;
constexpr int64_t kExtendStepsMax = 1'000;
constexpr int64_t kExtendSteps = 8;  // of `extend: true`
constexpr int64_t kTrialsMax = 1'000'000'000'000;

Status ReadHoldout(const YamlCursor& map, CrossValidation& cv) {
  const auto holdout = map.Find("holdout");
  if (!holdout) return absl::OkStatus();
  const std::string expected = "a share of the training rows > 0 and < 1";
  GF_ASSIGN_OR_RETURN(const double share, holdout->Number(expected));
  if (!(share > 0 && share < 1)) return holdout->Expected(expected);
  for (const char* key : {"folds", "repeats"}) {
    if (const auto other = map.Find(key)) return other->Wrong("excluded by holdout");
  }
  cv.holdout = share;
  cv.folds = 1;
  cv.shuffle = true;
  return absl::OkStatus();
}

Status ReadDuration(const YamlCursor& map, const std::string& key,
                    std::optional<int64_t>& target_ms) {
  const auto duration = map.Find(key);
  if (!duration) return absl::OkStatus();
  const std::string expected = "a duration such as 90s, 10m, 2h or 1h30m";
  GF_ASSIGN_OR_RETURN(const std::string text, duration->Text(expected));
  const StatusOr<int64_t> ms = ParseDurationMs(text);
  if (!ms.ok() || *ms < 1) return duration->Expected(expected);
  target_ms = *ms;
  return absl::OkStatus();
}

Status ReadAlgorithm(const YamlCursor& map, Algorithm& target) {
  static constexpr Algorithm kAll[] = {Algorithm::kGrid, Algorithm::kRandom, Algorithm::kHalton,
                                       Algorithm::kTpe,  Algorithm::kAsha,   Algorithm::kHyperband};
  const auto cursor = map.Find("algorithm");
  if (!cursor) return absl::OkStatus();
  std::vector<std::string> names;
  for (const Algorithm one : kAll) names.emplace_back(Name(one));
  GF_ASSIGN_OR_RETURN(const std::string name, cursor->Choice(names));
  for (const Algorithm one : kAll) {
    if (name == Name(one)) target = one;
  }
  return absl::OkStatus();
}

// `extend: true`, or how often an end is moved at most.
Status ReadExtend(const YamlCursor& map, SearchSpec& search) {
  const auto extend = map.Find("extend");
  if (!extend) return absl::OkStatus();
  if (const auto is_on = extend->Bool(); is_on.ok()) {
    search.extend_steps = *is_on ? kExtendSteps : 0;
  } else if (const auto steps = extend->Whole(1, kExtendStepsMax); steps.ok()) {
    search.extend_steps = *steps;
  } else {
    return extend->Expected(
        fmt::format("true, false or a whole number from 1 to {}", kExtendStepsMax));
  }
  if (search.extend_steps == 0 || search.algorithm == Algorithm::kGrid) return absl::OkStatus();
  return extend->Wrong(
      fmt::format("expected algorithm: grid beside it, as {} has no edge", Name(search.algorithm)));
}

Status ReadMemory(const YamlCursor& map, const std::string& key,
                  std::optional<int64_t>& target_bytes) {
  const auto memory = map.Find(key);
  if (!memory) return absl::OkStatus();
  const std::string expected = "an amount of memory such as 512MiB or 4GiB";
  GF_ASSIGN_OR_RETURN(const std::string text, memory->Text(expected));
  const StatusOr<int64_t> bytes = ParseBytes(text);
  if (!bytes.ok() || *bytes < 1) return memory->Expected(expected);
  target_bytes = *bytes;
  return absl::OkStatus();
}

}  // namespace

StatusOr<CrossValidation> ReadCrossValidation(const YamlCursor& cursor) {
  CrossValidation cv;
  GF_RETURN_IF_ERROR(cursor.CheckMap(
      {"folds", "stratified", "shuffle", "train_scores", "holdout", "repeats", "seed"}));
  GF_RETURN_IF_ERROR(ReadHoldout(cursor, cv));
  int64_t folds = cv.folds, repeats = 1;
  GF_RETURN_IF_ERROR(cursor.Read("folds", 2, kFoldsMax, folds));
  GF_RETURN_IF_ERROR(cursor.Read("repeats", 1, kRepeatsMax, repeats));
  cv.folds = static_cast<int>(folds);
  cv.repeats = static_cast<int>(repeats);
  GF_RETURN_IF_ERROR(cursor.Read("stratified", cv.stratified));
  GF_RETURN_IF_ERROR(cursor.Read("shuffle", cv.shuffle));
  GF_RETURN_IF_ERROR(cursor.Read("train_scores", cv.train_scores));
  GF_RETURN_IF_ERROR(cursor.ReadSeed("seed", cv.seed));
  if (repeats > 1 && !cv.shuffle) {
    return cursor.Find("repeats")->Wrong(
        "expected shuffle: true beside it, as unshuffled folds are the same in each repeat");
  }
  return cv;
}

StatusOr<SearchSpec> ReadSearch(const YamlCursor& cursor) {
  SearchSpec search;
  GF_RETURN_IF_ERROR(
      cursor.CheckMap({"algorithm", "trials", "seed", "ahead", "asynchronous", "extend"}));
  GF_RETURN_IF_ERROR(ReadAlgorithm(cursor, search.algorithm));
  GF_RETURN_IF_ERROR(cursor.Read("trials", 1, kTrialsMax, search.trials));
  GF_RETURN_IF_ERROR(cursor.ReadSeed("seed", search.seed));
  if (search.algorithm != Algorithm::kGrid) {
    const auto trials =
        cursor.Require("trials", fmt::format("the number of {} trials", Name(search.algorithm)));
    GF_RETURN_IF_ERROR(trials.status());
  }
  for (const char* key : {"ahead", "asynchronous"}) {
    const auto entry = cursor.Find(key);
    if (!entry || search.algorithm == Algorithm::kTpe) continue;
    return entry->Wrong(fmt::format("expected algorithm: tpe beside it, as {} waits for no result",
                                    Name(search.algorithm)));
  }
  GF_RETURN_IF_ERROR(cursor.Read("ahead", 0, kAheadMax, search.ahead));
  GF_RETURN_IF_ERROR(cursor.Read("asynchronous", search.asynchronous));
  GF_RETURN_IF_ERROR(ReadExtend(cursor, search));
  return search;
}

StatusOr<Limits> ReadLimits(const YamlCursor& cursor) {
  Limits limits;
  GF_RETURN_IF_ERROR(cursor.CheckMap({"max_duration", "max_trial_duration", "max_trial_memory",
                                      "max_failed_trials", "max_attempts"}));
  GF_RETURN_IF_ERROR(ReadDuration(cursor, "max_duration", limits.max_duration_ms));
  GF_RETURN_IF_ERROR(ReadDuration(cursor, "max_trial_duration", limits.max_trial_duration_ms));
  GF_RETURN_IF_ERROR(ReadMemory(cursor, "max_trial_memory", limits.max_trial_memory_bytes));
  GF_RETURN_IF_ERROR(cursor.Read("max_failed_trials", 0, kTrialsMax, limits.max_failed_trials));
  GF_RETURN_IF_ERROR(cursor.Read("max_attempts", 1, 1000, limits.max_attempts));
  return limits;
}

StatusOr<int64_t> ReadRefit(const YamlCursor& cursor) {
  int64_t top = 1;
  GF_RETURN_IF_ERROR(cursor.CheckMap({"top"}));
  GF_RETURN_IF_ERROR(cursor.Read("top", 0, 1, top));
  return top;
}

}  // namespace gridfold
