// A request to fit machines to the rows of svm_rows.h.
#pragma once

#include <vector>

#include "tests/worker/model/svm/svm_rows.h"
#include "worker/trainer/trainer.h"

namespace gridfold {

// Refers to its arguments.
inline FitRequest SvmRequest(const SvmRows& train, const SvmRows& evaluation,
                             const std::vector<Point>& points) {
  FitRequest request;
  request.train = {train.x, train.y};
  request.evaluation = {evaluation.x, evaluation.y};
  request.classes = 3;
  request.points = points;
  return request;
}

}  // namespace gridfold
