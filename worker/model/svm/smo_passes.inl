// The bodies of smo_passes.h, included once for each instruction set, each time inside a namespace
// of its own, with the compiler told what it may use and GF_SIMD_LEVEL set to the level's number
// (x86-64-v4, x86-64-v3; 1 for any processor).
//
// Vectors by the compiler's extension, because a plain loop with an index of the best element is
// not vectorised; widening floats by intrinsics, because the compiler (GCC 12) makes five
// instructions of it otherwise, which made a pass twice as long.

#if GF_SIMD_LEVEL == 4
constexpr int64_t kLanes = 8;
#elif GF_SIMD_LEVEL == 3
constexpr int64_t kLanes = 4;
#else
constexpr int64_t kLanes = 2;
#endif
typedef double Doubles __attribute__((vector_size(8 * kLanes), aligned(8), may_alias));
typedef int64_t Indices __attribute__((vector_size(8 * kLanes)));

inline Doubles Widen(const float* values) {
#if GF_SIMD_LEVEL == 4
  // The plain form makes GCC 12 warn of the operand that it leaves undefined.
  return _mm512_maskz_cvtps_pd(0xFF, _mm256_loadu_ps(values));
#elif GF_SIMD_LEVEL == 3
  return _mm256_cvtps_pd(_mm_loadu_ps(values));
#else
  return Doubles{values[0], values[1]};
#endif
}

// Comparisons of neighbouring vectors that do not wait for each other.
constexpr int64_t kChains = 2;
static_assert(kRowLanes % (kChains * kLanes) == 0);

inline Extremes UpdateAndFindExtremes(double* f, const float* rise, const float* fall,
                                      RowParts parts, double step, KernelRow row_i,
                                      KernelRow row_j) {
  Doubles best[kChains], least[kChains];
  Indices best_at[kChains];
  for (int64_t c = 0; c < kChains; ++c) {
    best[c] = Doubles{} - kInfinity;
    least[c] = Doubles{} + kInfinity;
    best_at[c] = Indices{} - 1;
  }
  for (const bool second : {false, true}) {
    const float* const i = second ? row_i.second : row_i.first;
    const float* const j = second ? row_j.second : row_j.first;
    const int64_t start = second ? parts.first : 0, end = second ? parts.Length() : parts.first;
    for (int64_t begin = start; begin < end; begin += kChains * kLanes) {
      for (int64_t c = 0; c < kChains; ++c) {
        const int64_t t = begin + c * kLanes;
        Doubles value = *reinterpret_cast<const Doubles*>(f + t);
        if (step != 0) {
          value -= step * (Widen(i + (t - start)) - Widen(j + (t - start)));
          *reinterpret_cast<Doubles*>(f + t) = value;
        }
        const Doubles up = value + Widen(rise + t);
        const Doubles down = value + Widen(fall + t);
        const auto better = up >= best[c];
        best[c] = better ? up : best[c];
        best_at[c] = better ? Indices{} + t : best_at[c];
        least[c] = down < least[c] ? down : least[c];
      }
    }
  }
  Extremes extremes{-kInfinity, -1, kInfinity};
  for (int64_t at = 0; at < kChains * kLanes; ++at) {
    const int64_t c = at / kLanes, lane = at % kLanes;
    const int64_t index = best_at[c][lane] + lane;
    const double up = best[c][lane];
    if (up > extremes.top || (up == extremes.top && index > extremes.top_index)) {
      extremes.top = up;
      extremes.top_index = index;
    }
    if (least[c][lane] < extremes.bottom) extremes.bottom = least[c][lane];
  }
  if (extremes.top == -kInfinity) extremes.top_index = -1;
  return extremes;
}

