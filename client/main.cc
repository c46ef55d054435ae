#include <string>
#include <vector>

#include "client/command_line.h"

int main(int argc, char** argv) {
  gridfold::Console console = gridfold::StandardConsole();
  return gridfold::RunCommandLine(std::vector<std::string>(argv + 1, argv + argc), console);
}
