#include "common/data/subset.h"

#include <algorithm>
#include <numeric>

#include "common/base/check.h"
#include "common/base/random.h"

namespace gridfold {
namespace {

constexpr uint64_t kDrawPurpose = 0x64726177;  // "draw": keeps this stream apart from others

std::vector<int64_t> Iota(int64_t first, int64_t count) {
  std::vector<int64_t> rows(static_cast<size_t>(count));
  std::iota(rows.begin(), rows.end(), first);
  return rows;
}

Status CheckEnough(const DataSet& data, const char* part, int64_t wanted, int64_t rows) {
  if (wanted >= 0 && wanted <= rows) return absl::OkStatus();
  return InvalidArgument("dataset.{}: expected 0 to {} rows of {}, found {}", part, rows, data.name,
                         wanted);
}

// Draws from one part of a data set that has both, and keeps the other whole.
StatusOr<DrawnRows> DrawFromOnePart(const DataSet& data, std::optional<int64_t> train,
                                    std::optional<int64_t> test, uint64_t seed) {
  if (train) {
    GF_RETURN_IF_ERROR(CheckEnough(data, "train", *train, data.train_rows));
    GF_ASSIGN_OR_RETURN(DrawnRows rows,
                        DrawRows(data.train_labels(), data.class_count(), *train, 0, seed));
    rows.test = Iota(data.train_rows, data.test_rows);
    return rows;
  }
  GF_RETURN_IF_ERROR(CheckEnough(data, "test", *test, data.test_rows));
  GF_ASSIGN_OR_RETURN(DrawnRows rows,
                      DrawRows(data.test_labels(), data.class_count(), 0, *test, seed));
  for (int64_t& row : rows.test) row += data.train_rows;
  rows.train = Iota(0, data.train_rows);
  return rows;
}

}  // namespace

DataSet TakeRows(const DataSet& data, const DrawnRows& rows) {
  DataSet taken;
  taken.name = data.name;
  taken.features = data.features;
  taken.shape = data.shape;
  taken.classes = data.classes;
  taken.train_rows = static_cast<int64_t>(rows.train.size());
  taken.test_rows = static_cast<int64_t>(rows.test.size());
  std::vector<int64_t> order = rows.train;
  order.insert(order.end(), rows.test.begin(), rows.test.end());
  for (const int64_t row : order) taken.labels.push_back(data.labels[static_cast<size_t>(row)]);
  std::visit(
      [&](const auto& values) {
        std::decay_t<decltype(values)> out;
        out.reserve(order.size() * static_cast<size_t>(data.features));
        for (const int64_t row : order) {
          const auto first = values.begin() + row * data.features;
          out.insert(out.end(), first, first + data.features);
        }
        taken.values = std::move(out);
      },
      data.values);
  return taken;
}

std::vector<int64_t> Apportion(std::span<const int64_t> counts, int64_t total) {
  const int64_t sum = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  GF_CHECK(total >= 0 && total <= sum);
  std::vector<int64_t> shares(counts.size(), 0);
  if (sum == 0) return shares;
  std::vector<std::pair<int64_t, size_t>> remainders;  // negated, so that the largest sorts first
  int64_t left = total;
  for (size_t g = 0; g < counts.size(); ++g) {
    const auto product = static_cast<__int128>(counts[g]) * total;
    shares[g] = static_cast<int64_t>(product / sum);
    left -= shares[g];
    remainders.emplace_back(-static_cast<int64_t>(product % sum), g);
  }
  std::sort(remainders.begin(), remainders.end());
  for (size_t i = 0; i < static_cast<size_t>(left); ++i) ++shares[remainders[i].second];
  return shares;
}

StatusOr<DrawnRows> DrawRows(std::span<const int32_t> labels, int32_t class_count, int64_t train,
                             int64_t test, uint64_t seed) {
  const auto rows = static_cast<int64_t>(labels.size());
  if (train < 0 || test < 0 || train > rows || test > rows - train) {
    return InvalidArgument("expected at most {} rows in all, found train {} and test {}", rows,
                           train, test);
  }
  std::vector<std::vector<int64_t>> by_class(static_cast<size_t>(class_count));
  for (int64_t row = 0; row < rows; ++row) {
    by_class[static_cast<size_t>(labels[static_cast<size_t>(row)])].push_back(row);
  }
  std::vector<int64_t> counts;
  for (const auto& members : by_class) counts.push_back(static_cast<int64_t>(members.size()));
  const std::vector<int64_t> train_shares = Apportion(counts, train);
  for (size_t c = 0; c < counts.size(); ++c) counts[c] -= train_shares[c];
  const std::vector<int64_t> test_shares = Apportion(counts, test);

  Random random(MixSeed(seed, kDrawPurpose));
  DrawnRows drawn;
  for (size_t c = 0; c < by_class.size(); ++c) {
    random.Shuffle(std::span(by_class[c]));
    const auto first = by_class[c].begin(), middle = first + train_shares[c];
    drawn.train.insert(drawn.train.end(), first, middle);
    drawn.test.insert(drawn.test.end(), middle, middle + test_shares[c]);
  }
  random.Shuffle(std::span(drawn.train));
  random.Shuffle(std::span(drawn.test));
  return drawn;
}

StatusOr<DataSet> DrawSubset(DataSet data, std::optional<int64_t> train,
                             std::optional<int64_t> test, uint64_t seed) {
  if (!train && !test) return data;
  if (data.test_rows > 0 && !(train && test)) {
    GF_ASSIGN_OR_RETURN(const DrawnRows rows, DrawFromOnePart(data, train, test, seed));
    return TakeRows(data, rows);
  }
  const int64_t first = train ? *train : *test;
  GF_RETURN_IF_ERROR(CheckEnough(data, train ? "train" : "test", first, data.rows()));
  const int64_t test_rows = test ? *test : data.rows() - first;
  const int64_t train_rows = train ? *train : data.rows() - first;
  GF_RETURN_IF_ERROR(CheckEnough(data, "test", test_rows, data.rows() - train_rows));
  GF_ASSIGN_OR_RETURN(const DrawnRows rows,
                      DrawRows(data.labels, data.class_count(), train_rows, test_rows, seed));
  return TakeRows(data, rows);
}

}  // namespace gridfold
