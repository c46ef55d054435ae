// Text that was named by somebody else, made safe to show. Pure.
#pragma once

#include <string>
#include <string_view>

namespace gridfold {

// `text` as it may be sent to a terminal: control characters (C0, DEL, C1), characters that turn
// the writing direction or are invisible, and bytes that are not UTF-8 become `\x1b`, `\u202e`;
// everything else stays. Applying it twice changes nothing more.
std::string SafeText(std::string_view text);

}  // namespace gridfold
