#include "client/best.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/spec/format.h"
#include "coordinator/rank/goals.h"
#include "coordinator/report/findings.h"
#include "coordinator/report/study_spec.h"

namespace gridfold {
namespace {

// More of these are not asked for; the simplest is then one of the best.
constexpr size_t kDetailsMax = 50;

StatusOr<Leaderboard> LoadFront(StudyView& view, const StudySpec& spec, const std::string& study,
                                int64_t top) {
  GF_ASSIGN_OR_RETURN(Leaderboard board, LoadLeaderboard(view, study, -1));
  const std::vector<bool> on_front = OnParetoFront(spec, board.trials);
  Leaderboard front;
  front.study = std::move(board.study);
  for (size_t i = 0; i < on_front.size() && static_cast<int64_t>(front.trials.size()) < top; ++i) {
    if (!on_front[i]) continue;
    front.trials.push_back(std::move(board.trials[i]));
    front.like_first.push_back(board.like_first[i]);
  }
  front.is_front = true;
  return front;
}

StatusOr<std::optional<report::Simplicity>> FindSimplest(StudyView& view,
                                                         const Leaderboard& board) {
  report::ReportInput input;
  input.study = board.study;
  input.ranked = board.trials;
  input.validation_to_train_rows = ValidationToTrainRows(board.study);
  for (size_t i = 0; i < board.trials.size() && input.details.size() < kDetailsMax; ++i) {
    if (!board.like_first[i]) continue;
    GF_ASSIGN_OR_RETURN(input.details.emplace_back(),
                        view.GetTrial(board.study.name, board.trials[i].number));
  }
  return report::FindOut(input).simplest;
}

// Why completed trials are not ranked, and which comes nearest.
StatusOr<std::string> UnmetText(StudyView& view, const StudySpec& spec, const std::string& study) {
  GF_ASSIGN_OR_RETURN(const std::vector<TrialSummary> trials,
                      view.ListTrials(study, {TrialOrder::kNumber, "state = COMPLETED", -1}));
  const auto nearest = std::min_element(
      trials.begin(), trials.end(),
      [](const TrialSummary& a, const TrialSummary& b) { return a.violation < b.violation; });
  if (nearest == trials.end()) return std::string();
  std::string text = "no trial meets ";
  for (size_t i = 0; i < spec.constraints.size(); ++i) {
    text += (i == 0 ? "" : " and ") + TextOf(spec.constraints[i]);
  }
  text += fmt::format("; the nearest is trial {}:", nearest->number);
  for (const Constraint& constraint : spec.constraints) {
    const auto value = nearest->goals.find(constraint.metric);
    text += fmt::format(" {} {}", constraint.metric,
                        value == nearest->goals.end() ? FormatScore(nearest->mean_score)
                                                      : FormatScore(value->second));
  }
  return text + " (" + FormatPoint(nearest->parameters) + ")";
}

}  // namespace

StatusOr<Leaderboard> LoadBest(StudyView& view, const std::string& study, int64_t top) {
  GF_ASSIGN_OR_RETURN(const StudySummary summary, view.GetStudy(study));
  const StatusOr<StudySpec> spec = report::SpecOf(summary);
  if (!spec.ok()) return LoadLeaderboard(view, study, top);
  const bool several = !spec->more_goals.empty();
  GF_ASSIGN_OR_RETURN(Leaderboard board, several ? LoadFront(view, *spec, study, top)
                                                 : LoadLeaderboard(view, study, top));
  if (!several && board.trials.size() > 1) {
    GF_ASSIGN_OR_RETURN(board.simplest, FindSimplest(view, board));
  }
  if (board.trials.empty() && !spec->constraints.empty()) {
    GF_ASSIGN_OR_RETURN(board.unmet, UnmetText(view, *spec, study));
  }
  return board;
}

}  // namespace gridfold
