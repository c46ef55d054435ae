#include "coordinator/report/markup.h"

#include <fmt/format.h>

#include "common/base/safe_text.h"

namespace gridfold::report {
namespace {

bool BeginsCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : SafeText(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string EscapedLines(std::string_view text) {
  std::string escaped;
  while (true) {
    const size_t end = text.find_first_of("\n\t");
    std::string_view part = text.substr(0, end);
    const bool line_ends = end != std::string_view::npos && text[end] == '\n';
    if (line_ends && part.ends_with('\r')) part.remove_suffix(1);
    escaped += Escaped(part);
    if (end == std::string_view::npos) return escaped;
    escaped += text[end];
    text.remove_prefix(end + 1);
  }
}

std::string Element(std::string_view tag, std::string_view text, std::string_view class_name) {
  if (class_name.empty()) return fmt::format("<{0}>{1}</{0}>", tag, Escaped(text));
  return fmt::format("<{0} class=\"{2}\">{1}</{0}>", tag, Escaped(text), class_name);
}

std::string Shortened(std::string_view text, size_t characters) {
  size_t count = 0, cut = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!BeginsCodePoint(text[i])) continue;
    if (++count == characters) cut = i;
    if (count > characters) return std::string(text.substr(0, cut)) + "…";
  }
  return std::string(text);
}

std::string NumberText(double number) { return fmt::format("{:.6g}", number); }

std::string ExactText(double number) { return fmt::format("{}", number); }

std::string Counted(size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace gridfold::report
