// Base64 (RFC 4648, section 4), for bytes within text.
#pragma once

#include <string>
#include <string_view>

namespace gridfold {

// With padding, on one line.
std::string Base64(std::string_view bytes);

}  // namespace gridfold
