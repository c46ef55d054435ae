// A whole HTML page from sections: one file that needs nothing else. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gridfold::report {

class Page {
 public:
  // `title` and `subtitle` are plain text.
  Page(std::string title, std::string subtitle)
      : title_(std::move(title)), subtitle_(std::move(subtitle)) {}

  // `id` and `heading` are the program's own; `html` was escaped by its makers. A section without
  // content is left out.
  void AddSection(std::string_view id, std::string_view heading, const std::string& html);

  // The page. Its content security policy lets no script run but its own, and nothing be loaded.
  // `footer` is plain text.
  std::string Finish(std::string_view footer) const;

 private:
  std::string title_, subtitle_, links_, body_;
};

// "<dl>" of names and values, plain text both; entries without a value are left out.
std::string FactList(const std::vector<std::pair<std::string, std::string>>& facts);

// One number with its name below it, plain text both.
std::string Card(std::string_view number, std::string_view name);

// A row of charts beside each other; "" for none.
std::string Charts(const std::string& figures);

}  // namespace gridfold::report
