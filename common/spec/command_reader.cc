#include "common/spec/command_reader.h"

namespace gridfold {
namespace {

constexpr size_t kWordsMax = 256;
constexpr char kExpected[] = "a program and its arguments, such as [python3, train.py]";

StatusOr<std::vector<std::string>> ReadWords(const YamlCursor& cursor) {
  if (!cursor.IsList()) return cursor.Expected(kExpected);
  const std::vector<YamlCursor> items = cursor.Items();
  if (items.empty()) return cursor.Expected(kExpected);
  if (items.size() > kWordsMax) {
    return cursor.Wrong(
        fmt::format("expected at most {} words, found {}", kWordsMax, items.size()));
  }
  std::vector<std::string> words;
  for (const YamlCursor& item : items) {
    GF_ASSIGN_OR_RETURN(words.emplace_back(), item.Text("a word of the command"));
  }
  return words;
}

}  // namespace

StatusOr<CommandSpec> ReadCommand(const YamlCursor& root, const std::string& model) {
  CommandSpec command;
  if (model != "command") {
    const auto given = root.Find("command");
    if (!given) return command;
    return given->Wrong(fmt::format("expected only with model command, found model {}", model));
  }
  GF_ASSIGN_OR_RETURN(const YamlCursor cursor, root.Require("command", kExpected));
  if (!cursor.IsMap()) {
    GF_ASSIGN_OR_RETURN(command.run, ReadWords(cursor));
    return command;
  }
  GF_RETURN_IF_ERROR(cursor.CheckMap({"run", "script", "rows"}));
  GF_ASSIGN_OR_RETURN(const YamlCursor run, cursor.Require("run", kExpected));
  GF_ASSIGN_OR_RETURN(command.run, ReadWords(run));
  if (const auto script = cursor.Find("script")) {
    GF_ASSIGN_OR_RETURN(command.script, script->Text("the name of a file"));
    if (!IsPlainName(command.script.substr(command.script.rfind('/') + 1))) {
      return script->Expected("a file whose name is of A-Z a-z 0-9 . _ - only");
    }
  }
  if (const auto rows = cursor.Find("rows")) {
    GF_ASSIGN_OR_RETURN(command.rows, rows->Choice({"npz", "csv", "index"}));
  }
  return command;
}

}  // namespace gridfold
