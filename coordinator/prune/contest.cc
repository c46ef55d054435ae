#include "coordinator/prune/contest.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/base/check.h"
#include "common/spec/format.h"
#include "coordinator/rank/aggregate.h"

namespace gridfold {

Contest::Contest(std::unique_ptr<Pruner> pruner, bool asynchronous, bool maximize, int folds,
                 Standards standards)
    : pruner_(std::move(pruner)),
      asynchronous_(asynchronous),
      maximize_(maximize),
      folds_(folds),
      standards_(std::move(standards)) {
  GF_CHECK(pruner_ != nullptr);
}

void Contest::Restore(size_t stage) {
  const auto trial = static_cast<int64_t>(entries_.size());
  // Asynchronously all trials are one cohort without an end.
  if (cohorts_.empty() || (!asynchronous_ && trial >= EndOf(cohorts_.size() - 1))) {
    cohorts_.push_back({pruner_->CohortAt(static_cast<int64_t>(cohorts_.size())), trial});
  }
  Entry& entry = entries_.emplace_back();
  entry.cohort = cohorts_.size() - 1;
  entry.stage = std::min(stage, cohorts_.back().plan.stages.size() - 1);
  entry.folds.resize(static_cast<size_t>(folds_));
}

Contest::Admission Contest::Enter() {
  Restore(0);
  const auto trial = static_cast<int64_t>(entries_.size()) - 1;
  return {trial, 0, UntilOf(trial)};
}

void Contest::AddNumber(int64_t trial, int fold, int64_t epochs, const std::string& name,
                        double value) {
  const std::vector<std::string>& wanted = standards_.names();
  if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) return;
  At(trial).folds.at(static_cast<size_t>(fold)).numbers[epochs][name] = value;
}

void Contest::AddInterim(int64_t trial, int fold, int64_t epochs, double score) {
  At(trial).folds.at(static_cast<size_t>(fold)).interim[epochs] = maximize_ ? score : -score;
}

void Contest::AddResult(int64_t trial, int fold, std::optional<double> score,
                        std::vector<int32_t> predictions,
                        const std::map<std::string, double>& numbers) {
  FoldResult& result = At(trial).folds.at(static_cast<size_t>(fold));
  result.is_final = true;
  result.failed = !score.has_value();
  if (score) result.merit = maximize_ ? *score : -*score;
  for (const std::string& name : standards_.names()) {
    const auto found = numbers.find(name);
    if (found != numbers.end()) result.numbers[0][name] = found->second;
  }
  if (pruner_->WantsPredictions()) result.predictions = std::move(predictions);
}

void Contest::Close(int64_t trial) { At(trial).closed = true; }

bool Contest::HasScore(int64_t trial, int fold) const {
  const FoldResult& result = At(trial).folds.at(static_cast<size_t>(fold));
  return result.failed || MeritAt(result, UntilOf(trial)).has_value();
}

Stage Contest::UntilOf(int64_t trial) const { return StageAt(At(trial), At(trial).stage); }

const Stage& Contest::StageAt(const Entry& entry, size_t stage) const {
  return cohorts_[entry.cohort].plan.stages.at(stage);
}

int64_t Contest::EndOf(size_t cohort) const {
  if (asynchronous_) return std::numeric_limits<int64_t>::max();
  return cohorts_[cohort].first + cohorts_[cohort].plan.size;
}

bool Contest::HasFailed(const Entry& entry) const {
  return std::any_of(entry.folds.begin(), entry.folds.end(),
                     [](const FoldResult& fold) { return fold.failed; });
}

std::optional<double> Contest::MeritAt(const FoldResult& fold, const Stage& stage) const {
  if (fold.failed) return std::nullopt;
  const auto interim = fold.interim.find(stage.epochs);
  if (interim != fold.interim.end()) return interim->second;
  if (fold.is_final) return fold.merit;
  return std::nullopt;
}

bool Contest::IsThrough(const Entry& entry, size_t stage) const {
  const Stage& until = StageAt(entry, stage);
  return std::all_of(entry.folds.begin(), entry.folds.begin() + until.folds,
                     [&](const FoldResult& fold) { return fold.failed || MeritAt(fold, until); });
}