inline int64_t FindSecond(const double* f, const float* fall, const float* diagonal, RowParts parts,
                          double top, double diagonal_i, KernelRow row_i) {
  // The best quotient so far of each lane, as its square and its curvature.
  Doubles best[kChains], best_curvature[kChains];
  Indices best_at[kChains];
  for (int64_t c = 0; c < kChains; ++c) {
    best[c] = Doubles{};
    best_curvature[c] = Doubles{} + 1.0;
    best_at[c] = Indices{} - 1;
  }
  for (const bool second : {false, true}) {
    const float* const i = second ? row_i.second : row_i.first;
    const int64_t start = second ? parts.first : 0, end = second ? parts.Length() : parts.first;
    for (int64_t begin = start; begin < end; begin += kChains * kLanes) {
      for (int64_t c = 0; c < kChains; ++c) {
        const int64_t t = begin + c * kLanes;
        const Doubles gap = top - (*reinterpret_cast<const Doubles*>(f + t) + Widen(fall + t));
        Doubles curvature = diagonal_i + Widen(diagonal + t) - 2.0 * Widen(i + (t - start));
        curvature = curvature > 0.0 ? curvature : Doubles{} + kTinyCurvature;
        const Doubles square = gap > 0.0 ? gap * gap : Doubles{} - 1.0;
        const auto better = square * best_curvature[c] >= best[c] * curvature;
        best[c] = better ? square : best[c];
        best_curvature[c] = better ? curvature : best_curvature[c];
        best_at[c] = better ? Indices{} + t : best_at[c];
      }
    }
  }
  double most = 0;
  int64_t found = -1;
  for (int64_t at = 0; at < kChains * kLanes; ++at) {
    const int64_t c = at / kLanes, lane = at % kLanes;
    if (best_at[c][lane] < 0) continue;
    const int64_t index = best_at[c][lane] + lane;
    const double decrease = best[c][lane] / best_curvature[c][lane];
    if (decrease > most || (decrease == most && index > found)) {
      most = decrease;
      found = index;
    }
  }
  return found;
}

inline void SubtractRows(double* f, const double* factors, const KernelRow* rows, RowParts parts) {
  for (const bool second : {false, true}) {
    const int64_t start = second ? parts.first : 0, end = second ? parts.Length() : parts.first;
    const float* row[kRowsHeld];
    for (int64_t k = 0; k < kRowsHeld; ++k) row[k] = second ? rows[k].second : rows[k].first;
    for (int64_t t = start; t < end; t += kLanes) {
      Doubles value = *reinterpret_cast<const Doubles*>(f + t);
      for (int64_t k = 0; k < kRowsHeld; ++k) value -= factors[k] * Widen(row[k] + (t - start));
      *reinterpret_cast<Doubles*>(f + t) = value;
    }
  }
}

// The same two passes in single precision: twice the lanes, and nothing to widen.
#if GF_SIMD_LEVEL == 4
constexpr int64_t kFloatLanes = 16;
#elif GF_SIMD_LEVEL == 3
constexpr int64_t kFloatLanes = 8;
#else
constexpr int64_t kFloatLanes = 4;
#endif
typedef float Floats __attribute__((vector_size(4 * kFloatLanes), aligned(4), may_alias));
typedef int32_t Places __attribute__((vector_size(4 * kFloatLanes)));

constexpr int64_t kFloatChains = 2;
static_assert(kRowLanes % kFloatLanes == 0);

// Calls visit(chain, first element) for the vectors of [start, end) in their order.
template <typename Visit>
[[gnu::always_inline]] inline void ForChains(int64_t start, int64_t end, Visit visit) {
  int64_t t = start;
  for (; t + kFloatChains * kFloatLanes <= end; t += kFloatChains * kFloatLanes) {
    for (int64_t c = 0; c < kFloatChains; ++c) visit(c, t + c * kFloatLanes);
  }
  for (int64_t c = 0; t < end; ++c, t += kFloatLanes) visit(c, t);
}

#if GF_SIMD_LEVEL == 4
constexpr Places kLaneNumbers = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
#elif GF_SIMD_LEVEL == 3
constexpr Places kLaneNumbers = {0, 1, 2, 3, 4, 5, 6, 7};
#else
constexpr Places kLaneNumbers = {0, 1, 2, 3};
#endif

inline Floats Load(const float* values) { return *reinterpret_cast<const Floats*>(values); }

// Lane by lane the larger value with its place, of equal ones the larger place.
[[gnu::always_inline]] inline void TakeLarger(const Floats& other, const Places& other_at,
                                              Floats& best, Places& best_at) {
  const Places better = (other > best) | ((other == best) & (other_at > best_at));
  best = better ? other : best;
  best_at = better ? other_at : best_at;
}

// The same of quotients; the divisors are positive.
struct Quotients {
  Floats dividend, divisor;
};

[[gnu::always_inline]] inline void TakeLarger(const Quotients& other, const Places& other_at,
                                              Floats& dividend, Floats& divisor, Places& best_at) {
  const Floats left = other.dividend * divisor, right = dividend * other.divisor;
  const Places better = (left > right) | ((left == right) & (other_at > best_at));
  dividend = better ? other.dividend : dividend;
  divisor = better ? other.divisor : divisor;
  best_at = better ? other_at : best_at;
}

