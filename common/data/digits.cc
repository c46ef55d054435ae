#include "common/data/digits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "common/base/random.h"
#include "common/data/glyph.h"

namespace gridfold {
namespace {

constexpr int kSide = static_cast<int>(kDigitsSide);
constexpr int64_t kPixels = kDigitsSide * kDigitsSide;
constexpr int64_t kRowsMax = 10'000'000;
// Keep the streams of orders and pictures, and of the two parts, apart.
constexpr uint64_t kTrainPart = 1, kTestPart = 2, kOrder = 3, kPicture = 4;

// A wave that moves points along one direction, more or less by where they are.
struct Wave {
  double amplitude_x, amplitude_y, frequency_x, frequency_y, phase;
  explicit Wave(Random& random)
      : amplitude_x(random.Uniform(-0.035, 0.035)),
        amplitude_y(random.Uniform(-0.035, 0.035)),
        frequency_x(random.Uniform(-9, 9)),
        frequency_y(random.Uniform(-9, 9)),
        phase(random.Uniform(0, 2 * std::numbers::pi)) {}
};

// From the unit square to pixels: bent, then sheared, scaled, rotated and moved.
class Placement {
 public:
  explicit Placement(Random& random) : waves_{Wave(random), Wave(random)} {
    const double height = 22 * random.Uniform(0.75, 1.15);
    const double width = height * random.Uniform(0.8, 1.15);
    const double angle = random.Uniform(-0.3, 0.3);
    const double shear = random.Uniform(-0.3, 0.3);
    const double cosine = std::cos(angle), sine = std::sin(angle);
    xx_ = width * cosine;
    xy_ = width * shear * cosine - height * sine;
    yx_ = width * sine;
    yy_ = width * shear * sine + height * cosine;
    const double centre = (kSide - 1) / 2.0;
    move_x_ = centre + random.Uniform(-2.4, 2.4);
    move_y_ = centre + random.Uniform(-2.4, 2.4);
  }

  GlyphPoint operator()(GlyphPoint p) const {
    p.x -= 0.5;
    p.y -= 0.5;
    GlyphPoint bent = p;
    for (const Wave& wave : waves_) {
      const double s = std::sin(wave.frequency_x * p.x + wave.frequency_y * p.y + wave.phase);
      bent.x += wave.amplitude_x * s;
      bent.y += wave.amplitude_y * s;
    }
    return {xx_ * bent.x + xy_ * bent.y + move_x_, yx_ * bent.x + yy_ * bent.y + move_y_};
  }

 private:
  Wave waves_[2];
  double xx_, xy_, yx_, yy_, move_x_, move_y_;
};

// Squared distance of each pixel from the nearest piece of a stroke, as far as the pen reaches.
class DistanceMap {
 public:
  explicit DistanceMap(double reach) : reach_(reach) { squared_.fill(reach * reach); }

  void AddPiece(const GlyphPoint& a, const GlyphPoint& b) {
    const double dx = b.x - a.x, dy = b.y - a.y;
    const double length_squared = std::max(dx * dx + dy * dy, 1e-12);
    const int left = Inside(std::ceil(std::min(a.x, b.x) - reach_));
    const int right = Inside(std::floor(std::max(a.x, b.x) + reach_));
    const int top = Inside(std::ceil(std::min(a.y, b.y) - reach_));
    const int bottom = Inside(std::floor(std::max(a.y, b.y) + reach_));
    for (int y = top; y <= bottom; ++y) {
      for (int x = left; x <= right; ++x) {
        const double px = x - a.x, py = y - a.y;
        const double u = std::clamp((px * dx + py * dy) / length_squared, 0.0, 1.0);
        const double ex = px - u * dx, ey = py - u * dy;
        double& squared = squared_[static_cast<size_t>(y * kSide + x)];
        squared = std::min(squared, ex * ex + ey * ey);
      }
    }
  }
  double Distance(size_t pixel) const { return std::sqrt(squared_[pixel]); }

