// Text as HTML and SVG may hold it. Every name, reason and value of a page comes through here.
// Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gridfold::report {

// SafeText (common/base/safe_text.h) with & < > " ' as entities: valid UTF-8 that can stand between
// tags and in quoted attributes, and can neither end nor begin one.
std::string Escaped(std::string_view text);

// The same for a text of several lines: line ends and tabs stay as they are.
std::string EscapedLines(std::string_view text);

// `<tag class="class_name">text</tag>` with `text` escaped; without the attribute when it is empty.
// `tag` and `class_name` are the program's own.
std::string Element(std::string_view tag, std::string_view text, std::string_view class_name = "");

// At most `characters` code points of `text`, the last one an ellipsis when something was cut. Not
// escaped.
std::string Shortened(std::string_view text, size_t characters);

// "0.91", "1e-05", "nan": six significant digits.
std::string NumberText(double number);
// The shortest digits that read back to the same double: what sorting and programs read.
std::string ExactText(double number);

// "1 trial", "2 trials".
std::string Counted(size_t count, std::string_view noun);

}  // namespace gridfold::report
