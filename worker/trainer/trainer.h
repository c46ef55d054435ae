// From parameters and rows to fitted models: one implementation for each model of the catalogue.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/part_runner.h"
#include "common/base/status.h"
#include "common/spec/results.h"
#include "common/spec/study.h"
#include "worker/cache/content_cache.h"
#include "worker/cache/memory_shares.h"
#include "worker/linalg/matrix.h"
#include "worker/model/model.h"

namespace gridfold {

// Rows and their classes. Does not own.
struct LabelledRows {
  ConstMatrix x;               // [rows x features], transformed
  std::span<const int32_t> y;  // class index of each row
};

// All rows that a study's folds are cut from, transformed as the call's rows are, and where the
// call's rows lie among them: what is computed for all of them (inner products) can be shared by
// jobs through the cache.
struct SharedRows {
  ConstMatrix x;
  std::string key;                      // names x's content
  std::span<const int64_t> train;       // places of the training rows, ascending
  std::span<const int64_t> evaluation;  // of the evaluation rows; empty when they lie elsewhere
  ContentCache* cache = nullptr;
};

// Hears of a training while it runs. Called from the training thread; must be quick.
class FitObserver {
 public:
  virtual ~FitObserver() = default;
  // A point of the learning curve of `cell` (an index into FitRequest::points).
  virtual void OnCurvePoint(size_t cell, const CurvePoint& point) = 0;
  // A file from which the same request can be continued: FitRequest::checkpoint. Made after so many
  // epochs of the training at work; `score` is its accuracy then, validation's if there is some.
  virtual void OnCheckpoint(int64_t /*epoch*/, double /*score*/, std::string /*bytes*/) {}
  // Something that helps to find out why a training is slow.
  virtual void OnNote(const std::string& /*text*/) {}
};

// One call fits several cells: all of `points` on the same rows. The points differ only in path
// parameters, so work is shared.
struct FitRequest {
  LabelledRows train;
  LabelledRows evaluation;  // the fold's validation rows, or the test rows
  int32_t classes = 0;
  std::optional<ImageShape> shape;                 // when a row is a picture
  std::span<const Point> points;                   // complete: the catalogue's defaults are in
  const std::vector<LayerNode>* layers = nullptr;  // model network
  const TrainingSections* training = nullptr;      // networks; may be null
  // Whether the evaluation rows may steer a training (early stopping): not when they are test rows.
  bool evaluation_may_decide = true;
  std::optional<SharedRows> shared;  // only for trainers that ask for it
  uint64_t seed = 0;                 // the same for every point of the call
  bool predict_train = false;        // also predict the training rows
  // Class probabilities of the evaluation rows, and of the training rows. A trainer that cannot
  // leaves them empty or says so in CellFit::status.
  bool want_probabilities = false;
  bool want_train_probabilities = false;
  bool keep_models = false;         // fill CellFit::model
  FitObserver* observer = nullptr;  // may be null
  // Networks: OnCheckpoint is called after every so many epochs of a training, or after an epoch
  // when so many seconds have gone by since the last; 0: never. Not when models of several points
  // are to be kept.
  int64_t checkpoint_every = 0;
  double checkpoint_seconds = 0;
  // What an earlier Fit of this request said there; empty, or of another request: begin anew. The
  // result is the same bits, only sooner.
  std::string checkpoint;
  // Networks and programs: a training that is not done after so many epochs is saved (OnCheckpoint;
  // a program only when it says so) and ends there: what its cells would be then is in their
  // CellFit, with `paused_epochs`. 0: it goes on to its end. Needs an observer.
  int64_t pause_epochs = 0;
  // Networks: a model file or checkpoint whose weights they start from; empty: from random ones.
  std::string initial_weights;
  MemoryShares memory;                      // what may be used, by default without a limit
  PartRunner* crew = nullptr;               // lends idle slots; may be null
  const std::atomic<bool>* stop = nullptr;  // when it turns true: return Cancelled soon
  const Clock* clock = nullptr;             // for the seconds below
};

struct CellFit {
  // OK; InvalidArgument = the point cannot be (INFEASIBLE, the message is the reason); any other
  // code = it failed (diverged).
  Status status;
  std::vector<int32_t> evaluation_predictions;
  std::vector<int32_t> train_predictions;  // when predict_train
  // [rows x classes], row-major, each row sums to 1; empty when not wanted or not to be had.
  std::vector<float> evaluation_probabilities, train_probabilities;
  std::map<std::string, double> facts;        // iterations, support_vectors, parameters, ...
  std::map<std::string, double> train_facts;  // of the training rows, where a program gives some
  double fit_seconds = 0, score_seconds = 0;  // a shared cost is divided evenly
  std::unique_ptr<Model> model;               // when keep_models
  int64_t paused_epochs = 0;                  // so many were done, and more are to come; 0: all are
  std::string model_file;                     // in its place, when only a program can read it
};

// Stateless and thread-safe: one Trainer serves all slots.
class Trainer {
 public:
  virtual ~Trainer() = default;
  // Whether Fit can make use of FitRequest::shared.
  virtual bool WantsSharedRows() const { return false; }
  // One CellFit for each point, in their order. On this thread and, where a trainer's work falls
  // into parts, on those of the crew; the result depends on the rest of the request alone.
  // Cancelled when `stop` turned true.
  virtual StatusOr<std::vector<CellFit>> Fit(const FitRequest& request) const = 0;
};

// The trainer of a model of the catalogue; lives for the whole process. nullptr for no such model.
const Trainer* FindTrainer(const std::string& model);

}  // namespace gridfold
