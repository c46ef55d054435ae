#include "client/rerun_comparison.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>

namespace gridfold {
namespace {

bool SameBits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

bool Same(const std::optional<double>& a, const std::optional<double>& b) {
  return a && b ? SameBits(*a, *b) : a.has_value() == b.has_value();
}

// Decimal and hexadecimal: a last bit may not show in the first.
std::string Shown(const std::optional<double>& value) {
  return value ? fmt::format("{} ({:a})", *value, *value) : "nothing";
}

using Numbers = std::map<std::string, double>;

// Collects what differs in one fold.
class FoldComparison {
 public:
  FoldComparison(int fold, std::vector<Difference>& differences)
      : fold_(fold), differences_(differences) {}

  void Number(const std::string& what, const std::optional<double>& stored,
              const std::optional<double>& computed) {
    if (!Same(stored, computed)) Add(what, Shown(stored), Shown(computed));
  }

  void Maps(const std::string& prefix, const Numbers& stored, const Numbers& computed) {
    Numbers both = stored;
    both.insert(computed.begin(), computed.end());
    for (const auto& [name, unused] : both) {
      Number(prefix + name, Find(stored, name), Find(computed, name));
    }
  }

  // The first place where they differ.
  void Lists(const std::string& what, const std::vector<int32_t>& stored,
             const std::vector<int32_t>& computed) {
    if (stored.size() != computed.size()) {
      Add("number of " + what + "s", fmt::format("{}", stored.size()),
          fmt::format("{}", computed.size()));
      return;
    }
    size_t first = stored.size(), count = 0;
    for (size_t i = stored.size(); i-- > 0;) {
      if (stored[i] == computed[i]) continue;
      first = i;
      ++count;
    }
    if (count == 0) return;
    Add(fmt::format("{} {}{}", what, first,
                    count > 1 ? fmt::format(" (and {} others)", count - 1) : ""),
        fmt::format("{}", stored[first]), fmt::format("{}", computed[first]));
  }

  void Add(const std::string& what, const std::string& stored, const std::string& computed) {
    differences_.push_back({fold_, what, stored, computed});
  }

 private:
  static std::optional<double> Find(const Numbers& numbers, const std::string& name) {
    const auto found = numbers.find(name);
    return found == numbers.end() ? std::nullopt : std::optional(found->second);
  }

  const int fold_;
  std::vector<Difference>& differences_;
};

Numbers WithoutClocks(const Numbers& metrics) {
  Numbers kept;
  for (const auto& [name, value] : metrics) {
    if (!IsOfAClock(name)) kept[name] = value;
  }
  return kept;
}

void AddPoint(const CurvePoint& point, Numbers& curve) {
  // Only a training that was ended for now, to be judged, has scores on its way.
  if (IsOfAClock(point.metric) || IsInterim(point.metric)) return;
  curve[fmt::format("{} of epoch {}", point.metric, point.epoch)] = point.value;
}

Numbers CurveOf(const TrialDetail& stored, int fold) {
  Numbers curve;
  for (const TrialCurvePoint& point : stored.curves) {
    if (point.fold == fold) AddPoint(point.point, curve);
  }
  return curve;
}

Numbers CurveOf(const CellRun& run) {
  Numbers curve;
  for (const CurvePoint& point : run.curve) AddPoint(point, curve);
  return curve;
}

void CompareFold(const TrialDetail& detail, const CellResult& stored, const CellRun& run,
                 std::vector<Difference>& differences) {
  const CellResult& computed = run.cell;
  FoldComparison fold(stored.fold, differences);
  if (stored.state != computed.state) {
    fold.Add("state", std::string(Name(stored.state)), std::string(Name(computed.state)));
    return;
  }
  if (stored.state == CellState::kCompleted) {
    fold.Number("test score", stored.test_score, computed.test_score);
    fold.Number("train score", stored.train_score, computed.train_score);
  }
  fold.Maps("metric ", WithoutClocks(stored.metrics), WithoutClocks(computed.metrics));
  fold.Lists("confusion count", stored.confusion, computed.confusion);
  fold.Lists("prediction", stored.predictions, computed.predictions);
  fold.Maps("", CurveOf(detail, stored.fold), CurveOf(run));
}

}  // namespace

bool IsOfAClock(const std::string& metric) {
  return metric == "seconds" || metric == "images_per_second" || metric == "predict_us_per_row";
}

std::vector<Difference> CompareRuns(const TrialDetail& stored,
                                    const std::vector<CellRun>& computed) {
  std::vector<Difference> differences;
  for (const CellResult& cell : stored.cells) {
    for (const CellRun& run : computed) {
      if (run.cell.fold == cell.fold) CompareFold(stored, cell, run, differences);
    }
  }
  return differences;
}

}  // namespace gridfold
