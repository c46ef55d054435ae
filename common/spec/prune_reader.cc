#include "common/spec/prune_reader.h"

#include <algorithm>

#include "common/spec/catalogue.h"

namespace gridfold {
namespace {

constexpr int64_t kCohortMax = 1'000'000;
constexpr int64_t kEpochsMax = 1'000'000;
// Verdicts of one trial: a bound on what is remembered of each.
constexpr int64_t kStagesMax = 1'000;

constexpr PruneRule kRules[] = {PruneRule::kMedian, PruneRule::kHalving, PruneRule::kHyperband,
                                PruneRule::kRace};

// The keys that belong to a rule, beside rule, cohort and asynchronous.
std::vector<std::string> KeysOf(PruneRule rule) {
  switch (rule) {
    case PruneRule::kMedian:
      return {"min_epochs", "every", "startup"};
    case PruneRule::kHalving:
    case PruneRule::kHyperband:
      return {"min_epochs", "eta", "folds"};
    case PruneRule::kRace:
      return {"first_folds", "level", "margin"};
    case PruneRule::kNone:
      break;
  }
  return {};
}

// The rule that the search's algorithm stands for.
PruneRule RuleOf(Algorithm algorithm) {
  if (algorithm == Algorithm::kHyperband) return PruneRule::kHyperband;
  return algorithm == Algorithm::kAsha ? PruneRule::kHalving : PruneRule::kNone;
}

StatusOr<PruneRule> ReadRule(const YamlCursor& cursor, PruneRule implied) {
  if (implied != PruneRule::kNone) {
    if (const auto rule = cursor.Find("rule")) {
      return rule->Wrong("expected none, as search.algorithm says it");
    }
    return implied;
  }
  GF_ASSIGN_OR_RETURN(const YamlCursor rule,
                      cursor.Require("rule", "median, halving, hyperband or race"));
  GF_ASSIGN_OR_RETURN(const std::string name,
                      rule.Choice({"median", "halving", "hyperband", "race"}));
  return *std::find_if(std::begin(kRules), std::end(kRules),
                       [&](PruneRule one) { return name == Name(one); });
}

Status CheckKeys(const YamlCursor& cursor, PruneRule rule) {
  std::vector<std::string> known = {"rule"};
  if (rule != PruneRule::kHyperband) known.insert(known.end(), {"cohort", "asynchronous"});
  for (const std::string& key : KeysOf(rule)) known.push_back(key);
  return cursor.CheckMap(known);
}

Status ReadNumber(const YamlCursor& map, const std::string& key, double max, bool zero,
                  double& target) {
  const auto entry = map.Find(key);
  if (!entry) return absl::OkStatus();
  const std::string expected = fmt::format("a number {} 0 and < {}", zero ? ">=" : ">", max);
  GF_ASSIGN_OR_RETURN(const double number, entry->Number(expected));
  if (number < 0 || (!zero && number == 0) || number >= max) return entry->Expected(expected);
  target = number;
  return absl::OkStatus();
}

Status ReadKeys(const YamlCursor& map, const StudySpec& study, PruneSpec& prune) {
  const int64_t folds = study.cv.SplitCount();
  GF_RETURN_IF_ERROR(map.Read("cohort", 1, kCohortMax, prune.cohort));
  GF_RETURN_IF_ERROR(map.Read("asynchronous", prune.asynchronous));
  GF_RETURN_IF_ERROR(map.Read("min_epochs", 1, kEpochsMax, prune.min_epochs));
  GF_RETURN_IF_ERROR(map.Read("every", 1, kEpochsMax, prune.every));
  GF_RETURN_IF_ERROR(map.Read("startup", 1, kCohortMax, prune.startup));
  GF_RETURN_IF_ERROR(map.Read("eta", 2, 1'000, prune.eta));
  GF_RETURN_IF_ERROR(map.Read("folds", 1, folds, prune.folds));
  GF_RETURN_IF_ERROR(map.Read("first_folds", 1, folds, prune.first_folds));
  GF_RETURN_IF_ERROR(ReadNumber(map, "level", 0.5, false, prune.level));
  return ReadNumber(map, "margin", 100, true, prune.margin);
}

// The epochs of all trials of the member; nullopt when they differ or there is no such thing.
std::optional<int64_t> EpochsOf(const ModelSchema& model, const SubSpace& member) {
  const Parameter* parameter = member.Find("epochs");
  if (parameter != nullptr && !parameter->constant) return std::nullopt;
  if (model.is_open) {
    // A program of the user's has no default, and may mean anything else by it.
    if (parameter == nullptr) return std::nullopt;
    const auto* number = std::get_if<int64_t>(&parameter->values.front());
    const bool fits = number != nullptr && *number >= 1 && *number <= kEpochsMax;
    return fits ? std::optional(*number) : std::nullopt;
  }
  if (model.Find("epochs") == nullptr) return std::nullopt;
  Point point;
  if (parameter != nullptr) point["epochs"] = parameter->values.front();
  return IntAt(WithDefaults(model, point), "epochs");
}

Status CheckEpochs(const YamlCursor& cursor, const StudySpec& study, const PruneSpec& prune) {
  const std::string rule(Name(prune.rule));
  const ModelSchema* model = FindModel(study.model);
  if (model == nullptr || (!model->is_network && !model->is_open)) {
    return cursor.Wrong(
        fmt::format("expected a network or a command, as {} goes by epochs, found model {}", rule,
                    study.model));
  }
  const std::optional<int64_t> epochs = EpochsOfStudy(study);
  if (!epochs) {
    return cursor.Wrong(fmt::format(
        "expected one number for parameters.epochs{}, as {} stops trials on the way there",
        model->is_open ? fmt::format(", a whole one from 1 to {}", kEpochsMax) : "", rule));
  }
  if (prune.rule == PruneRule::kMedian && *epochs / prune.every > kStagesMax) {
    return cursor.Wrong(fmt::format("expected every: {} at least, for {} epochs",
                                    *epochs / kStagesMax + 1, *epochs));
  }
  return absl::OkStatus();
}

Status CheckFit(const YamlCursor& cursor, const StudySpec& study, const PruneSpec& prune) {
  if (study.search.extend_steps > 0) {
    return cursor.Wrong(
        "expected no search.extend beside it: which edge a grid continues beyond "
        "is known when all of its trials are finished");
  }
  if (study.search.algorithm == Algorithm::kTpe && prune.cohort > study.search.ahead + 1) {
    return cursor.Wrong(
        fmt::format("expected a cohort of at most search.ahead + 1 = {} trials, as trials wait for "
                    "those before them, found {}",
                    study.search.ahead + 1, prune.cohort));
  }
  if (prune.rule != PruneRule::kRace) return CheckEpochs(cursor, study, prune);
  if (!study.more_goals.empty()) {
    return cursor.Wrong("expected one goal beside a race, as who leads by one may not by another");
  }
  if (study.cv.SplitCount() > 1) return absl::OkStatus();
  return cursor.Wrong("expected two folds or more to race, found one");
}

}  // namespace

std::string_view Name(PruneRule rule) {
  switch (rule) {
    case PruneRule::kNone:
      return "none";
    case PruneRule::kMedian:
      return "median";
    case PruneRule::kHalving:
      return "halving";
    case PruneRule::kHyperband:
      return "hyperband";
    case PruneRule::kRace:
      return "race";
  }
  return "";
}

std::optional<int64_t> EpochsOfStudy(const StudySpec& study) {
  const ModelSchema* model = FindModel(study.model);
  if (model == nullptr) return std::nullopt;
  std::optional<int64_t> epochs;
  for (const SubSpace& member : study.space.members) {
    const std::optional<int64_t> number = EpochsOf(*model, member);
    if (!number || (epochs && *epochs != *number)) return std::nullopt;
    epochs = number;
  }
  return epochs;
}

Status ReadPrune(const YamlCursor& root, StudySpec& study) {
  const PruneRule implied = RuleOf(study.search.algorithm);
  const auto section = root.Find("prune");
  if (!section && implied == PruneRule::kNone) return absl::OkStatus();
  const YamlCursor cursor = section ? *section : *root.Find("search");
  PruneSpec prune;
  prune.rule = implied;
  if (section) {
    GF_RETURN_IF_ERROR(
        section->CheckMap({"rule", "cohort", "asynchronous", "min_epochs", "every", "startup",
                           "eta", "folds", "first_folds", "level", "margin"}));
    GF_ASSIGN_OR_RETURN(prune.rule, ReadRule(*section, implied));
    GF_RETURN_IF_ERROR(CheckKeys(*section, prune.rule));
  }
  prune.asynchronous = study.search.algorithm == Algorithm::kAsha;
  if (prune.rule == PruneRule::kMedian) prune.cohort = 8;
  if (study.search.algorithm == Algorithm::kTpe) prune.cohort = study.search.ahead + 1;
  if (section) GF_RETURN_IF_ERROR(ReadKeys(*section, study, prune));
  GF_RETURN_IF_ERROR(CheckFit(cursor, study, prune));
  study.prune = prune;
  return absl::OkStatus();
}

}  // namespace gridfold
