#include "common/spec/trial_filter.h"

#include <optional>
#include <string_view>

#include "common/spec/scalar.h"

namespace gridfold {
namespace {

constexpr size_t kFilterBytesMax = 10'000;

// A word, a quoted text or an operator, and where it starts.
struct Token {
  enum class Kind { kWord, kQuoted, kOperator, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;
  size_t position = 0;
};

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsOperator(char c) { return c == '=' || c == '!' || c == '<' || c == '>'; }

Status Wrong(const Token& token, const std::string& expected) {
  return InvalidArgument("filter, character {}: expected {}, found {}", token.position + 1,
                         expected, token.kind == Token::Kind::kEnd ? "its end" : Quote(token.text));
}

// Cuts the text into tokens.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  StatusOr<Token> Next() {
    while (place_ < text_.size() && IsSpace(text_[place_])) ++place_;
    if (place_ == text_.size()) return Token{Token::Kind::kEnd, "", place_};
    const char first = text_[place_];
    if (first == '\'' || first == '"') return Quoted(first);
    const bool is_operator = IsOperator(first);
    const size_t start = place_;
    while (place_ < text_.size() && !IsSpace(text_[place_]) &&
           IsOperator(text_[place_]) == is_operator) {
      ++place_;
    }
    return Token{is_operator ? Token::Kind::kOperator : Token::Kind::kWord,
                 std::string(text_.substr(start, place_ - start)), start};
  }

 private:
  StatusOr<Token> Quoted(char quote) {
    const size_t start = place_;
    const size_t end = text_.find(quote, start + 1);
    if (end == std::string_view::npos) {
      return InvalidArgument("filter, character {}: expected a closing {}, found its end",
                             start + 1, quote);
    }
    place_ = end + 1;
    return Token{Token::Kind::kQuoted, std::string(text_.substr(start + 1, end - start - 1)),
                 start};
  }

  std::string_view text_;
  size_t place_ = 0;
};

// The filter's own names that are numbers.
bool IsNumberName(const std::string& name) {
  return name == "trial" || name == "score" || name == "train_score" || name == "fit_seconds";
}

Value AsValue(const std::optional<double>& number, bool& present) {
  present = number.has_value();
  return number.value_or(0);
}

// What `name` stands for in this trial; nullopt when the trial lacks it.
std::optional<Value> Lookup(const TrialSummary& trial, const std::string& name) {
  bool present = true;
  Value value;
  if (name == "trial") {
    value = trial.number;
  } else if (name == "state") {
    value = std::string(Name(trial.state));
  } else if (name == "score") {
    value = AsValue(trial.mean_score, present);
  } else if (name == "train_score") {
    value = AsValue(trial.mean_train_score, present);
  } else if (name == "fit_seconds") {
    value = AsValue(trial.mean_fit_seconds, present);
  } else {
    const auto found = trial.parameters.find(name);
    const auto goal = trial.goals.find(name);
    present = found != trial.parameters.end() || goal != trial.goals.end();
    if (goal != trial.goals.end()) value = goal->second;
    if (found != trial.parameters.end()) value = found->second;
  }
  return present ? std::optional<Value>(value) : std::nullopt;
}

std::optional<Value> Find(const TrialSummary& trial, const std::string& name,
                          const std::string& goal) {
  const std::optional<Value> value = Lookup(trial, name);
  return !value && name == goal ? Lookup(trial, "score") : value;
}

bool CompareNumbers(double left, const std::string& op, double right) {
  if (op == "=") return left == right;
  if (op == "!=") return left != right;
  if (op == "<") return left < right;
  if (op == "<=") return left <= right;
  return op == ">" ? left > right : left >= right;
}

Status CheckOperator(const Token& op) {
  for (const char* known : {"=", "!=", "<", "<=", ">", ">="}) {
    if (op.kind == Token::Kind::kOperator && op.text == known) return absl::OkStatus();
  }
  return Wrong(op, "one of = != < <= > >=");
}

Status CheckLiteral(const std::string& name, const std::string& op, const Token& literal,
                    bool numeric) {
  if (literal.kind != Token::Kind::kWord && literal.kind != Token::Kind::kQuoted) {
    return Wrong(literal, "a number or a word");
  }
  const bool ordered = op != "=" && op != "!=";
  if (!numeric && (ordered || IsNumberName(name))) return Wrong(literal, "a number");
  TrialState state;
  if (name == "state" && !FromName(literal.text, state)) {
    return Wrong(literal, "WAITING, RUNNING, COMPLETED, PRUNED, FAILED, INFEASIBLE or CANCELLED");
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<TrialFilter> TrialFilter::Parse(const std::string& text, const std::string& goal) {
  if (text.size() > kFilterBytesMax) {
    return InvalidArgument("filter: expected at most {} bytes, found {}", kFilterBytesMax,
                           text.size());
  }
  TrialFilter filter;
  filter.goal_ = goal;
  Lexer lexer(text);
  GF_ASSIGN_OR_RETURN(Token name, lexer.Next());
  if (name.kind == Token::Kind::kEnd) return filter;
  while (true) {
    if (name.kind != Token::Kind::kWord) return Wrong(name, "the name of a parameter");
    GF_ASSIGN_OR_RETURN(const Token op, lexer.Next());
    GF_RETURN_IF_ERROR(CheckOperator(op));
    GF_ASSIGN_OR_RETURN(const Token literal, lexer.Next());
    Comparison comparison = {name.text, op.text, literal.text};
    const Scalar scalar = ReadScalar(literal.text);
    comparison.numeric =
        literal.kind == Token::Kind::kWord && ToNumber(scalar.value, comparison.number);
    GF_RETURN_IF_ERROR(CheckLiteral(name.text, op.text, literal, comparison.numeric));
    filter.comparisons_.push_back(std::move(comparison));
    GF_ASSIGN_OR_RETURN(const Token joint, lexer.Next());
    if (joint.kind == Token::Kind::kEnd) return filter;
    if (joint.kind != Token::Kind::kWord || joint.text != "and") return Wrong(joint, "'and'");
    GF_ASSIGN_OR_RETURN(name, lexer.Next());
  }
}

bool TrialFilter::Matches(const TrialSummary& trial) const {
  for (const Comparison& comparison : comparisons_) {
    const std::optional<Value> value = Find(trial, comparison.name, goal_);
    if (!value) return false;
    double number = 0;
    if (comparison.numeric && ToNumber(*value, number)) {
      if (!CompareNumbers(number, comparison.op, comparison.number)) return false;
      continue;
    }
    // A word against a number or a number against a word: only ever unequal.
    const bool equal = ToText(*value) == comparison.literal;
    const bool holds = comparison.op == "=" ? equal : comparison.op == "!=" && !equal;
    if (!holds) return false;
  }
  return true;
}

}  // namespace gridfold
