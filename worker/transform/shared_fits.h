// What steps learn from rows whatever their settings are, kept for the other jobs on these rows.
#pragma once

#include <string>

#include "worker/cache/content_cache.h"

namespace gridfold {

struct SharedFits {
  ContentCache* cache = nullptr;  // null: nothing is kept
  std::string rows;               // names the content of the rows, in their order
};

}  // namespace gridfold
