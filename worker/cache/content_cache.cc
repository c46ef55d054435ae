#include "worker/cache/content_cache.h"

#include <algorithm>
#include <iterator>

namespace gridfold {

std::shared_ptr<ContentCache::Entry> ContentCache::Find(const std::string& key) {
  const MutexLock lock(mutex_);
  order_.remove(key);
  order_.push_back(key);
  std::shared_ptr<Entry>& entry = entries_[key];
  if (entry == nullptr) entry = std::make_shared<Entry>();
  return entry;
}

void ContentCache::Settle(const std::string& key, const std::shared_ptr<Entry>& entry,
                          int64_t bytes) {
  const MutexLock lock(mutex_);
  // Whoever waited while the first maker failed has an entry that is forgotten: it is not counted.
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second != entry) return;
  entry->bytes = bytes;
  bytes_ += bytes;
  MakeRoom(key);
}

void ContentCache::Forget(const std::string& key, const std::shared_ptr<Entry>& entry) {
  const MutexLock lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second != entry) return;
  entries_.erase(found);
  order_.remove(key);
}

void ContentCache::MakeRoom(const std::string& keep) {
  for (auto key = order_.begin(); bytes_ > bytes_max_ && key != order_.end();) {
    const auto entry = entries_.find(*key);
    // Entries that are still being made weigh nothing yet and stay.
    if (*key == keep || entry->second->bytes == 0) {
      ++key;
      continue;
    }
    key = Drop(key);
  }
}

void ContentCache::KeepFew(const std::string& key, const std::type_info& type) {
  const MutexLock lock(mutex_);
  int64_t others = 0;
  for (const auto& [name, entry] : entries_) {
    others += entry->bytes > 0 && entry->few != nullptr && *entry->few == type ? 1 : 0;
  }
  for (auto other = order_.begin(); others >= few_ && other != order_.end();) {
    const Entry& entry = *entries_.at(*other);
    const bool drop =
        entry.bytes > 0 && entry.few != nullptr && *entry.few == type && Unused(entry);
    others -= drop ? 1 : 0;
    other = drop ? Drop(other) : std::next(other);
  }
  entries_.at(key)->few = &type;
}

bool ContentCache::Unused(const Entry& entry) ABSL_NO_THREAD_SAFETY_ANALYSIS {
  return entry.value.use_count() == 1;  // its value is there for good, as it has a size
}

std::list<std::string>::iterator ContentCache::Drop(std::list<std::string>::iterator key) {
  const auto entry = entries_.find(*key);
  bytes_ -= entry->second->bytes;
  entries_.erase(entry);
  return order_.erase(key);
}

std::vector<std::string> ContentCache::Keys() const {
  const MutexLock lock(mutex_);
  std::vector<std::string> keys;
  for (const auto& [key, entry] : entries_) {
    if (entry->bytes > 0) keys.push_back(key);
  }
  return keys;
}

int64_t ContentCache::bytes() const {
  const MutexLock lock(mutex_);
  return bytes_;
}

}  // namespace gridfold
