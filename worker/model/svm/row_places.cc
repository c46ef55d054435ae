#include "worker/model/svm/row_places.h"

namespace gridfold {

void SubtractProducts(KernelRows& kernel, const RowPlaces& places, std::span<const double> weights,
                      std::span<double> sums) {
  double factors[kRowsHeld] = {};
  KernelRow rows[kRowsHeld];
  int64_t waiting = 0;
  for (int64_t row = 0; row < places.rows(); ++row) {
    const double weight = weights[places[row]];
    if (weight == 0) continue;
    factors[waiting] = weight;
    rows[waiting] = kernel.Row(row);
    if (++waiting < kRowsHeld) continue;
    SubtractRows(sums.data(), factors, rows, places.parts());
    waiting = 0;
  }
  if (waiting == 0) return;
  // In the place of rows that are not there one that is, times zero.
  for (int64_t k = waiting; k < kRowsHeld; ++k) {
    factors[k] = 0;
    rows[k] = rows[0];
  }
  SubtractRows(sums.data(), factors, rows, places.parts());
}

}  // namespace gridfold
