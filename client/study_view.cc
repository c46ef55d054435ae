#include "client/study_view.h"

#include <cstdlib>
#include <filesystem>

#include "client/coordinator_client.h"
#include "client/database_view.h"

namespace gridfold {
namespace {

constexpr const char* kDefaultDatabase = "gridfold.db";
constexpr const char* kDefaultAddress = "127.0.0.1:7070";

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

StatusOr<std::unique_ptr<StudyView>> OpenView(const Place& place) {
  if (!place.coordinator.empty()) return CoordinatorClient::Connect(place.coordinator);
  if (!place.db.empty()) return DatabaseView::Open(place.db);
  const std::string address = Environment("GRIDFOLD_COORDINATOR");
  if (!address.empty()) return CoordinatorClient::Connect(address);
  std::error_code ignored;
  if (std::filesystem::exists(kDefaultDatabase, ignored))
    return DatabaseView::Open(kDefaultDatabase);
  return InvalidArgument(
      "expected --coordinator ADDRESS or --db FILE, as GRIDFOLD_COORDINATOR is not set and this "
      "folder has no {}",
      kDefaultDatabase);
}

std::string CoordinatorAddress(const std::string& flag) {
  if (!flag.empty()) return flag;
  const std::string address = Environment("GRIDFOLD_COORDINATOR");
  return address.empty() ? kDefaultAddress : address;
}

}  // namespace gridfold
