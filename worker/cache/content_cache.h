// What jobs share: data sets, splits, transformed rows, by content key, least recently used first
// out, under a byte budget.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/status.h"

namespace gridfold {

// Thread-safe; shared by a worker's slots. What is in use stays alive when it is thrown out, as
// everything is handed out as a shared_ptr. A thing that two slots need at once is made once.
class ContentCache {
 public:
  explicit ContentCache(int64_t bytes_max) : bytes_max_(bytes_max) {}

  template <typename T>
  struct Made {
    std::shared_ptr<const T> value;
    int64_t bytes = 0;
  };

  // The thing named `key`, made by `make` when it is not there. Errors of `make` are returned and
  // not kept. One key always names one type.
  template <typename T>
  StatusOr<std::shared_ptr<const T>> Get(const std::string& key,
                                         const std::function<StatusOr<Made<T>>()>& make) {
    const std::shared_ptr<Entry> entry = Find(key);
    const MutexLock lock(entry->making);
    if (entry->value == nullptr) {
      StatusOr<Made<T>> made = make();
      if (!made.ok()) {
        Forget(key, entry);
        return made.status();
      }
      entry->value = made->value;
      Settle(key, entry, made->bytes);
    }
    return std::static_pointer_cast<const T>(entry->value);
  }

  // The keys of what is held, for the coordinator's affinity.
  std::vector<std::string> Keys() const;
  int64_t bytes() const;
  int64_t bytes_max() const { return bytes_max_; }

 private:
  struct Entry {
    Mutex making;                       // held while the value is made
    std::shared_ptr<const void> value ABSL_GUARDED_BY(making);
    int64_t bytes = 0;                  // guarded by the cache's mutex_
  };

  std::shared_ptr<Entry> Find(const std::string& key);
  void Settle(const std::string& key, const std::shared_ptr<Entry>& entry, int64_t bytes);
  void Forget(const std::string& key, const std::shared_ptr<Entry>& entry);
  void MakeRoom(const std::string& keep) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int64_t bytes_max_;
  mutable Mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>> entries_ ABSL_GUARDED_BY(mutex_);
  std::list<std::string> order_ ABSL_GUARDED_BY(mutex_);  // least recently used first
  int64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace gridfold
