#include "client/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace gridfold {

Console StandardConsole() {
  Console console{std::cout, std::cerr};
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  const char* no_color = std::getenv("NO_COLOR");
  console.err_is_terminal = ::isatty(STDERR_FILENO) == 1 && !dumb;
  console.colours =
      ::isatty(STDOUT_FILENO) == 1 && !dumb && (no_color == nullptr || *no_color == '\0');
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    console.columns = size.ws_col;
  }
  return console;
}

}  // namespace gridfold
