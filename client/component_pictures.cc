#include "client/component_pictures.h"

#include <algorithm>
#include <span>

#include "client/model_rows.h"
#include "common/data/class_mean.h"
#include "common/picture/montage.h"
#include "coordinator/report/line_chart.h"

namespace gridfold {
namespace {

constexpr size_t kPerRow = 10, kReconstructionsMax = 12;
// Bounds memory, whatever the size of the data set.
constexpr int64_t kRowsPerBlock = 2048;

// Rows `rows` of the data set as the pca step gets them.
Matrix RowsBeforePca(const StoredModel& stored, const DataSet& data,
                     std::span<const int64_t> rows) {
  Matrix x(static_cast<int64_t>(rows.size()), data.features);
  for (size_t i = 0; i < rows.size(); ++i) {
    data.CopyRow(rows[i], x.row(static_cast<int64_t>(i)));
  }
  const auto& steps = stored.pipeline.steps();
  for (size_t i = 0; i + 1 < steps.size(); ++i) steps[i]->Apply(x);
  return x;
}

// The sum of the variances (ddof 1) of all features over the training rows, around the model's
// mean, which is theirs.
double TotalVariance(const StoredModel& stored, const DataSet& data,
                     const std::vector<double>& mean) {
  double sum = 0;
  for (int64_t first = 0; first < data.train_rows; first += kRowsPerBlock) {
    std::vector<int64_t> rows;
    for (int64_t r = first; r < std::min(first + kRowsPerBlock, data.train_rows); ++r) {
      rows.push_back(r);
    }
    const Matrix x = RowsBeforePca(stored, data, rows);
    for (int64_t r = 0; r < x.rows(); ++r) {
      for (int64_t j = 0; j < x.cols(); ++j) {
        const double difference = x.row(r)[j] - mean[static_cast<size_t>(j)];
        sum += difference * difference;
      }
    }
  }
  return sum / static_cast<double>(std::max<int64_t>(data.train_rows - 1, 1));
}

// The first component with which nine tenths are reached; 0 when they are not.
size_t NineTenths(const std::vector<report::Spot>& shares) {
  for (size_t i = 0; i < shares.size(); ++i) {
    if (shares[i].y >= 0.9) return i + 1;
  }
  return 0;
}

Status AddVariance(const PrincipalComponents& found, double total, PictureFolder& folder) {
  std::vector<report::Spot> shares;
  double sum = 0;
  for (const double variance : found.variances) {
    sum += variance;
    shares.push_back({static_cast<double>(shares.size() + 1), total > 0 ? sum / total : 0});
  }
  const size_t nine_tenths = NineTenths(shares);
  report::LineChart chart;
  chart.text = {.title = "Variance held by the first components",
                .x_title = "components",
                .y_title = "share of the variance"};
  chart.series = {{"share of the variance", shares, "s0", false}};
  return folder.AddChart(
      "variance", report::Draw(chart),
      fmt::format("variance held by the first components: {:.4f} by {}{}", shares.back().y,
                  shares.size(),
                  nine_tenths == 0 ? "" : fmt::format(", nine tenths by {}", nine_tenths)));
}

Status AddDirections(const StoredModel& stored, const Matrix& directions, PictureFolder& folder) {
  std::vector<Picture> pictures;
  for (int64_t i = 0; i < std::min(directions.rows(), kPicturesMax); ++i) {
    const ConstMatrix one{directions.row(i), 1, directions.cols(), directions.cols()};
    pictures.push_back(RowPictures(one, *stored.picture).front());
  }
  return folder.AddPicture("components",
                           Montage(InRows(std::move(pictures), kPerRow), kPictureSide),
                           "the leading components, by falling variance");
}

Status AddReconstructions(const StoredModel& stored, const DataSet& data, const Pca& pca,
                          PictureFolder& folder) {
  std::vector<int64_t> chosen;
  for (const std::vector<int64_t>& rows : TrainRowsByClass(data)) {
    if (!rows.empty() && chosen.size() < kReconstructionsMax) chosen.push_back(rows.front());
  }
  const Matrix before = RowsBeforePca(stored, data, chosen);
  Matrix after = RowsBeforePca(stored, data, chosen);
  pca.Apply(after);
  pca.Restore(after);
  const Tones tones = TonesOf({before.data(), static_cast<size_t>(before.rows() * before.cols())});
  return folder.AddPicture("reconstructions",
                           Montage({RowPictures(before, *stored.picture, tones),
                                    RowPictures(after, *stored.picture, tones)},
                                   kPictureSide),
                           "a training row of each class, and below it what the components keep");
}

}  // namespace

Status AddComponentPictures(const StoredModel& stored, const DataSet& data, PictureFolder& folder) {
  const Pca* pca = LastPca(stored);
  if (pca == nullptr || !stored.picture) return absl::OkStatus();
  const PrincipalComponents& found = pca->found();
  if (data.features != stored.features || found.directions.cols() != data.features) {
    return DataLoss("expected rows of {} features for model and pca, found {} and {}",
                    data.features, stored.features, found.directions.cols());
  }
  GF_RETURN_IF_ERROR(AddVariance(found, TotalVariance(stored, data, found.mean), folder));
  GF_RETURN_IF_ERROR(AddDirections(stored, found.directions, folder));
  return AddReconstructions(stored, data, *pca, folder);
}

}  // namespace gridfold
