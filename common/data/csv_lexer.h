// Cuts comma-separated text (RFC 4180) into records and fields.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace gridfold {

// Reads text that must outlive it. Not thread-safe.
class CsvLexer {
 public:
  // A leading byte-order mark is skipped.
  CsvLexer(std::string_view text, std::string name);
  // For text that begins on a later line of its file.
  CsvLexer(std::string_view text, std::string name, int64_t line)
      : text_(text), name_(std::move(name)), line_(line) {}

  // Reads the next record's fields; spaces around unquoted fields are dropped, lines without
  // anything skipped. `fields` stay valid until the next call. False at the end of the text.
  // InvalidArgument, naming the line, for a quote that is never closed or followed by more text.
  StatusOr<bool> Next(std::vector<std::string_view>& fields);

  // The line, from 1, on which the last record began.
  int64_t line() const { return record_line_; }
  // What is not read yet, and the line on which it begins.
  std::string_view rest() const { return text_.substr(at_); }
  int64_t rest_line() const { return line_; }

 private:
  void SkipEmptyLines();
  StatusOr<std::string_view> QuotedField();
  std::string_view PlainField();

  std::string_view text_;
  std::string name_;
  size_t at_ = 0;
  int64_t line_ = 1, record_line_ = 1;
  std::deque<std::string> unquoted_;  // fields of the record whose quotes were doubled
};

}  // namespace gridfold