std::map<std::string, double> Contest::NumbersAt(int64_t trial, const Stage& stage) const {
  std::map<std::string, double> means;
  for (const std::string& name : standards_.names()) {
    std::vector<double> values;
    for (int fold = 0; fold < stage.folds; ++fold) {
      const FoldResult& result = At(trial).folds[static_cast<size_t>(fold)];
      // As with MeritAt: of a training that ended before, what it ended with.
      const auto at = result.numbers.find(result.interim.contains(stage.epochs) ? stage.epochs : 0);
      if (at == result.numbers.end()) continue;
      const auto found = at->second.find(name);
      if (found != at->second.end()) values.push_back(found->second);
    }
    if (static_cast<int>(values.size()) == stage.folds) means[name] = AggregateScores(values).mean;
  }
  return means;
}

std::optional<Contender> Contest::ContenderAt(int64_t trial, const Stage& stage) const {
  Contender contender{trial, {}, {}};
  for (int fold = 0; fold < stage.folds; ++fold) {
    const FoldResult& result = At(trial).folds[static_cast<size_t>(fold)];
    const std::optional<double> merit = MeritAt(result, stage);
    if (!merit) return std::nullopt;
    contender.merits.push_back(*merit);
    contender.predictions.push_back(result.predictions.empty() ? nullptr : &result.predictions);
  }
  const double mean_score = maximize_ ? contender.Mean() : -contender.Mean();
  standards_.Judge(mean_score, NumbersAt(trial, stage), contender);
  return contender;
}

std::vector<Contender> Contest::Contenders(int64_t first, int64_t end, const Stage& stage) const {
  std::vector<Contender> contenders;
  for (int64_t trial = first; trial < end; ++trial) {
    std::optional<Contender> contender = ContenderAt(trial, stage);
    if (contender) contenders.push_back(*std::move(contender));
  }
  return contenders;
}

std::vector<Contender> Contest::Earlier(int64_t end, const Stage& stage) const {
  if (!pruner_->WantsPredictions()) return Contenders(0, end, stage);
  if (!champion_) return {};
  return Contenders(*champion_, *champion_ + 1, stage);
}

void Contest::KeepChampion(int64_t first, int64_t end) {
  const Stage whole{folds_, 0};
  for (int64_t trial = first; trial < end; ++trial) {
    const auto contender = ContenderAt(trial, whole);
    if (!contender) continue;
    if (!champion_ || IsAhead(*contender, *ContenderAt(*champion_, whole))) {
      champion_ = trial;
    }
  }
  for (int64_t trial = 0; trial < end; ++trial) {
    if (trial == champion_) continue;
    for (FoldResult& fold : At(trial).folds) fold.predictions = {};
  }
}

bool Contest::IsWaitingAt(const Entry& entry, size_t stage) const {
  return !entry.closed && entry.stage == stage && IsThrough(entry, stage);
}

void Contest::Admit(int64_t trial, Verdicts& verdicts) {
  Entry& entry = At(trial);
  ++entry.stage;
  verdicts.admitted.push_back({trial, entry.stage, UntilOf(trial)});
}

const Contender& Contest::LeaderOf(const std::vector<Contender>& contenders,
                                   const std::vector<Contender>& earlier) {
  const Contender* leader = nullptr;
  for (const auto* group : {&contenders, &earlier}) {
    for (const Contender& contender : *group) {
      if (leader == nullptr || IsAhead(contender, *leader)) leader = &contender;
    }
  }
  return *leader;
}

void Contest::Expel(const Contender& contender, const Contender& leader, Verdicts& verdicts) {
  Entry& entry = At(contender.trial);
  const Stage& stage = StageAt(entry, entry.stage);
  const double sign = maximize_ ? 1 : -1;
  std::string place = fmt::format("{} of {} fold{}", stage.folds, folds_, folds_ == 1 ? "" : "s");
  if (stage.epochs > 0) {
    place = fmt::format("{} epoch{} on {}", stage.epochs, stage.epochs == 1 ? "" : "s", place);
  }
  entry.closed = true;
  verdicts.out.push_back({contender.trial, false,
                          fmt::format("pruned after {}: {}{}, the best had {}", place,
                                      FormatScore(sign * contender.Mean()),
                                      contender.violation > 0 ? " and a broken constraint" : "",
                                      FormatScore(sign * leader.Mean()))});
}

