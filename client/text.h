// Text for people: what a terminal shows, and how wide it is there. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/safe_text.h"
#include "common/spec/format.h"

namespace gridfold {

// How many columns `text` (UTF-8) takes, at one for each code point.
size_t DisplayWidth(std::string_view text);

// The first `columns` columns of `text`.
std::string Clip(std::string_view text, size_t columns);

}  // namespace gridfold
