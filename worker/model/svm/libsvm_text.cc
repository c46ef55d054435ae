#include "worker/model/svm/libsvm_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>

#include "common/base/check.h"

namespace gridfold {
namespace {

std::optional<int32_t> WholeNumber(const std::string& name) {
  const char* const begin = name.data() + (name.starts_with('+') ? 1 : 0);
  const char* const end = name.data() + name.size();
  double number = 0;
  const auto [rest, error] = std::from_chars(begin, end, number);
  // Written so that NaN is refused.
  const bool fits = number >= std::numeric_limits<int32_t>::min() &&
                    number <= std::numeric_limits<int32_t>::max();
  if (error != std::errc() || rest != end || !fits || number != std::floor(number)) {
    return std::nullopt;
  }
  return static_cast<int32_t>(number);
}

template <typename Numbers>
void AppendLine(std::string& text, const char* key, const Numbers& numbers) {
  text += key;
  // Not fmt::join, at which g++ 12 warns of a write that cannot be.
  for (const auto& number : numbers) fmt::format_to(std::back_inserter(text), " {}", number);
  text += "\n";
}

void AppendKernel(std::string& text, const SvmKernel& kernel) {
  const auto out = std::back_inserter(text);
  switch (kernel.type) {
    case SvmKernel::Type::kLinear:
      fmt::format_to(out, "kernel_type linear\n");
      return;
    case SvmKernel::Type::kRbf:
      fmt::format_to(out, "kernel_type rbf\ngamma {}\n", kernel.gamma);
      return;
    case SvmKernel::Type::kPoly:
      fmt::format_to(out, "kernel_type polynomial\ndegree {}\ngamma {}\ncoef0 {}\n", kernel.degree,
                     kernel.gamma, kernel.coef0);
      return;
  }
}

void AppendSigmoids(std::string& text, const std::vector<Sigmoid>& sigmoids) {
  if (sigmoids.empty()) return;
  std::vector<double> a, b;
  for (const Sigmoid& sigmoid : sigmoids) {
    a.push_back(sigmoid.a);
    b.push_back(sigmoid.b);
  }
  AppendLine(text, "probA", a);
  AppendLine(text, "probB", b);
}

// A line for each support vector: its coefficients, then its features. Each number is followed by
// a blank, as LIBSVM writes it: its reader then finds the end of a row without features, too.
void AppendSupport(std::string& text, const SupportSet& set) {
  const auto out = std::back_inserter(text);
  const std::vector<double>& coefficients = set.machines.front().coefficients;
  const int64_t width = set.Classes() - 1;
  for (int64_t s = 0; s < set.x.rows(); ++s) {
    for (int64_t k = 0; k < width; ++k) {
      fmt::format_to(out, "{} ", coefficients[static_cast<size_t>(s * width + k)]);
    }
    const float* const row = set.x.row(s);
    for (int64_t f = 0; f < set.x.cols(); ++f) {
      // As doubles: LIBSVM computes in double, and the float's own shortest digits mean another.
      if (row[f] != 0) fmt::format_to(out, "{}:{} ", f + 1, static_cast<double>(row[f]));
    }
    text += "\n";
  }
}

}  // namespace

std::vector<int32_t> LibsvmLabels(const std::vector<std::string>& class_names) {
  std::vector<int32_t> labels;
  for (const std::string& name : class_names) {
    const auto number = WholeNumber(name);
    if (!number || std::find(labels.begin(), labels.end(), *number) != labels.end()) break;
    labels.push_back(*number);
  }
  if (labels.size() == class_names.size()) return labels;
  labels.resize(class_names.size());
  std::iota(labels.begin(), labels.end(), 0);
  return labels;
}

StatusOr<std::string> LibsvmText(const SupportSet& set, std::span<const int32_t> labels) {
  GF_CHECK(set.machines.size() == 1);
  std::vector<int32_t> own_labels;
  std::vector<int64_t> counts;
  for (size_t c = 0; c < set.classes.size(); ++c) {
    const auto index = static_cast<size_t>(set.classes[c]);
    if (index >= labels.size()) {
      return DataLoss("model.classes: expected classes below {}, found {}", labels.size(), index);
    }
    own_labels.push_back(labels[index]);
    counts.push_back(set.start[c + 1] - set.start[c]);
  }
  std::string text = "svm_type c_svc\n";
  AppendKernel(text, set.kernel);
  fmt::format_to(std::back_inserter(text), "nr_class {}\ntotal_sv {}\n", set.Classes(),
                 set.x.rows());
  AppendLine(text, "rho", set.machines.front().rho);
  AppendLine(text, "label", own_labels);
  AppendSigmoids(text, set.machines.front().sigmoids);
  AppendLine(text, "nr_sv", counts);
  text += "SV\n";
  AppendSupport(text, set);
  return text;
}

}  // namespace gridfold
