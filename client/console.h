// Where a verb writes: results to `out`, everything said about them to `err`.
#pragma once

#include <ostream>

namespace gridfold {

struct Console {
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;  // progress is a bar that redraws itself
  bool colours = false;          // `out` is a terminal and NO_COLOR is not set
  int columns = 80;              // of the terminal behind `err`
};

// The process's standard streams.
Console StandardConsole();

}  // namespace gridfold
