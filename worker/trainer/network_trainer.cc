#include "worker/trainer/network_trainer.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/spec/catalogue.h"
#include "worker/trainer/fit_checkpoint.h"
#include "worker/trainer/network_training.h"

namespace gridfold {
namespace {

double Seconds(const FitRequest& request) {
  return request.clock == nullptr ? 0 : request.clock->SteadySeconds();
}

StatusOr<NetworkShape> ShapeOf(const FitRequest& request, const std::string& model,
                               const Point& point) {
  NetworkShape shape;
  if (model == "network") {
    if (request.layers == nullptr) return InvalidArgument("network: expected layers, found none");
    GF_ASSIGN_OR_RETURN(shape.layers, InstantiateLayers(*request.layers, point));
  } else {
    GF_ASSIGN_OR_RETURN(shape.layers, ExpandShortForm(model, point, request.classes));
  }
  shape.input = {1, 1, request.train.x.cols};
  if (request.shape) {
    shape.input = {request.shape->height, request.shape->width, request.shape->channels};
  }
  if (shape.input.Size() != request.train.x.cols) {
    return InvalidArgument("network: a picture of {}x{}x{} has {} values, a row has {}",
                           shape.input.height, shape.input.width, shape.input.channels,
                           shape.input.Size(), request.train.x.cols);
  }
  shape.classes = request.classes;
  return shape;
}

// Cells that one training serves, by ascending epochs.
struct Group {
  TrainingRules rules;
  std::vector<size_t> cells;
};

int64_t EpochsOf(const FitRequest& request, size_t cell) {
  return IntAt(request.points[cell], "epochs");
}

// In the order of their first cells. Cells whose rules cannot be read get their status in `fits`.
std::vector<Group> GroupCells(const FitRequest& request, std::vector<CellFit>& fits) {
  static const TrainingSections kNone;
  std::vector<Group> groups;
  std::map<std::string, size_t> places;
  for (size_t cell = 0; cell < request.points.size(); ++cell) {
    const auto rules = ReadTrainingRules(request.training == nullptr ? kNone : *request.training,
                                         request.points[cell]);
    if (!rules.ok()) {
      fits[cell].status = rules.status();
      continue;
    }
    Point shared = request.points[cell];
    if (!rules->depends_on_epochs) shared.erase("epochs");
    const auto [place, is_new] = places.emplace(ToJson(shared), groups.size());
    if (is_new) groups.push_back({*rules, {}});
    groups[place->second].cells.push_back(cell);
  }
  for (Group& group : groups) {
    std::stable_sort(group.cells.begin(), group.cells.end(), [&](size_t a, size_t b) {
      return EpochsOf(request, a) < EpochsOf(request, b);
    });
  }
  return groups;
}

// Trains the cells of one group.
class GroupFit {
 public:
  // `progress` is told which cells are finished.
  GroupFit(const FitRequest& request, const Group& group, FitProgress& progress,
           std::vector<CellFit>& fits)
      : request_(request), group_(group), progress_(progress), fits_(fits) {}

  // Goes on from `checkpoint` unless it is null. Cancelled; DataLoss when the checkpoint does not
  // fit; or OK: what else goes wrong is in the cells' statuses.
  Status Fit(const std::string& model, const TensorFile* checkpoint) {
    if (checkpoint != nullptr) {
      const auto is_finished = [&](size_t cell) {
        return std::count(progress_.finished.begin(), progress_.finished.end(), cell) > 0;
      };
      while (!Open().empty() && is_finished(Open().front())) ++done_;
    }
    const Status status = Train(model, checkpoint);
    if (checkpoint_failed_) return status;
    if (absl::IsCancelled(status)) return status;
    // An error ends the cells that are not done.
    while (!Open().empty()) {
      fits_[Open().front()] = CellFit{};
      fits_[Open().front()].status = status;
      Finish();
    }
    return absl::OkStatus();
  }

 private:
  void Finish() { progress_.finished.push_back(group_.cells[done_++]); }

  std::span<const size_t> Open() const { return std::span(group_.cells).subspan(done_); }

  Status Train(const std::string& model, const TensorFile* checkpoint) {
    const double start = Seconds(request_);
    const Point& point = request_.points[group_.cells.front()];
    GF_ASSIGN_OR_RETURN(const NetworkShape shape, ShapeOf(request_, model, point));
    GF_ASSIGN_OR_RETURN(const auto training,
                        NetworkTraining::Start(request_, shape, point, group_.rules));
    ShareSeconds(Seconds(request_) - start);
    if (checkpoint != nullptr) {
      const Status restored = training->Restore(*checkpoint);
      checkpoint_failed_ = !restored.ok();
      GF_RETURN_IF_ERROR(restored);
    }
    if (request_.observer != nullptr) request_.observer->OnNote(training->Describe());
    saved_seconds_ = Seconds(request_);
    while (!Open().empty()) {
      if (IsPause(*training)) return Pause(*training);
      GF_ASSIGN_OR_RETURN(const EpochScores scores, training->RunEpoch());
      ShareSeconds(scores.seconds);
      for (const size_t cell : Open()) Report(cell, training->epoch(), scores);
      GF_RETURN_IF_ERROR(DeliverDone(*training));
      if (!Open().empty()) Checkpoint(*training, scores);
    }
    return absl::OkStatus();
  }

  bool IsPause(const NetworkTraining& training) const {
    return request_.pause_epochs > 0 && training.epoch() >= request_.pause_epochs;
  }

