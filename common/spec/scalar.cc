#include "common/spec/scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gridfold {
namespace {

constexpr size_t kQuoteBytesMax = 60;
constexpr size_t kNameBytesMax = 100;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Removes the digits at the start and says how many there were.
size_t TakeDigits(std::string_view& text) {
  size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) ++count;
  text.remove_prefix(count);
  return count;
}

bool TakeOneOf(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// Whether `text` has the form of a decimal number; `whole` when it has neither point nor exponent.
bool IsDecimal(std::string_view text, bool& whole) {
  TakeOneOf(text, "+-");
  size_t digits = TakeDigits(text);
  whole = text.empty();
  if (TakeOneOf(text, ".")) digits += TakeDigits(text);
  if (digits == 0) return false;
  if (TakeOneOf(text, "eE")) {
    TakeOneOf(text, "+-");
    if (TakeDigits(text) == 0) return false;
  }
  return text.empty();
}

bool IsSpecialNumber(std::string_view text) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  return text == ".inf" || text == ".Inf" || text == ".INF" || text == ".nan" || text == ".NaN" ||
         text == ".NAN";
}

template <typename Number>
bool Convert(std::string_view text, Number& number) {
  if (text[0] == '+') text.remove_prefix(1);  // from_chars knows no plus sign
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Scalar ReadScalar(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") return {ScalarKind::kBool, true};
  if (text == "false" || text == "False" || text == "FALSE") return {ScalarKind::kBool, false};
  const Scalar as_text = {ScalarKind::kText, std::string(text)};
  const Scalar not_finite = {ScalarKind::kNotFinite, std::string(text)};
  if (IsSpecialNumber(text)) return not_finite;
  bool whole = false;
  if (!IsDecimal(text, whole)) return as_text;
  if (int64_t number = 0; whole) {
    return Convert(text, number) ? Scalar{ScalarKind::kInt, number} : not_finite;
  }
  double number = 0;
  if (!Convert(text, number) || !std::isfinite(number)) return not_finite;
  return {ScalarKind::kNumber, number == 0 ? 0.0 : number};  // no -0.0
}

std::string Quote(std::string_view text) {
  std::string quoted = "'";
  size_t length = std::min(text.size(), kQuoteBytesMax);
  // Not in the middle of a UTF-8 sequence.
  while (length < text.size() && length > 0 && (text[length] & 0xC0) == 0x80) --length;
  for (const char c : text.substr(0, length)) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    quoted += control ? '?' : c;
  }
  return quoted + (length < text.size() ? "...'" : "'");
}

std::string Alternatives(const std::vector<std::string>& choices) {
  std::string text;
  for (size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
    text += choices[i];
  }
  return text;
}

bool IsPlainName(std::string_view text) {
  if (text.empty() || text.size() > kNameBytesMax || text[0] == '.' || text[0] == '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return IsDigit(c) || IsLetter(c) || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace gridfold
