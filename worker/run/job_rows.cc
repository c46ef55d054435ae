#include "worker/run/job_rows.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "common/base/fingerprint.h"
#include "common/data/folds.h"
#include "common/spec/content_keys.h"
#include "worker/run/job_execution.h"

namespace gridfold {
namespace {

using Splits = std::vector<Split>;

int64_t BytesOf(const DataSet& data) {
  const bool is_pixels = std::holds_alternative<DataSet::Pixels>(data.values);
  return data.rows() * (data.features * (is_pixels ? 1 : 4) + 4);
}

StatusOr<std::shared_ptr<const DataSet>> LoadData(const JobInput& input) {
  const std::string& hash = input.work->dataset_hash;
  return input.cache->Get<DataSet>(hash, [&]() -> StatusOr<ContentCache::Made<DataSet>> {
    GF_ASSIGN_OR_RETURN(std::shared_ptr<const DataSet> data, input.load_data(hash));
    const int64_t bytes = BytesOf(*data);
    return ContentCache::Made<DataSet>{std::move(data), bytes};
  });
}

std::string KeyOf(const CrossValidation& cv) {
  return fmt::format("{}/{}/{}/{}/{}/{}", cv.folds, cv.repeats, cv.holdout.value_or(0),
                     cv.stratified, cv.shuffle, cv.seed);
}

StatusOr<std::shared_ptr<const Splits>> LoadSplits(const JobInput& input, const DataSet& data) {
  const CrossValidation& cv = input.work->cv;
  return input.cache->Get<Splits>(
      fmt::format("splits/{}/{}", input.work->dataset_hash, KeyOf(cv)),
      [&]() -> StatusOr<ContentCache::Made<Splits>> {
        GF_ASSIGN_OR_RETURN(Splits splits, MakeSplits(data.train_labels(), data.classes, cv));
        const int64_t bytes = static_cast<int64_t>(splits.size()) * data.train_rows * 4;
        return ContentCache::Made<Splits>{std::make_shared<const Splits>(std::move(splits)), bytes};
      });
}

// The split of the job's fold, or all training rows against the test rows.
StatusOr<Split> SplitOf(const JobInput& input, const DataSet& data) {
  Split split;
  if (input.job->kind == JobKind::kRefit) {
    split.train.resize(static_cast<size_t>(data.train_rows));
    split.validation.resize(static_cast<size_t>(data.test_rows));
    std::iota(split.train.begin(), split.train.end(), 0);
    std::iota(split.validation.begin(), split.validation.end(),
              static_cast<int32_t>(data.train_rows));
    return split;
  }
  GF_ASSIGN_OR_RETURN(const auto splits, LoadSplits(input, data));
  const auto fold = static_cast<size_t>(input.job->fold);
  if (input.job->fold < 0 || fold >= splits->size()) {
    return Internal("job {}: expected a fold of 0..{}, found {}", input.job->number,
                    splits->size() - 1, input.job->fold);
  }
  return (*splits)[fold];
}

// From the data set, or from `features` when the first step made them of all its rows.
Matrix Gather(const DataSet& data, const Matrix* features, const std::vector<int32_t>& rows,
              std::vector<int32_t>& labels) {
  Matrix x(static_cast<int64_t>(rows.size()),
           features == nullptr ? data.features : features->cols());
  labels.resize(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    float* to = x.row(static_cast<int64_t>(i));
    if (features == nullptr) {
      data.CopyRow(rows[i], to);
    } else {
      std::copy_n(features->row(rows[i]), features->cols(), to);
    }
    labels[i] = data.labels[static_cast<size_t>(rows[i])];
  }
  return x;
}

// Equal texts, equal steps. Settings that are `$parameters` are the trial's.
std::string TextOf(const TransformSpec& step, const Point& point) {
  std::string text = step.name + ToJson(step.settings);
  for (const auto& [setting, value] : step.settings) {
    const auto* name = std::get_if<std::string>(&value);
    if (name == nullptr || !name->starts_with('$')) continue;
    if (const auto given = point.find(name->substr(1)); given != point.end()) {
      text += ToText(given->second);
    }
  }
  return text;
}

// What a network, the pipeline's first step, makes of all rows of the data set: made once for all
// folds and jobs. nullptr when the first step is another one.
StatusOr<std::shared_ptr<const Matrix>> LoadFeatures(const JobInput& input, const DataSet& data) {
  const std::vector<TransformSpec>& steps = input.work->pipeline;
  if (steps.empty() || steps.front().name != "features") return std::shared_ptr<const Matrix>();
  const Point& point = input.job->trials.front().parameters;
  return input.cache->Get<Matrix>(
      fmt::format("features/{}/{}", input.work->dataset_hash,
                  Sha256Hex(TextOf(steps.front(), point))),
      [&]() -> StatusOr<ContentCache::Made<Matrix>> {
        GF_ASSIGN_OR_RETURN(Pipeline first,
                            Pipeline::Make({steps.front()}, point, input.load_file));
        std::vector<int32_t> rows(static_cast<size_t>(data.rows())), labels;
        std::iota(rows.begin(), rows.end(), 0);
        Matrix x = Gather(data, nullptr, rows, labels);
        GF_RETURN_IF_ERROR(first.FitApply(x));
        const int64_t bytes = x.rows() * x.cols() * 4;
        return ContentCache::Made<Matrix>{std::make_shared<const Matrix>(std::move(x)), bytes};
      });
}

int FoldOf(const JobInput& input) {
  return input.job->kind == JobKind::kRefit ? kRefitFold : input.job->fold;
}

std::vector<std::string> KeysOf(const JobInput& input) {
  const Work& work = *input.work;
  return ContentKeys(work.dataset_hash, work.pipeline, work.cv,
                     input.job->trials.front().parameters, FoldOf(input));
}

// The order in which a job sees its rows: as they are, or by class and fold.
std::string OrderText(const JobInput& input, bool shared) {
  return shared ? "ordered/" + KeyOf(input.work->cv) : "plain";
}

// Names the job's rows: equal keys, equal rows.
std::string RowsKey(const JobInput& input, bool shared) {
  return fmt::format("{}/{}/fold{}/{}", KeysOf(input).back(), KeyOf(input.work->cv), FoldOf(input),
                     OrderText(input, shared));
}

// Place of each training row: by class, by fold of the first repeat, by row.
std::vector<int64_t> PlacesOf(const DataSet& data, const Splits& splits,
                              const CrossValidation& cv) {
  std::vector<int32_t> fold(static_cast<size_t>(data.train_rows), -1);
  for (size_t f = 0; f < splits.size() && f < static_cast<size_t>(std::max(1, cv.folds)); ++f) {
    for (const int32_t row : splits[f].validation) {
      fold[static_cast<size_t>(row)] = static_cast<int32_t>(f);
    }
  }
  std::vector<int32_t> order(fold.size());
  std::iota(order.begin(), order.end(), 0);
  const auto labels = data.train_labels();
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    const auto i = static_cast<size_t>(a), j = static_cast<size_t>(b);
    return std::pair(labels[i], fold[i]) < std::pair(labels[j], fold[j]);
  });
  std::vector<int64_t> place(order.size());
  for (size_t p = 0; p < order.size(); ++p) {
    place[static_cast<size_t>(order[p])] = static_cast<int64_t>(p);
  }
  return place;
}

