#include "client/data_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "client/row_picture.h"
#include "common/data/class_mean.h"
#include "common/data/value_counts.h"
#include "common/picture/montage.h"
#include "coordinator/report/bar_chart.h"
#include "coordinator/report/bins_chart.h"

namespace gridfold {
namespace {

constexpr size_t kBins = 32, kSamplesMax = 12, kPerRow = 10;
constexpr int64_t kSide = 64;

std::string ClassChart(const DataSet& data) {
  report::BarChart chart;
  chart.text = {.title = "Rows of each class", .x_title = "class", .y_title = "rows"};
  const size_t classes = std::min(data.classes.size(), kPictureClassesMax);
  chart.groups.assign(data.classes.begin(), data.classes.begin() + static_cast<long>(classes));
  const auto add = [&](const char* name, const char* colour, std::span<const int32_t> labels) {
    if (labels.empty()) return;
    std::vector<double> counts(data.classes.size(), 0);
    for (const int32_t c : labels) ++counts[static_cast<size_t>(c)];
    chart.series.push_back({name, colour, {counts.begin(), counts.end()}});
  };
  add("training", "s0", data.train_labels());
  add("test", "s1", data.test_labels());
  return report::Draw(chart);
}

std::string CountsChart(const char* title, const char* x_title, const char* y_title,
                        const ValueCounts& counts) {
  return report::Draw(report::BinsChart{{.title = title, .x_title = x_title, .y_title = y_title},
                                        counts.low,
                                        counts.high,
                                        counts.counts});
}

// At most kSamplesMax of `rows` at equal distances, the first among them.
std::vector<Picture> Samples(const DataSet& data, std::span<const int64_t> rows,
                             const Tones& tones) {
  std::vector<Picture> pictures;
  const size_t count = std::min(rows.size(), kSamplesMax);
  for (size_t i = 0; i < count; ++i) {
    pictures.push_back(RowPicture(data, rows[i * rows.size() / count], tones));
  }
  return pictures;
}

struct ClassPictures {
  std::vector<std::vector<Picture>> samples;
  std::vector<Picture> means, nearest, farthest;  // classes without training rows are left out
};

ClassPictures PicturesOf(const DataSet& data, const Tones& tones) {
  ClassPictures pictures;
  std::vector<std::vector<int64_t>> rows = TrainRowsByClass(data);
  rows.resize(std::min(rows.size(), kPictureClassesMax));
  for (const std::vector<int64_t>& of_class : rows) {
    if (of_class.empty()) continue;
    pictures.samples.push_back(Samples(data, of_class, tones));
    const ClassMean mean = MeanOfRows(data, of_class);
    pictures.means.push_back(
        PictureOf(mean.mean, data.shape->height, data.shape->width, data.shape->channels, tones));
    pictures.nearest.push_back(RowPicture(data, mean.nearest, tones));
    pictures.farthest.push_back(RowPicture(data, mean.farthest, tones));
  }
  return pictures;
}

Status AddClassPictures(const DataSet& data, const Tones& tones, PictureFolder& folder) {
  ClassPictures pictures = PicturesOf(data, tones);
  GF_RETURN_IF_ERROR(folder.AddPicture("samples", Montage(pictures.samples, kSide),
                                       "training pictures, a row for each class"));
  const auto add = [&](const char* name, std::vector<Picture>& of_classes, const char* what) {
    return folder.AddPicture(name, Montage(InRows(std::move(of_classes), kPerRow), kSide), what);
  };
  GF_RETURN_IF_ERROR(add("means", pictures.means, "the mean picture of each class"));
  GF_RETURN_IF_ERROR(
      add("nearest", pictures.nearest, "of each class the picture nearest to its mean"));
  return add("farthest", pictures.farthest, "of each class the picture farthest from its mean");
}

}  // namespace

Status AddDataPictures(const DataSet& data, PictureFolder& folder) {
  const ValueCounts values = CountValues(data, kBins);
  GF_RETURN_IF_ERROR(folder.AddChart("classes", ClassChart(data), "rows of each class"));
  GF_RETURN_IF_ERROR(folder.AddChart(
      "values", CountsChart("How often values occur", "value", "values", values), "all values"));
  GF_RETURN_IF_ERROR(folder.AddChart(
      "image_means",
      CountsChart("Mean values of rows", "mean value of a row", "rows", CountRowMeans(data, kBins)),
      "the mean value of each row"));
  if (!data.shape) return absl::OkStatus();
  return AddClassPictures(data, TonesOfData(data), folder);
}

}  // namespace gridfold
