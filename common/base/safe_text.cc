#include "common/base/safe_text.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

namespace gridfold {
namespace {

struct CodePoint {
  uint32_t value = 0;
  size_t bytes = 0;  // 0: what stands there is not UTF-8
};

// Refuses overlong forms, surrogates and values past U+10FFFF (RFC 3629).
CodePoint Decode(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  uint32_t value = first & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return {};
  return {value, length};
}

// Characters that a terminal obeys instead of showing them.
bool IsUnsafe(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         c == 0x061C || (c >= 0xE0000 && c <= 0xE007F);
}

}  // namespace

std::string SafeText(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = Decode(text);
    const size_t length = c.bytes == 0 ? 1 : c.bytes;
    if (c.bytes == 0) {
      safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (!IsUnsafe(c.value)) {
      safe += text.substr(0, length);
    } else {
      safe +=
          c.value < 0x100 ? fmt::format("\\x{:02x}", c.value) : fmt::format("\\u{:04x}", c.value);
    }
    text.remove_prefix(length);
  }
  return safe;
}

}  // namespace gridfold