  Status Pause(NetworkTraining& training) {
    while (!Open().empty()) {
      const size_t cell = Open().front();
      GF_RETURN_IF_ERROR(training.Deliver(fits_[cell]));
      fits_[cell].paused_epochs = training.epoch();
      Finish();
    }
    return absl::OkStatus();
  }

  Status DeliverDone(NetworkTraining& training) {
    while (!Open().empty()) {
      const size_t cell = Open().front();
      if (!training.stopped() && EpochsOf(request_, cell) > training.epoch()) break;
      GF_RETURN_IF_ERROR(training.Deliver(fits_[cell]));
      ReportRange(cell, training);
      Finish();
    }
    return absl::OkStatus();
  }

  bool WantsCheckpoint(const NetworkTraining& training) const {
    if (request_.observer == nullptr || group_.rules.IsRangeTest()) return false;
    if (request_.keep_models && request_.points.size() > 1) return false;
    if (IsPause(training)) return true;
    if (request_.checkpoint_every > 0) return training.epoch() % request_.checkpoint_every == 0;
    return request_.checkpoint_seconds > 0 &&
           Seconds(request_) - saved_seconds_ >= request_.checkpoint_seconds;
  }

  void Checkpoint(NetworkTraining& training, const EpochScores& scores) {
    if (!WantsCheckpoint(training)) return;
    TensorFile file;
    SaveProgress(progress_, fits_, file);
    training.Save(file);
    request_.observer->OnCheckpoint(training.epoch(), scores.val_accuracy.value_or(scores.accuracy),
                                    file.Serialize());
    saved_seconds_ = Seconds(request_);
  }

  // The points of a range test, as a curve over their numbers.
  void ReportRange(size_t cell, const NetworkTraining& training) {
    if (request_.observer == nullptr || training.range_test() == nullptr) return;
    int64_t number = 0;
    for (const RangeTest::Point& point : training.range_test()->points()) {
      ++number;
      request_.observer->OnCurvePoint(cell, {number, "range_rate", point.rate});
      request_.observer->OnCurvePoint(cell, {number, "range_loss", point.loss});
    }
  }

  void ShareSeconds(double seconds) {
    for (const size_t cell : Open()) {
      fits_[cell].fit_seconds += seconds / static_cast<double>(Open().size());
    }
  }

  void Report(size_t cell, int64_t epoch, const EpochScores& scores) {
    if (request_.observer == nullptr || scores.rows == 0) return;
    const auto point = [&](const char* metric, double value) {
      request_.observer->OnCurvePoint(cell, {epoch, metric, value});
    };
    point("loss", scores.loss);
    point("accuracy", scores.accuracy);
    if (scores.val_loss) point("val_loss", *scores.val_loss);
    if (scores.val_accuracy) point("val_accuracy", *scores.val_accuracy);
    point("learning_rate", scores.learning_rate);
    if (scores.seconds <= 0) return;
    point("seconds", scores.seconds);
    point("images_per_second", static_cast<double>(scores.rows) / scores.seconds);
  }

  const FitRequest& request_;
  const Group& group_;
  FitProgress& progress_;
  std::vector<CellFit>& fits_;
  size_t done_ = 0;  // so many of the group's cells are finished
  bool checkpoint_failed_ = false;
  double saved_seconds_ = 0;  // when the last checkpoint was made, or the training began
};

// The groups from progress.group on, the first of them from `checkpoint` unless it is null.
Status FitGroups(const std::string& model, const FitRequest& request,
                 const std::vector<Group>& groups, const TensorFile* checkpoint,
                 FitProgress& progress, std::vector<CellFit>& fits) {
  for (; progress.group < groups.size(); ++progress.group) {
    GF_RETURN_IF_ERROR(
        GroupFit(request, groups[progress.group], progress, fits).Fit(model, checkpoint));
    checkpoint = nullptr;
  }
  return absl::OkStatus();
}

// The rest of a call that left a checkpoint. DataLoss when it is not of this call.
StatusOr<std::vector<CellFit>> Continue(const std::string& model, const FitRequest& request) {
  GF_ASSIGN_OR_RETURN(const TensorFile file, TensorFile::Parse(request.checkpoint));
  std::vector<CellFit> fits(request.points.size());
  const std::vector<Group> groups = GroupCells(request, fits);
  GF_ASSIGN_OR_RETURN(FitProgress progress, RestoreProgress(file, fits));
  if (progress.identity != IdentityOf(model, request) || progress.group >= groups.size()) {
    return DataLoss("checkpoint: expected one of this request, found another's");
  }
  GF_RETURN_IF_ERROR(FitGroups(model, request, groups, &file, progress, fits));
  return fits;
}

}  // namespace

StatusOr<std::vector<CellFit>> NetworkTrainer::Fit(const FitRequest& request) const {
  if (!request.checkpoint.empty()) {
    StatusOr<std::vector<CellFit>> fits = Continue(model_, request);
    if (fits.status().code() != absl::StatusCode::kDataLoss) return fits;
  }
  std::vector<CellFit> fits(request.points.size());
  const std::vector<Group> groups = GroupCells(request, fits);
  FitProgress progress{IdentityOf(model_, request), 0, {}};
  GF_RETURN_IF_ERROR(FitGroups(model_, request, groups, nullptr, progress, fits));
  return fits;
}

}  // namespace gridfold