bool Contest::ExpelFailed(int64_t first, int64_t end, Verdicts& verdicts) {
  bool any = false;
  for (int64_t trial = first; trial < end; ++trial) {
    Entry& entry = At(trial);
    if (entry.closed || !HasFailed(entry) || !IsThrough(entry, entry.stage)) continue;
    entry.closed = any = true;
    verdicts.out.push_back({trial, true, ""});
  }
  return any;
}

bool Contest::DecideStage(size_t stage, Verdicts& verdicts) {
  const LiveCohort& cohort = cohorts_[open_cohort_];
  const int64_t end = asynchronous_
                          ? static_cast<int64_t>(entries_.size())
                          : std::min(EndOf(open_cohort_), static_cast<int64_t>(entries_.size()));
  std::vector<int64_t> waiting;
  for (int64_t trial = cohort.first; trial < end; ++trial) {
    const Entry& entry = At(trial);
    if (IsWaitingAt(entry, stage)) {
      waiting.push_back(trial);
    } else if (!asynchronous_ && !entry.closed && entry.stage <= stage) {
      return false;  // somebody is still at work
    }
  }
  if (waiting.empty()) return false;
  const Stage& until = cohort.plan.stages[stage];
  const std::vector<Contender> contenders = Contenders(cohort.first, end, until);
  const std::vector<Contender> earlier = asynchronous_ ? contenders : Earlier(cohort.first, until);
  const std::vector<bool> goes_on = pruner_->GoOn(cohort.plan, stage, contenders, earlier);
  const Contender& leader = LeaderOf(contenders, earlier);
  bool any = false;
  for (size_t i = 0; i < contenders.size(); ++i) {
    const int64_t trial = contenders[i].trial;
    if (!IsWaitingAt(At(trial), stage)) continue;
    if (!goes_on[i] && asynchronous_) continue;
    any = true;
    goes_on[i] ? Admit(trial, verdicts) : Expel(contenders[i], leader, verdicts);
  }
  return any;
}

bool Contest::DecideCohort(bool no_more, Verdicts& verdicts) {
  const int64_t first = cohorts_[open_cohort_].first;
  const int64_t end = std::min(EndOf(open_cohort_), static_cast<int64_t>(entries_.size()));
  if (ExpelFailed(first, end, verdicts)) return true;
  const bool is_full = no_more || end == EndOf(open_cohort_);
  if (!is_full) return false;
  for (size_t stage = 0; stage + 1 < cohorts_[open_cohort_].plan.stages.size(); ++stage) {
    if (DecideStage(stage, verdicts)) return true;
  }
  for (int64_t trial = first; trial < end; ++trial) {
    if (!At(trial).closed) return false;
  }
  if (pruner_->WantsPredictions()) KeepChampion(first, end);
  ++open_cohort_;
  return true;
}

void Contest::DecideAsynchronously(bool no_more, Verdicts& verdicts) {
  const auto end = static_cast<int64_t>(entries_.size());
  ExpelFailed(0, end, verdicts);
  const size_t last = cohorts_.front().plan.stages.size() - 1;
  for (size_t stage = last; stage-- > 0;) DecideStage(stage, verdicts);
  bool is_idle = no_more && verdicts.admitted.empty();
  for (const Entry& entry : entries_) {
    is_idle = is_idle && (entry.closed || (entry.stage < last && IsThrough(entry, entry.stage)));
  }
  if (!is_idle) return;
  for (int64_t trial = 0; trial < end; ++trial) {
    if (At(trial).closed) continue;
    const Stage until = UntilOf(trial);
    const std::vector<Contender> all = Contenders(0, end, until);
    Expel(*ContenderAt(trial, until), LeaderOf(all, {}), verdicts);
  }
}

Contest::Verdicts Contest::Decide(bool no_more) {
  Verdicts verdicts;
  if (asynchronous_) {
    if (!entries_.empty()) DecideAsynchronously(no_more, verdicts);
  } else {
    while (open_cohort_ < cohorts_.size() && DecideCohort(no_more, verdicts)) {
    }
  }
  const auto by_trial = [](const auto& a, const auto& b) { return a.trial < b.trial; };
  std::stable_sort(verdicts.admitted.begin(), verdicts.admitted.end(), by_trial);
  std::stable_sort(verdicts.out.begin(), verdicts.out.end(), by_trial);
  return verdicts;
}

}  // namespace gridfold
