// What jobs share: data sets, splits, transformed rows, by content key, least recently used first
// out, under a byte budget.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <typeinfo>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/status.h"

namespace gridfold {

// Thread-safe; shared by a worker's slots. What is in use stays alive when it is thrown out, as
// everything is handed out as a shared_ptr. A thing that two slots need at once is made once.
class ContentCache {
 public:
  // `few`: how many things are held of a type that is got with GetOfFew.
  explicit ContentCache(int64_t bytes_max, int64_t few = 1) : bytes_max_(bytes_max), few_(few) {}

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

  // As Get, for things so large that their memory should be used again: before one is made, those
  // of its type that nobody uses are thrown out, least recently used first, until `few` - 1 are
  // left, whatever the budget. On fresh pages from the system it would take several times as long.
  template <typename T>
  StatusOr<std::shared_ptr<const T>> GetOfFew(const std::string& key,
                                              const std::function<StatusOr<Made<T>>()>& make) {
    return Get<T>(key, [&]() -> StatusOr<Made<T>> {
      KeepFew(key, typeid(T));
      return make();
    });
  }

  // The keys of what is held, for the coordinator's affinity.
  std::vector<std::string> Keys() const;
  int64_t bytes() const;
  int64_t bytes_max() const { return bytes_max_; }

 private:
  struct Entry {
    Mutex making;  // held while the value is made
    std::shared_ptr<const void> value ABSL_GUARDED_BY(making);
    int64_t bytes = 0;                    // guarded by the cache's mutex_; 0 while it is being made
    const std::type_info* few = nullptr;  // the same; the type, when it is got with GetOfFew
  };

  std::shared_ptr<Entry> Find(const std::string& key);
  void Settle(const std::string& key, const std::shared_ptr<Entry>& entry, int64_t bytes);
  void Forget(const std::string& key, const std::shared_ptr<Entry>& entry);
  void KeepFew(const std::string& key, const std::type_info& type);
  // Nobody but the cache holds it.
  static bool Unused(const Entry& entry);
  // Returns what follows in order_.
  std::list<std::string>::iterator Drop(std::list<std::string>::iterator key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void MakeRoom(const std::string& keep) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int64_t bytes_max_, few_;
  mutable Mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>> entries_ ABSL_GUARDED_BY(mutex_);
  std::list<std::string> order_ ABSL_GUARDED_BY(mutex_);  // least recently used first
  int64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace gridfold
