#include "client/command_line.h"

#include <algorithm>

#include "client/text.h"
#include "client/verbs.h"
#include "common/base/log.h"

namespace gridfold {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

int Fail(const Status& status, Console& console) {
  console.out.flush();
  console.err << "gridfold: " << SafeText(Message(status)) << std::endl;
  return status.code() == absl::StatusCode::kInvalidArgument ? kWrongUsage : kFailed;
}

// CLI11 only says that a verb is missing when the one given is unknown.
std::string UnknownVerb(const CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments[0].empty() || arguments[0][0] == '-') return "";
  std::string known;
  for (const CLI::App* verb : app.get_subcommands({})) {
    if (verb->get_name() == arguments[0]) return "";
    known += (known.empty() ? "" : ", ") + verb->get_name();
  }
  return fmt::format("unknown command '{}'; expected one of {}", SafeText(arguments[0]), known);
}

int Usage(const CLI::App& app, const std::string& message, Console& console) {
  std::string help = "gridfold";
  for (const CLI::App* verb = &app; verb != nullptr;) {
    const auto deeper = verb->get_subcommands();
    verb = deeper.empty() ? nullptr : deeper.back();
    if (verb != nullptr) help += " " + verb->get_name();
  }
  console.err << "gridfold: " << message << "\n"
              << "'" << help << " --help' says what is expected" << std::endl;
  return kWrongUsage;
}

// Parses; true with an exit code when there is nothing more to do.
bool Parse(CLI::App& app, const std::vector<std::string>& arguments, Console& console, int& code) {
  try {
    // CLI11 takes the arguments from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    return false;
  } catch (const CLI::CallForHelp&) {
    console.out << app.help();
  } catch (const CLI::CallForVersion& version) {
    console.out << version.what() << "\n";
  } catch (const CLI::Error& error) {
    const std::string unknown = UnknownVerb(app, arguments);
    code = Usage(app, unknown.empty() ? SafeText(error.what()) : unknown, console);
  }
  console.out.flush();
  return true;
}

}  // namespace

int RunCommandLine(const std::vector<std::string>& arguments, Console& console) {
  CLI::App app("Batch hyperparameter search: every parameter combination, every fold.", "gridfold");
  app.set_version_flag("--version", "gridfold " GRIDFOLD_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  std::string log_level = "warn";
  app.add_option("--log-level", log_level, "trace, debug, info, warn, error or off")
      ->capture_default_str();
  Verbs verbs{app, console, nullptr};
  AddSearchVerbs(verbs);
  AddReadingVerbs(verbs);
  AddChangeVerbs(verbs);
  AddDataVerbs(verbs);
  AddDatabaseVerbs(verbs);
  int code = 0;
  if (Parse(app, arguments, console, code)) return code;
  if (const Status logging = InitialiseLog(log_level); !logging.ok()) return Fail(logging, console);
  const Status status = verbs.chosen();
  console.out.flush();
  return status.ok() ? 0 : Fail(status, console);
}

void AddDataDirOption(CLI::App* verb, std::string& data_dir) {
  verb->add_option("--data-dir", data_dir,
                   "folder that is looked in first for data sets (also: GRIDFOLD_DATA_DIR)");
}

void AddSpecOptions(CLI::App* verb, SpecArguments& arguments) {
  verb->add_option("SPEC", arguments.file, "spec file (YAML)")->required();
  verb->add_option("--set", arguments.overrides, "override an entry of the spec: key=value")
      ->allow_extra_args(false);
  AddDataDirOption(verb, arguments.data_dir);
}

void AddCoordinatorOption(CLI::App* verb, std::string& coordinator) {
  verb->add_option("--coordinator", coordinator,
                   "address of the coordinator (also: GRIDFOLD_COORDINATOR; 127.0.0.1:7070)");
}

void AddPlaceOptions(CLI::App* verb, Place& place) {
  CLI::Option* coordinator =
      verb->add_option("--coordinator", place.coordinator,
                       "address of a coordinator to ask (also: GRIDFOLD_COORDINATOR)");
  verb->add_option("--db", place.db, "database file to read; gridfold.db when nothing is given")
      ->excludes(coordinator);
}

void AddFormatOption(CLI::App* verb, std::string& format, const std::vector<std::string>& formats) {
  format = formats.front();
  verb->add_option("--format", format, "how results are printed")
      ->check(CLI::IsMember(formats))
      ->capture_default_str();
}

}  // namespace gridfold