inline Extremes UpdateCoarsely(float* f, const float* rise, const float* fall, RowParts parts,
                               float step, KernelRow row_i, KernelRow row_j) {
  Floats best[kFloatChains], least[kFloatChains];
  Places best_at[kFloatChains];
  for (int64_t c = 0; c < kFloatChains; ++c) {
    best[c] = Floats{} - kFloatInfinity;
    least[c] = Floats{} + kFloatInfinity;
    best_at[c] = Places{} - 1;
  }
  for (const bool second : {false, true}) {
    const float* const i = second ? row_i.second : row_i.first;
    const float* const j = second ? row_j.second : row_j.first;
    const int64_t start = second ? parts.first : 0, end = second ? parts.Length() : parts.first;
    ForChains(
        start, end, [&](int64_t c, int64_t t) __attribute__((always_inline)) {
          Floats value = Load(f + t);
          if (step != 0) {
            value -= step * (Load(i + (t - start)) - Load(j + (t - start)));
            *reinterpret_cast<Floats*>(f + t) = value;
          }
          const Floats up = value + Load(rise + t), down = value + Load(fall + t);
          const auto better = up >= best[c];
          best[c] = better ? up : best[c];
          best_at[c] = better ? Places{} + static_cast<int32_t>(t) : best_at[c];
          least[c] = down < least[c] ? down : least[c];
        });
  }
  for (int64_t c = 0; c < kFloatChains; ++c) best_at[c] += kLaneNumbers;
  for (int64_t c = 1; c < kFloatChains; ++c) {
    TakeLarger(best[c], best_at[c], best[0], best_at[0]);
    least[0] = least[c] < least[0] ? least[c] : least[0];
  }
  for (int32_t apart = kFloatLanes / 2; apart > 0; apart /= 2) {
    const Places other = kLaneNumbers ^ apart;
    TakeLarger(__builtin_shuffle(best[0], other), __builtin_shuffle(best_at[0], other), best[0],
               best_at[0]);
    const Floats least_other = __builtin_shuffle(least[0], other);
    least[0] = least_other < least[0] ? least_other : least[0];
  }
  const bool found = best[0][0] > -kFloatInfinity;
  return {best[0][0], found ? best_at[0][0] : -1, least[0][0]};
}

inline int64_t FindSecondCoarsely(const float* f, const float* fall, const float* diagonal,
                                  RowParts parts, float top, float diagonal_i, KernelRow row_i) {
  Floats best[kFloatChains], best_curvature[kFloatChains];
  Places best_at[kFloatChains];
  for (int64_t c = 0; c < kFloatChains; ++c) {
    best[c] = Floats{};
    best_curvature[c] = Floats{} + 1.0F;
    best_at[c] = Places{} - 1;
  }
  constexpr auto kTiny = static_cast<float>(kTinyCurvature);
  for (const bool second : {false, true}) {
    const float* const i = second ? row_i.second : row_i.first;
    const int64_t start = second ? parts.first : 0, end = second ? parts.Length() : parts.first;
    ForChains(
        start, end, [&](int64_t c, int64_t t) __attribute__((always_inline)) {
          const Floats gap = top - (Load(f + t) + Load(fall + t));
          Floats curvature = diagonal_i + Load(diagonal + t) - 2.0F * Load(i + (t - start));
          curvature = curvature > 0.0F ? curvature : Floats{} + kTiny;
          const Floats square = gap > 0.0F ? gap * gap : Floats{} - 1.0F;
          const auto better = square * best_curvature[c] >= best[c] * curvature;
          best[c] = better ? square : best[c];
          best_curvature[c] = better ? curvature : best_curvature[c];
          best_at[c] = better ? Places{} + static_cast<int32_t>(t) : best_at[c];
        });
  }
  for (int64_t c = 0; c < kFloatChains; ++c) {
    best_at[c] = best_at[c] < 0 ? best_at[c] : best_at[c] + kLaneNumbers;
  }
  for (int64_t c = 1; c < kFloatChains; ++c) {
    TakeLarger({best[c], best_curvature[c]}, best_at[c], best[0], best_curvature[0], best_at[0]);
  }
  for (int32_t apart = kFloatLanes / 2; apart > 0; apart /= 2) {
    const Places other = kLaneNumbers ^ apart;
    TakeLarger({__builtin_shuffle(best[0], other), __builtin_shuffle(best_curvature[0], other)},
               __builtin_shuffle(best_at[0], other), best[0], best_curvature[0], best_at[0]);
  }
  return best_at[0][0];
}
