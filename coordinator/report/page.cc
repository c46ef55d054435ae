#include "coordinator/report/page.h"

#include <fmt/format.h>

#include "common/base/fingerprint.h"
#include "coordinator/report/markup.h"
#include "coordinator/report/page_style.h"

namespace gridfold::report {
namespace {

int HexDigit(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

// Base 64 (RFC 4648) of bytes in hexadecimal, as a content security policy names a script.
std::string Base64OfHex(const std::string& hex) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  // Three hexadecimal digits are two of base 64.
  for (size_t i = 0; i < hex.size(); i += 3) {
    int bits = 0;
    for (size_t k = i; k < i + 3; ++k) bits = bits * 16 + (k < hex.size() ? HexDigit(hex[k]) : 0);
    text += kDigits[static_cast<size_t>(bits >> 6)];
    if (i + 1 < hex.size()) text += kDigits[static_cast<size_t>(bits & 63)];
  }
  while (text.size() % 4 != 0) text += '=';
  return text;
}

}  // namespace

void Page::AddSection(std::string_view id, std::string_view heading, const std::string& html) {
  if (html.empty()) return;
  links_ += fmt::format("<a href=\"#{}\">{}</a>", id, heading);
  body_ += fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id, heading, html);
}

std::string Page::Finish(std::string_view footer) const {
  const std::string script(SortScript());
  const std::string policy =
      fmt::format("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{}'",
                  Base64OfHex(Sha256Hex(script)));
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n"
      "<header><h1>{}</h1>\n<p class=\"soft\">{}</p>\n<nav>{}</nav></header>\n"
      "<main>\n{}</main>\n<footer>{}</footer>\n<script>{}</script>\n</body>\n</html>\n",
      policy, Escaped(title_), StyleSheet(), Escaped(title_), Escaped(subtitle_), links_, body_,
      Escaped(footer), script);
}

std::string FactList(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string list;
  for (const auto& [name, value] : facts) {
    if (!value.empty()) list += Element("dt", name) + Element("dd", value) + "\n";
  }
  return list.empty() ? "" : "<dl>\n" + list + "</dl>\n";
}

std::string Card(std::string_view number, std::string_view name) {
  return "<div class=\"card\">" + Element("b", number) + Element("span", name) + "</div>\n";
}

std::string Charts(const std::string& figures) {
  return figures.empty() ? "" : "<div class=\"charts\">\n" + figures + "</div>\n";
}

}  // namespace gridfold::report
