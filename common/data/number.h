// Numbers and words in data files: parsed the same under every locale, shown safely in messages.
#pragma once

#include <string>
#include <string_view>

namespace gridfold {

// The whole of `text` as a finite number, a leading plus allowed; what is too small for the type
// becomes 0. False for anything else, NaN, infinity and overflow included.
bool ParseFinite(std::string_view text, float& number);
bool ParseFinite(std::string_view text, double& number);

// Without spaces, tabs and carriage returns at both ends.
std::string_view Trimmed(std::string_view text);

// Well-formed UTF-8 (RFC 3629) without control characters: fit to be a class's name.
bool IsPlainUtf8(std::string_view text);

// 'text' for a message: quoted, at most 40 bytes, control and non-ASCII bytes as '?'.
std::string Shown(std::string_view text);

}  // namespace gridfold
