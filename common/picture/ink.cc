#include "common/picture/ink.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gridfold {
namespace {

constexpr int kRefits = 4;
// Grey levels by which ink must stand out.
constexpr double kContrastMin = 24;
constexpr double kSpeckShare = 0.1;

// grey = level + by_x x + by_y y, x and y from -1 to 1.
struct Plane {
  double level = 0, by_x = 0, by_y = 0;
};

double Scaled(int64_t place, int64_t size) {
  return size < 2 ? 0 : 2 * static_cast<double>(place) / static_cast<double>(size - 1) - 1;
}

double GreyAt(const Plane& plane, double x, double y) {
  return plane.level + plane.by_x * x + plane.by_y * y;
}

// Least squares over the pixels within `reach` of `guess`. Sums that vanish by symmetry on the
// whole grid are small on a part of it, so two sweeps of coordinate descent after the mean are
// enough.
Plane FitPlane(const Picture& picture, const Plane& guess, double reach) {
  double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0, sg = 0, sgx = 0, sgy = 0;
  for (int64_t row = 0; row < picture.height; ++row) {
    const double y = Scaled(row, picture.height);
    for (int64_t column = 0; column < picture.width; ++column) {
      const double x = Scaled(column, picture.width), grey = picture.at(column, row);
      if (std::abs(grey - GreyAt(guess, x, y)) > reach) continue;
      n += 1, sx += x, sy += y, sxx += x * x, syy += y * y, sxy += x * y;
      sg += grey, sgx += grey * x, sgy += grey * y;
    }
  }
  Plane plane = guess;
  for (int sweep = 0; sweep < 20 && n > 0; ++sweep) {
    plane.level = (sg - plane.by_x * sx - plane.by_y * sy) / n;
    if (sxx > 0) plane.by_x = (sgx - plane.level * sx - plane.by_y * sxy) / sxx;
    if (syy > 0) plane.by_y = (sgy - plane.level * sy - plane.by_x * sxy) / syy;
  }
  return plane;
}

double MedianGrey(const Picture& picture) {
  std::array<int64_t, 256> counts{};
  for (const uint8_t grey : picture.grey) ++counts[grey];
  int64_t below = 0, grey = 0;
  while (grey < 255 && 2 * (below + counts[static_cast<size_t>(grey)]) <
                           static_cast<int64_t>(picture.grey.size())) {
    below += counts[static_cast<size_t>(grey++)];
  }
  return static_cast<double>(grey);
}

// Otsu's threshold of values 0..255: between the classes below and from it on.
int OtsuThreshold(const std::vector<float>& values) {
  std::array<double, 256> counts{};
  for (const float value : values) ++counts[static_cast<size_t>(std::clamp(value, 0.f, 255.f))];
  double total = 0, sum = 0;
  for (size_t i = 0; i < 256; ++i) total += counts[i], sum += static_cast<double>(i) * counts[i];
  double below = 0, below_sum = 0, best = -1;
  int threshold = 0;
  for (int i = 0; i < 255; ++i) {
    below += counts[static_cast<size_t>(i)];
    below_sum += i * counts[static_cast<size_t>(i)];
    if (below == 0 || below == total) continue;
    const double gap = below_sum / below - (sum - below_sum) / (total - below);
    const double variance = below * (total - below) * gap * gap;
    if (variance <= best) continue;
    best = variance;
    threshold = i + 1;
  }
  return threshold;
}

// Connected sets (8 neighbours) of pixels from `threshold` on; those smaller than a share of the
// largest become paper, with the faint ink that touches nothing else.
void RemoveSpecks(float threshold, Ink& ink) {
  std::vector<int32_t> part(ink.amount.size(), -1);
  std::vector<int64_t> sizes;
  std::vector<size_t> open;
  const auto visit = [&](size_t place) {
    if (part[place] >= 0 || ink.amount[place] < threshold) return;
    part[place] = static_cast<int32_t>(sizes.size()) - 1;
    ++sizes.back();
    open.push_back(place);
  };
  for (size_t start = 0; start < ink.amount.size(); ++start) {
    if (part[start] >= 0 || ink.amount[start] < threshold) continue;
    sizes.push_back(0);
    visit(start);
    while (!open.empty()) {
      const auto at = static_cast<int64_t>(open.back());
      open.pop_back();
      const int64_t x = at % ink.width, y = at / ink.width;
      for (int64_t v = std::max<int64_t>(0, y - 1); v <= std::min(ink.height - 1, y + 1); ++v) {
        for (int64_t u = std::max<int64_t>(0, x - 1); u <= std::min(ink.width - 1, x + 1); ++u) {
          visit(static_cast<size_t>(v * ink.width + u));
        }
      }
    }
  }
  if (sizes.empty()) return;
  const auto least =
      kSpeckShare * static_cast<double>(*std::max_element(sizes.begin(), sizes.end()));
  for (size_t place = 0; place < part.size(); ++place) {
    const bool kept =
        part[place] >= 0 && static_cast<double>(sizes[static_cast<size_t>(part[place])]) >= least;
    if (!kept) ink.amount[place] = 0;
  }
}

}  // namespace

StatusOr<Ink> FindInk(const Picture& picture) {
  if (picture.grey.empty()) return InvalidArgument("expected a picture, found no pixels");
  Plane paper{MedianGrey(picture), 0, 0};
  for (int i = 0; i < kRefits; ++i) paper = FitPlane(picture, paper, i == 0 ? 90 : 30);
  Ink ink{picture.width, picture.height, std::vector<float>(picture.grey.size())};
  double cubes = 0;
  for (int64_t y = 0; y < picture.height; ++y) {
    for (int64_t x = 0; x < picture.width; ++x) {
      const double paper_grey = GreyAt(paper, Scaled(x, picture.width), Scaled(y, picture.height));
      const double stray = picture.at(x, y) - paper_grey;
      cubes += stray * stray * stray;
      ink.amount[static_cast<size_t>(y * picture.width + x)] = static_cast<float>(stray);
    }
  }
  if (cubes < 0) {
    for (float& amount : ink.amount) amount = -amount;
  }
  const int threshold = OtsuThreshold(ink.amount);
  double sum = 0, count = 0;
  for (const float amount : ink.amount) {
    if (amount < static_cast<float>(threshold)) continue;
    sum += amount;
    count += 1;
  }
  const double full = count > 0 ? sum / count : 0;
  if (full < kContrastMin) {
    return InvalidArgument("expected a sign that stands out, found an even ground");
  }
  const double begin = threshold / 2.0;
  for (float& amount : ink.amount) {
    amount = static_cast<float>(std::clamp((amount - begin) / (full - begin), 0.0, 1.0));
  }
  RemoveSpecks(static_cast<float>(0.25), ink);
  return ink;
}

}  // namespace gridfold
