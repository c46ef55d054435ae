#include "worker/model/network/columns.h"

#include <algorithm>
#include <cstring>

#include "worker/linalg/simd.h"

namespace gridfold {
namespace {

// The part [begin, end) of a window, placed at `origin`, that lies inside a side `length` long.
struct Inside {
  int64_t begin, end;
};
inline Inside Clip(int64_t origin, int64_t kernel, int64_t length) {
  const int64_t begin = std::min(std::max<int64_t>(-origin, 0), kernel);
  return {begin, std::max(begin, std::min(kernel, length - origin))};
}

// Calls of memcpy cost more than such short copies.
inline void Copy(float* to, const float* from, int64_t count) {
  if (count >= 16) {
    std::memcpy(to, from, static_cast<size_t>(count) * sizeof(float));
    return;
  }
  for (int64_t i = 0; i < count; ++i) to[i] = from[i];
}

inline void Zero(float* to, int64_t count) {
  for (int64_t i = 0; i < count; ++i) to[i] = 0.0f;
}

// One row of a window: `segment` floats, of which `across` are inside.
inline void GatherSegment(const Inside& across, int64_t channels, int64_t kernel, const float* from,
                          float* to) {
  Zero(to, across.begin * channels);
  Copy(to + across.begin * channels, from + across.begin * channels,
       (across.end - across.begin) * channels);
  Zero(to + across.end * channels, (kernel - across.end) * channels);
}

// Start of the picture that `line` belongs to, and the line's window's first input row.
struct Line {
  int64_t picture, origin;
};
inline Line Locate(const Window& window, int64_t line) {
  return {line / window.output_height * window.input.Size(),
          line % window.output_height * window.stride - window.pad_top};
}

}  // namespace

GF_SIMD void GatherColumns(const Window& window, const float* src, int64_t first_line,
                           int64_t last_line, float* columns) {
  const int64_t channels = window.input.channels, kernel = window.kernel;
  const int64_t segment = kernel * channels, row_stride = window.input.width * channels;
  for (int64_t l = first_line; l < last_line; ++l) {
    const Line line = Locate(window, l);
    const Inside down = Clip(line.origin, kernel, window.input.height);
    for (int64_t x = 0; x < window.output_width; ++x, columns += kernel * segment) {
      const int64_t left = x * window.stride - window.pad_left;
      const Inside across = Clip(left, kernel, window.input.width);
      const float* corner = src + line.picture + line.origin * row_stride + left * channels;
      Zero(columns, down.begin * segment);
      for (int64_t ky = down.begin; ky < down.end; ++ky) {
        GatherSegment(across, channels, kernel, corner + ky * row_stride, columns + ky * segment);
      }
      Zero(columns + down.end * segment, (kernel - down.end) * segment);
    }
  }
}

GF_SIMD void ScatterColumns(const Window& window, const float* columns, int64_t first_line,
                            int64_t last_line, float* diff_src) {
  const int64_t channels = window.input.channels, kernel = window.kernel;
  const int64_t segment = kernel * channels, row_stride = window.input.width * channels;
  for (int64_t l = first_line; l < last_line; ++l) {
    const Line line = Locate(window, l);
    const Inside down = Clip(line.origin, kernel, window.input.height);
    for (int64_t x = 0; x < window.output_width; ++x, columns += kernel * segment) {
      const int64_t left = x * window.stride - window.pad_left;
      const Inside across = Clip(left, kernel, window.input.width);
      float* corner = diff_src + line.picture + line.origin * row_stride + left * channels;
      for (int64_t ky = down.begin; ky < down.end; ++ky) {
        float* to = corner + ky * row_stride;
        const float* from = columns + ky * segment;
        for (int64_t i = across.begin * channels; i < across.end * channels; ++i) to[i] += from[i];
      }
    }
  }
}

}  // namespace gridfold
