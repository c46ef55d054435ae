#include "common/data/labels.h"

#include <map>
#include <optional>

#include "common/data/number.h"

namespace gridfold {
namespace {

// What makes two spellings one class, in the order of classes: the number when all are numbers, or
// else the text.
struct ClassKey {
  double number = 0;
  std::string text;
  bool operator<(const ClassKey& other) const {
    return number != other.number ? number < other.number : text < other.text;
  }
};

std::optional<ClassKey> KeyOf(const std::string& text, bool numeric) {
  if (!numeric) return ClassKey{0, text};
  double number = 0;
  if (!ParseFinite(text, number)) return std::nullopt;
  return ClassKey{number, ""};
}

bool AllNumeric(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    double number = 0;
    if (!ParseFinite(text, number)) return false;
  }
  return true;
}

}  // namespace

void LabelColumn::Append(const LabelColumn& rows) {
  for (const int32_t id : rows.ids_) Add(rows.texts_[static_cast<size_t>(id)]);
}

void LabelColumn::Add(std::string_view text) {
  // Neighbours often share a label, as in sorted files.
  if (!ids_.empty() && texts_[static_cast<size_t>(ids_.back())] == text) {
    ids_.push_back(ids_.back());
    return;
  }
  sought_.assign(text);
  const auto [entry, added] = index_.emplace(sought_, static_cast<int32_t>(texts_.size()));
  if (added) texts_.push_back(sought_);
  ids_.push_back(entry->second);
}

void LabelColumn::Add(double number) { Add(fmt::format("{}", number)); }

StatusOr<EncodedLabels> EncodeLabels(const LabelColumn& train, const LabelColumn& test,
                                     const std::string& test_name) {
  const bool numeric = AllNumeric(train.texts());
  std::map<ClassKey, std::pair<int32_t, std::string>> by_key;  // -> index, spelling
  for (const std::string& text : train.texts()) {
    by_key.emplace(*KeyOf(text, numeric), std::pair(0, text));
  }
  EncodedLabels encoded;
  for (auto& [key, entry] : by_key) {
    entry.first = static_cast<int32_t>(encoded.classes.size());
    encoded.classes.push_back(entry.second);
  }
  const auto class_of = [&](const std::string& text) {
    const std::optional<ClassKey> key = KeyOf(text, numeric);
    const auto found = key ? by_key.find(*key) : by_key.end();
    return found == by_key.end() ? -1 : found->second.first;
  };
  std::vector<int32_t> train_classes, test_classes;
  for (const std::string& text : train.texts()) train_classes.push_back(class_of(text));
  for (const std::string& text : test.texts()) test_classes.push_back(class_of(text));
  encoded.labels.reserve(train.ids().size() + test.ids().size());
  for (const int32_t id : train.ids()) {
    encoded.labels.push_back(train_classes[static_cast<size_t>(id)]);
  }
  for (size_t row = 0; row < test.ids().size(); ++row) {
    const auto id = static_cast<size_t>(test.ids()[row]);
    if (test_classes[id] < 0) {
      return InvalidArgument("{}: row {}: class {} stands in no training row", test_name, row + 1,
                             Shown(test.texts()[id]));
    }
    encoded.labels.push_back(test_classes[id]);
  }
  return encoded;
}

}  // namespace gridfold
