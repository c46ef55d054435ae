#include "common/data/class_mean.h"

#include "common/base/check.h"

namespace gridfold {
namespace {

double SquaredDistance(const std::vector<float>& row, const std::vector<double>& mean) {
  double sum = 0;
  for (size_t f = 0; f < row.size(); ++f) {
    const double difference = row[f] - mean[f];
    sum += difference * difference;
  }
  return sum;
}

}  // namespace

ClassMean MeanOfRows(const DataSet& data, std::span<const int64_t> rows) {
  GF_CHECK(!rows.empty());
  std::vector<float> row(static_cast<size_t>(data.features));
  std::vector<double> mean(row.size(), 0);
  for (const int64_t r : rows) {
    data.CopyRow(r, row.data());
    for (size_t f = 0; f < row.size(); ++f) mean[f] += row[f];
  }
  for (double& value : mean) value /= static_cast<double>(rows.size());
  ClassMean result{{mean.begin(), mean.end()}, rows.front(), rows.front()};
  double least = 0, most = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    data.CopyRow(rows[i], row.data());
    const double distance = SquaredDistance(row, mean);
    if (i == 0 || distance < least) {
      least = distance;
      result.nearest = rows[i];
    }
    if (i == 0 || distance > most) {
      most = distance;
      result.farthest = rows[i];
    }
  }
  return result;
}

std::vector<std::vector<int64_t>> TrainRowsByClass(const DataSet& data) {
  std::vector<std::vector<int64_t>> rows(data.classes.size());
  const auto labels = data.train_labels();
  for (size_t r = 0; r < labels.size(); ++r) {
    rows[static_cast<size_t>(labels[r])].push_back(static_cast<int64_t>(r));
  }
  return rows;
}

}  // namespace gridfold
