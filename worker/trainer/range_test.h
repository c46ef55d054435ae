// The learning-rate range test: the rate grows from batch to batch, and the losses show where
// learning begins, where it is fastest, and where it breaks down (Smith 2017, "Cyclical learning
// rates for training neural networks", section 3.3). Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gridfold {

class RangeTest {
 public:
  // Means over neighbouring batches: at most 100 points in a test of `steps` batches.
  explicit RangeTest(int64_t steps);

  // The mean loss of the next batch, seen before its step at `rate`. The test is over when a loss
  // is no number, or when a point lies above four times the lowest one so far (fastai's rule).
  void Add(double rate, double loss);
  bool over() const { return over_; }

  struct Point {
    double rate = 0;  // geometric mean
    double loss = 0;
  };
  const std::vector<Point>& points() const { return points_; }

  // range_lowest_rate: of the lowest point. range_steepest_rate: where the loss falls fastest over
  // the logarithm of the rate, before the lowest point; each point taken as the mean of itself and
  // its neighbours. range_stopped_rate: where the test was over. Those that there are.
  std::map<std::string, double> Facts() const;

 private:
  size_t Lowest() const;

  int64_t batches_per_point_;
  int64_t batches_ = 0;  // of the point that is being made
  double log_rates_ = 0, losses_ = 0;
  std::vector<Point> points_;
  double stopped_rate_ = 0;
  bool over_ = false;
};

}  // namespace gridfold
