// A small problem for trainings of networks, and what they say while they run.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "common/spec/catalogue.h"
#include "worker/trainer/network_trainer.h"

namespace gridfold {

// Pictures of 6 x 6 with a bright bar, upright (class 0), lying (1) or none (2), under noise.
struct Bars {
  explicit Bars(int64_t rows, uint64_t seed) : x(rows, 36) {
    Random random(seed);
    for (float& value : x.values()) value = static_cast<float>(random.Uniform(0, 0.3));
    for (int64_t r = 0; r < rows; ++r) {
      const auto label = static_cast<int32_t>(random.Below(3));
      const auto place = static_cast<int64_t>(random.Below(6));
      for (int64_t i = 0; i < 6 && label < 2; ++i) {
        x.row(r)[label == 0 ? i * 6 + place : place * 6 + i] += 0.7f;
      }
      y.push_back(label);
    }
  }
  LabelledRows rows() const { return {x, y}; }
  Matrix x;
  std::vector<int32_t> y;
};

class Curves : public FitObserver {
 public:
  void OnCurvePoint(size_t cell, const CurvePoint& point) override {
    points[{cell, point.metric}].push_back(point.value);
    if (stop_after_epoch > 0 && point.epoch >= stop_after_epoch) stop = true;
  }
  void OnCheckpoint(int64_t, double, std::string bytes) override {
    checkpoints.push_back(std::move(bytes));
  }
  // Of a cell, without what a clock says.
  std::map<std::string, std::vector<double>> Of(size_t cell) const {
    std::map<std::string, std::vector<double>> result;
    for (const auto& [key, values] : points) {
      if (key.first == cell && key.second != "seconds" && key.second != "images_per_second") {
        result[key.second] = values;
      }
    }
    return result;
  }
  std::map<std::pair<size_t, std::string>, std::vector<double>> points;
  std::vector<std::string> checkpoints;
  int64_t stop_after_epoch = 0;
  std::atomic<bool> stop = false;
};

class NetworkTrainerTest : public ::testing::Test {
 protected:
  NetworkTrainerTest() {
    request.train = train.rows();
    request.evaluation = evaluation.rows();
    request.classes = 3;
    request.shape = ImageShape{6, 6, 1};
    request.training = &sections;
    request.seed = 11;
    request.observer = &curves;
    request.clock = &RealClock();
  }

  // `point` completed with the catalogue's defaults.
  std::vector<CellFit> Fit(const std::string& model, const std::vector<Point>& wanted) {
    curves.points.clear();
    curves.checkpoints.clear();
    points.clear();
    for (const Point& point : wanted) points.push_back(WithDefaults(*FindModel(model), point));
    request.points = points;
    auto fits = NetworkTrainer(model).Fit(request);
    EXPECT_TRUE(fits.ok()) << fits.status();
    return fits.ok() ? *std::move(fits) : std::vector<CellFit>();
  }

  static Point SmallCnn(int64_t epochs) {
    return {{"conv_layers", int64_t{1}},
            {"filters", int64_t{6}},
            {"kernel_size", int64_t{3}},
            {"dense_layers", int64_t{1}},
            {"dense_units", int64_t{16}},
            {"learning_rate", 0.01},
            {"epochs", epochs}};
  }

  static Point With(Point point, const std::string& name, const Value& value) {
    point[name] = value;
    return point;
  }

  // Everything that a fit is about but its seconds.
  static void ExpectSame(const CellFit& a, const CellFit& b) {
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.evaluation_predictions, b.evaluation_predictions);
    EXPECT_EQ(a.train_predictions, b.train_predictions);
    EXPECT_EQ(a.evaluation_probabilities, b.evaluation_probabilities);
    EXPECT_EQ(a.train_probabilities, b.train_probabilities);
    EXPECT_EQ(a.facts, b.facts);
    EXPECT_EQ(BytesOf(a), BytesOf(b));
  }

  // The model's file.
  static std::string BytesOf(const CellFit& fit) {
    if (fit.model == nullptr) return "";
    TensorFile file;
    fit.model->Save(file);
    return file.Serialize();
  }

  // Wrong labels among the training rows: learnt by heart, they make the validation loss rise.
  void SpoilLabels() {
    for (size_t i = 0; i < train.y.size(); i += 4) train.y[i] = (train.y[i] + 1) % 3;
  }

  double Accuracy(const std::vector<int32_t>& predictions, const Bars& bars) {
    double hits = 0;
    for (size_t i = 0; i < bars.y.size(); ++i) hits += predictions[i] == bars.y[i] ? 1 : 0;
    return hits / static_cast<double>(bars.y.size());
  }

  Bars train{600, 1}, evaluation{150, 2};
  Curves curves;
  TrainingSections sections;
  std::vector<Point> points;
  FitRequest request;
};

}  // namespace gridfold
