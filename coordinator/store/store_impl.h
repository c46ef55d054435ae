// What the parts of Store (store.cc, studies.cc, trials.cc, jobs.cc, cells.cc) share.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "coordinator/store/lock_file.h"
#include "coordinator/store/sqlite.h"
#include "coordinator/store/store.h"

namespace gridfold {

struct Store::Impl {
  // Declared in this order so that the connection closes before the lock is let go.
  std::unique_ptr<LockFile> lock;  // null for `:memory:`
  std::unique_ptr<Database> database;

  // Executes a query that must hit a row; `what` names the thing when there is none.
  template <typename... Args>
  Status Change(const std::string& what, std::string_view query, const Args&... args) {
    GF_RETURN_IF_ERROR(database->Execute(query, args...));
    if (database->Changes() > 0) return absl::OkStatus();
    return NotFound("{}: no {} in the database", query, what);
  }
};

}  // namespace gridfold
