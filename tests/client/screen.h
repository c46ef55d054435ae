// A console whose streams are strings.
#pragma once

#include <sstream>

#include "client/console.h"

namespace gridfold {

struct Screen {
  std::ostringstream out, err;
  Console console{out, err};
};

}  // namespace gridfold