// The ordered rows, from the job's own ones when together they are all training rows.
StatusOr<std::shared_ptr<const OrderedRows>> LoadOrderedRows(const JobInput& input,
                                                             const JobRows& rows,
                                                             const std::vector<int64_t>& place,
                                                             const std::string& key) {
  return input.cache->Get<OrderedRows>(key, [&]() -> StatusOr<ContentCache::Made<OrderedRows>> {
    auto ordered = std::make_shared<OrderedRows>();
    ordered->key = key;
    ordered->place = place;
    ordered->x = Matrix(static_cast<int64_t>(place.size()), rows.train.cols());
    const auto put = [&](const Matrix& from, const std::vector<int64_t>& places) {
      for (size_t r = 0; r < places.size(); ++r) {
        std::copy_n(from.row(static_cast<int64_t>(r)), from.cols(), ordered->x.row(places[r]));
      }
    };
    put(rows.train, rows.train_places);
    put(rows.evaluation, rows.evaluation_places);
    const int64_t bytes = ordered->x.rows() * ordered->x.cols() * 4;
    return ContentCache::Made<OrderedRows>{std::move(ordered), bytes};
  });
}

// The first step that is a pca of a size that is searched over, after which jobs differ: the rows
// that come to it are the same for all sizes. nullopt: there is none.
std::optional<size_t> SearchedPca(const std::vector<TransformSpec>& steps) {
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].name != "pca") continue;
    const auto components = steps[i].settings.find("components");
    if (components == steps[i].settings.end()) return std::nullopt;
    const auto* name = std::get_if<std::string>(&components->second);
    if (name == nullptr || !name->starts_with('$')) return std::nullopt;
    return i;
  }
  return std::nullopt;
}

SharedFits FitsOf(const JobInput& input, bool shared) {
  const std::vector<std::string> keys = KeysOf(input);
  // With a pca the second key names the rows that come to it; nothing else is shared.
  return {input.cache, fmt::format("{}/{}", keys[std::min<size_t>(1, keys.size() - 1)],
                                   OrderText(input, shared))};
}

