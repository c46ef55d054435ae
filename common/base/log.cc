#include "common/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

#include <memory>

namespace gridfold {

Status InitialiseLog(const std::string& level) {
  const auto parsed = spdlog::level::from_str(level);
  if (parsed == spdlog::level::off && level != "off") {
    return InvalidArgument("expected a log level (trace, debug, info, warn, error, off), found '{}'",
                           level);
  }
  // Not registered by name, so that setting up twice (tests do) only replaces it.
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "", std::make_shared<spdlog::sinks::stderr_color_sink_mt>()));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  spdlog::set_level(parsed);
  return absl::OkStatus();
}

}  // namespace gridfold