 private:
  static int Inside(double place) {
    return static_cast<int>(std::clamp(place, 0.0, static_cast<double>(kSide - 1)));
  }
  double reach_;
  std::array<double, static_cast<size_t>(kPixels)> squared_;
};

struct Pen {
  double radius, softness, blackness, noise;
  explicit Pen(Random& random)
      : radius(random.Uniform(0.7, 1.7)),
        softness(random.Uniform(1.0, 2.0)),
        blackness(random.Uniform(150, 255)),
        noise(random.Uniform(5, 22)) {}
  double Reach() const { return radius + softness / 2; }
  double Ink(double distance) const {
    return blackness * std::clamp((radius - distance) / softness + 0.5, 0.0, 1.0);
  }
};

// Nearly normal, deviation 1: four uniforms from one draw (Irwin-Hall), cheap and free of libm.
double Grain(Random& random) {
  const uint64_t bits = random.Next();
  const auto sum = static_cast<double>((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) +
                                       (bits >> 32 & 0xFFFF) + (bits >> 48));
  return (sum / 65536 - 2) * std::numbers::sqrt3;
}

// The digit of row `row`: each block of ten holds all ten, in an order of its own.
int DigitOfRow(uint64_t part_seed, int64_t row) {
  std::array<int, 10> order{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  Random random(MixSeed(MixSeed(part_seed, kOrder), static_cast<uint64_t>(row / 10)));
  random.Shuffle(std::span<int>(order));
  return order[static_cast<size_t>(row % 10)];
}

void AppendRows(int64_t rows, uint64_t part_seed, DataSet::Pixels& pixels, DataSet& data) {
  const uint64_t picture_seed = MixSeed(part_seed, kPicture);
  for (int64_t row = 0; row < rows; ++row) {
    const int digit = DigitOfRow(part_seed, row);
    const auto place = static_cast<ptrdiff_t>(data.labels.size()) * kPixels;
    DrawDigit(digit, MixSeed(picture_seed, static_cast<uint64_t>(row)),
              std::span(pixels.data() + place, static_cast<size_t>(kPixels)));
    data.labels.push_back(digit);
  }
}

}  // namespace

void DrawDigit(int digit, uint64_t seed, std::span<uint8_t> out) {
  Random random(seed);
  const std::span<const Glyph> glyphs = GlyphsOf(digit);
  const Glyph& glyph = glyphs[random.Below(glyphs.size())];
  const Placement place(random);
  const Pen pen(random);
  DistanceMap map(pen.Reach());
  for (Stroke stroke : glyph) {
    for (GlyphPoint& point : stroke.points) {
      point.x += random.Uniform(-0.025, 0.025);
      point.y += random.Uniform(-0.025, 0.025);
    }
    const std::vector<GlyphPoint> chain = Flatten(stroke);
    for (size_t i = 0; i + 1 < chain.size(); ++i)
      map.AddPiece(place(chain[i]), place(chain[i + 1]));
  }
  for (size_t pixel = 0; pixel < out.size(); ++pixel) {
    const double value = pen.Ink(map.Distance(pixel)) + pen.noise * Grain(random);
    out[pixel] = static_cast<uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
  }
}

StatusOr<DataSet> MakeDigits(int64_t train, int64_t test, uint64_t seed) {
  if (train < 0 || test < 0) {
    return InvalidArgument("dataset: digits: expected counts of 0 or more, found train {}, test {}",
                           train, test);
  }
  if (train > kRowsMax || test > kRowsMax - train) {
    return ResourceExhausted("dataset: digits: expected at most {} rows, found train {}, test {}",
                             kRowsMax, train, test);
  }
  DataSet data;
  data.name = "digits";
  data.train_rows = train;
  data.test_rows = test;
  data.features = kPixels;
  data.shape = ImageShape{kDigitsSide, kDigitsSide, 1};
  for (int digit = 0; digit < 10; ++digit) data.classes.push_back(fmt::format("{}", digit));
  DataSet::Pixels pixels(static_cast<size_t>(data.rows() * kPixels));
  AppendRows(train, MixSeed(seed, kTrainPart), pixels, data);
  AppendRows(test, MixSeed(seed, kTestPart), pixels, data);
  data.values = std::move(pixels);
  return data;
}

}  // namespace gridfold
