#include "worker/model/tree/sorted_columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "common/base/random.h"

namespace gridfold {
namespace {

using Pairs = std::vector<std::pair<float, int32_t>>;

// The list of a column as it must be.
Pairs Expected(ConstMatrix x, int64_t k, float common) {
  Pairs pairs;
  for (int64_t r = 0; r < x.rows; ++r) {
    if (x.row(r)[k] != common) pairs.emplace_back(x.row(r)[k], static_cast<int32_t>(r));
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

TEST(SortedColumnsTest, ListsAreSortedAndWholeButForTheCommonValue) {
  for (const int64_t rows : {1, 2, 63, 500, 5000}) {
    Random random(static_cast<uint64_t>(rows));
    Matrix x(rows, 20);  // more than a block of columns
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t k = 0; k < 20; ++k) {
        const double spread = std::pow(10.0, static_cast<double>(k) - 10);
        x.row(r)[k] = static_cast<float>(k % 3 == 0 ? std::floor(random.Uniform(-2, 2))
                                                    : spread * random.Normal());
      }
    }
    const auto columns = SortColumns(x, nullptr);
    ASSERT_TRUE(columns.ok());
    for (int64_t k = 0; k < 20; ++k) {
      const SortedColumn& column = (*columns)[static_cast<size_t>(k)];
      Pairs found;
      for (const ColumnEntry& entry : column.entries) found.emplace_back(entry.value, entry.row);
      EXPECT_EQ(found, Expected(x, k, column.common)) << rows << " rows, column " << k;
      EXPECT_LT(found.size(), static_cast<size_t>(rows));
    }
  }
}

TEST(SortedColumnsTest, ValueOfMostRowsIsLeftOut) {
  Matrix x(1000, 1);
  for (int64_t r = 0; r < 1000; ++r) x.row(r)[0] = r % 3 == 0 ? static_cast<float>(r) : 0.25f;
  const auto columns = SortColumns(x, nullptr);
  EXPECT_EQ(columns->front().common, 0.25f);
  EXPECT_EQ(columns->front().entries.size(), 334u);
}

TEST(SortedColumnsTest, NegativeZeroIsZero) {
  Matrix x(3, 1);
  x.row(0)[0] = 0.0f;
  x.row(1)[0] = -0.0f;
  x.row(2)[0] = -1;
  EXPECT_EQ(SortColumns(x, nullptr)->front().entries.size(), 1u);
}

TEST(SortedColumnsTest, StopAndInfinityEndIt) {
  Matrix x(3, 2);
  std::fill_n(x.data(), 6, 1.0f);
  const std::atomic<bool> stop = true;
  EXPECT_TRUE(absl::IsCancelled(SortColumns(x, &stop).status()));
  x.row(2)[1] = -std::numeric_limits<float>::infinity();
  const Status status = SortColumns(x, nullptr).status();
  EXPECT_EQ(Message(status), "row 2, feature 1: expected a finite number, found -inf");
}

}  // namespace
}  // namespace gridfold