// The rows behind the first `count` steps; `shared` of the result stays empty.
StatusOr<std::shared_ptr<JobRows>> FitSteps(const JobInput& input, bool shared, size_t count) {
  auto rows = std::make_shared<JobRows>();
  GF_ASSIGN_OR_RETURN(rows->data, LoadData(input));
  GF_ASSIGN_OR_RETURN(Split split, SplitOf(input, *rows->data));
  if (shared) {
    GF_ASSIGN_OR_RETURN(const auto splits, LoadSplits(input, *rows->data));
    const std::vector<int64_t> place = PlacesOf(*rows->data, *splits, input.work->cv);
    const auto place_of = [&](int32_t row) { return place[static_cast<size_t>(row)]; };
    std::sort(split.train.begin(), split.train.end(),
              [&](int32_t a, int32_t b) { return place_of(a) < place_of(b); });
    for (const int32_t row : split.train) rows->train_places.push_back(place_of(row));
    if (input.job->kind == JobKind::kCells) {
      for (const int32_t row : split.validation) rows->evaluation_places.push_back(place_of(row));
    }
  }
  const auto& steps = input.work->pipeline;
  GF_ASSIGN_OR_RETURN(rows->pipeline,
                      Pipeline::Make({steps.begin(), steps.begin() + static_cast<int64_t>(count)},
                                     input.job->trials.front().parameters, input.load_file));
  GF_ASSIGN_OR_RETURN(const auto features, LoadFeatures(input, *rows->data));
  const size_t done = features == nullptr ? 0 : 1;
  rows->train = Gather(*rows->data, features.get(), split.train, rows->train_labels);
  rows->evaluation = Gather(*rows->data, features.get(), split.validation, rows->evaluation_labels);
  GF_RETURN_IF_ERROR(rows->pipeline.FitApply(rows->train, done, FitsOf(input, shared)));
  rows->pipeline.Apply(rows->evaluation, done);
  rows->train_rows = std::move(split.train);
  rows->evaluation_rows = std::move(split.validation);
  return rows;
}

ContentCache::Made<JobRows> MadeOf(std::shared_ptr<const JobRows> rows) {
  const int64_t values = rows->train.cols() * (rows->train.rows() + rows->evaluation.rows());
  return {std::move(rows), values * 4};
}

// All steps, of which those before the pca are done once for all of its sizes.
StatusOr<std::shared_ptr<JobRows>> FitStepsFrom(const JobInput& input, bool shared, size_t pca) {
  const SharedFits fits = FitsOf(input, shared);
  GF_ASSIGN_OR_RETURN(const std::shared_ptr<const JobRows> before,
                      input.cache->Get<JobRows>(
                          "before/" + fits.rows, [&]() -> StatusOr<ContentCache::Made<JobRows>> {
                            GF_ASSIGN_OR_RETURN(auto rows, FitSteps(input, shared, pca));
                            return MadeOf(std::move(rows));
                          }));
  auto rows = std::make_shared<JobRows>();
  rows->data = before->data;
  rows->train_labels = before->train_labels;
  rows->evaluation_labels = before->evaluation_labels;
  rows->train_rows = before->train_rows;
  rows->evaluation_rows = before->evaluation_rows;
  rows->train_places = before->train_places;
  rows->evaluation_places = before->evaluation_places;
  GF_ASSIGN_OR_RETURN(
      rows->pipeline,
      Pipeline::Make(input.work->pipeline, input.job->trials.front().parameters, input.load_file));
  rows->pipeline.TakeFitted(before->pipeline);
  GF_ASSIGN_OR_RETURN(rows->train, rows->pipeline.FitTransformed(before->train, pca, fits));
  rows->evaluation = rows->pipeline.Transformed(before->evaluation, pca);
  return rows;
}

StatusOr<std::shared_ptr<const JobRows>> MakeJobRows(const JobInput& input, bool shared) {
  const std::optional<size_t> pca = SearchedPca(input.work->pipeline);
  GF_ASSIGN_OR_RETURN(std::shared_ptr<JobRows> rows,
                      pca ? FitStepsFrom(input, shared, *pca)
                          : FitSteps(input, shared, input.work->pipeline.size()));
  rows->key = RowsKey(input, shared);
  if (shared) {
    GF_ASSIGN_OR_RETURN(const auto splits, LoadSplits(input, *rows->data));
    const std::vector<int64_t> place = PlacesOf(*rows->data, *splits, input.work->cv);
    // A pipeline that learns nothing gives the same rows in every fold.
    const std::string key =
        fmt::format("ordered/{}/{}", KeysOf(input).back(), KeyOf(input.work->cv));
    GF_ASSIGN_OR_RETURN(rows->shared, LoadOrderedRows(input, *rows, place, key));
  }
  return rows;
}

}  // namespace

StatusOr<std::shared_ptr<const JobRows>> LoadJobRows(const JobInput& input, bool shared) {
  return input.cache->Get<JobRows>("rows/" + RowsKey(input, shared),
                                   [&]() -> StatusOr<ContentCache::Made<JobRows>> {
                                     GF_ASSIGN_OR_RETURN(auto rows, MakeJobRows(input, shared));
                                     return MadeOf(std::move(rows));
                                   });
}

std::vector<std::string> HeldContent(const ContentCache& cache) {
  std::set<std::string> held;
  for (const std::string& key : cache.Keys()) {
    const size_t kind_end = key.find('/');
    if (kind_end == std::string::npos) held.insert(key);
    const std::string kind = key.substr(0, kind_end);
    if (kind != "rows" && kind != "ordered" && kind != "pca") continue;
    held.insert(key.substr(kind_end + 1, key.find('/', kind_end + 1) - kind_end - 1));
  }
  return {held.begin(), held.end()};
}

}  // namespace gridfold
