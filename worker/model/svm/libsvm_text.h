// A fitted support vector machine in LIBSVM's text model format, for LIBSVM's own svm-predict and
// whatever else reads it. Pure.
//
// What LIBSVM takes for granted, and what therefore holds for the text:
//   - its rows are those that the machine was trained on, after the study's pipeline; features are
//     numbered from 1, zeros are left out;
//   - its kernels work on rows as they are. SupportSet::center is not in the text: only the rbf
//     kernel is centred, and distances do not change by it;
//   - the classes stand in the order of `label`, ours ascending by class index. The pairs of `rho`,
//     the coefficients (classes - 1 for each support vector, the class itself left out) and the
//     rule for tied votes (the class that stands first) all follow that order, as here.
// A machine with sigmoids also has the lines probA and probB, for `svm-predict -b 1`.
// Decisions agree to the rounding of our kernel values in float, about 1e-6 of what is added up.
// Source: Chang, Lin: LIBSVM, ACM TIST 2011, and the files that svm-train 3.24 writes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "worker/model/svm/support_set.h"

namespace gridfold {

// LIBSVM's labels are whole numbers: those that the class names write ("7", "+1", "2.0") when all
// of them are different whole numbers of 32 bits, else the class indices 0, 1, 2, ...
// svm-predict 3.24 prints labels with six digits only, whatever the model holds.
std::vector<int32_t> LibsvmLabels(const std::vector<std::string>& class_names);

// The text of the only machine of `set`; labels[c] stands for class index c. Numbers have the
// shortest digits that read back to the same double. DataLoss when the set has a class without a
// label.
StatusOr<std::string> LibsvmText(const SupportSet& set, std::span<const int32_t> labels);

}  // namespace gridfold
