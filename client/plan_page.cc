// How a plan is shown.
#include <cmath>
#include <set>

#include "client/data.h"
#include "client/json.h"
#include "client/plan.h"
#include "client/table.h"
#include "client/text.h"
#include "common/base/units.h"
#include "common/spec/catalogue.h"

namespace gridfold {
namespace {

const char* ScaleName(Scale scale) {
  return scale == Scale::kLog ? ", log" : scale == Scale::kReverseLog ? ", reverse_log" : "";
}

// "0.01 to 1, log, 3 values" or "0.1, 1, 10".
std::string DomainText(const Parameter& parameter) {
  constexpr size_t kShownMax = 12;
  if (parameter.values.empty()) {
    std::string text =
        fmt::format("{:.6g} to {:.6g}{}", parameter.min, parameter.max, ScaleName(parameter.scale));
    if (parameter.step) text += fmt::format(", step {:.6g}", *parameter.step);
    if (parameter.count || parameter.step) {
      text += fmt::format(", {} values", parameter.GridSize());
    }
    return text;
  }
  std::string text;
  for (size_t i = 0; i < std::min(kShownMax, parameter.values.size()); ++i) {
    text += (i > 0 ? ", " : "") + FormatValue(parameter.values[i]);
  }
  if (parameter.values.size() > kShownMax) {
    text += fmt::format(", ... ({} values)", parameter.values.size());
  }
  return text;
}

std::string ConditionText(const Parameter& parameter) {
  std::string text;
  for (const Condition& condition : parameter.when) {
    text += (text.empty() ? "when " : " and ") + condition.parent + " is ";
    for (size_t i = 0; i < condition.values.size(); ++i) {
      text += (i > 0 ? " or " : "") + FormatValue(condition.values[i]);
    }
  }
  return text;
}

std::string TableOfParameters(const StudySpec& spec, bool colours) {
  TextTable table;
  const bool several = spec.space.members.size() > 1;
  if (several) table.AddColumn("part", TextTable::Align::kRight);
  for (const char* title : {"parameter", "searched in", "inactive unless"}) {
    table.AddColumn(title, TextTable::Align::kLeft);
  }
  for (size_t m = 0; m < spec.space.members.size(); ++m) {
    for (const Parameter& parameter : spec.space.members[m].parameters) {
      if (parameter.constant) continue;
      std::vector<std::string> row = {parameter.name, DomainText(parameter),
                                      ConditionText(parameter)};
      if (several) row.insert(row.begin(), fmt::format("{}", m));
      table.AddRow(row);
    }
  }
  return table.empty() ? "" : table.Text(colours);
}

std::string ConstantsText(const StudySpec& spec) {
  std::set<std::string> constants;
  for (const SubSpace& member : spec.space.members) {
    for (const Parameter& parameter : member.parameters) {
      if (!parameter.constant) continue;
      constants.insert(parameter.name + "=" + FormatValue(parameter.values[0]));
    }
  }
  std::string text;
  for (const std::string& constant : constants) text += (text.empty() ? "" : ", ") + constant;
  return text;
}

std::string TrialsText(const TrialCount& count) {
  if (!std::isfinite(count.trials)) return "without end, until the study is stopped";
  if (!count.counted) {
    return FormatCount(count.trials) + ", duplicates not counted as there are so many";
  }
  std::string text = FormatCount(count.trials);
  if (count.duplicates > 0) {
    text +=
        fmt::format(" ({} duplicates merged)", FormatCount(static_cast<double>(count.duplicates)));
  }
  return text;
}

void AddDataFacts(const PreparedStudy& study, Facts& facts) {
  const DataSet& data = *study.data;
  facts.Add("data set", fmt::format("{}: {} training and {} test rows, {} features, {} classes",
                                    data.name, FormatCount(static_cast<double>(data.train_rows)),
                                    FormatCount(static_cast<double>(data.test_rows)), data.features,
                                    data.classes.size()));
  facts.Add("  SHA-256", study.dataset_hash);
  facts.Add("  memory", FormatBytes(static_cast<double>(FactsOf(data).bytes)));
  if (study.splits.empty()) return;
  const Split& split = study.splits[0];
  facts.Add("folds", fmt::format("{}: {} training and {} validation rows (the first)",
                                 study.splits.size(), split.train.size(), split.validation.size()));
}

std::string PlanPage(const StudyPlan& plan, bool colours) {
  const StudySpec& spec = plan.study.spec;
  const double splits = static_cast<double>(plan.study.splits.size());
  Facts facts;
  facts.Add("study", spec.name);
  facts.Add("model", spec.model);
  AddDataFacts(plan.study, facts);
  facts.Add("constants", ConstantsText(spec));
  facts.Add("search", std::string(Name(spec.search.algorithm)));
  facts.Add("trials", TrialsText(plan.count));
  if (std::isfinite(plan.count.trials)) {
    facts.Add("cells", FormatCount(plan.count.trials * splits));
    facts.Add("jobs", (plan.count.counted ? "" : "about ") + FormatCount(plan.count.jobs));
  }
  if (plan.feasibility) {
    const Feasibility& found = *plan.feasibility;
    facts.Add("infeasible", found.infeasible == 0 ? "none"
                                                  : fmt::format("{}, the first: {}",
                                                                found.infeasible, found.example));
    facts.Add("weights",
              fmt::format("{} to {}", FormatCount(static_cast<double>(found.weights_min)),
                          FormatCount(static_cast<double>(found.weights_max))));
  } else if (const ModelSchema* schema = FindModel(spec.model); schema && schema->is_network) {
    facts.Add("infeasible", "not counted as there are so many");
  }
  for (const std::string& line : plan.shared) facts.Add("shared", line);
  if (!plan.memory.empty()) facts.Add("worker's memory", plan.memory);
  facts.Add("refit", spec.refit_top == 0
                         ? "none"
                         : fmt::format("the best {}, on all training rows", spec.refit_top));
  for (const std::string& note : plan.study.notes) facts.Add("note", note);
  const std::string parameters = TableOfParameters(spec, colours);
  return facts.Text() + (parameters.empty() ? "" : "\n" + parameters);
}

Json ParametersJson(const StudySpec& spec) {
  Json members = Json::array();
  for (const SubSpace& member : spec.space.members) {
    Json list = Json::array();
    for (const Parameter& parameter : member.parameters) {
      list.push_back({{"name", parameter.name},
                      {"constant", parameter.constant},
                      {"domain", DomainText(parameter)},
                      {"when", ConditionText(parameter)}});
    }
    members.push_back(std::move(list));
  }
  return members;
}

Json PlanJson(const StudyPlan& plan) {
  const PreparedStudy& study = plan.study;
  const DataSet& data = *study.data;
  Json folds = Json::array();
  for (const Split& split : study.splits) {
    folds.push_back(
        {{"train_rows", split.train.size()}, {"validation_rows", split.validation.size()}});
  }
  Json json = {{"name", study.spec.name},
               {"model", study.spec.model},
               {"dataset",
                {{"name", data.name},
                 {"train_rows", data.train_rows},
                 {"test_rows", data.test_rows},
                 {"features", data.features},
                 {"classes", data.classes},
                 {"sha256", study.dataset_hash},
                 {"bytes", FactsOf(data).bytes}}},
               {"folds", std::move(folds)},
               {"parameters", ParametersJson(study.spec)},
               {"trials", JsonOf(std::optional(plan.count.trials))},
               {"counted", plan.count.counted},
               {"duplicates", plan.count.counted ? Json(plan.count.duplicates) : Json(nullptr)},
               {"jobs", JsonOf(std::optional(plan.count.jobs))},
               {"cells", JsonOf(std::optional(plan.count.trials *
                                              static_cast<double>(study.splits.size())))},
               {"infeasible", nullptr},
               {"shared", plan.shared},
               {"memory", plan.memory.empty() ? Json(nullptr) : Json(plan.memory)},
               {"notes", study.notes}};
  if (plan.feasibility) {
    json["infeasible"] = plan.feasibility->infeasible;
    json["weights"] = {plan.feasibility->weights_min, plan.feasibility->weights_max};
  }
  return json;
}

}  // namespace

void PrintPlan(const StudyPlan& plan, const std::string& format, Console& console) {
  console.out << (format == "json" ? Dump(PlanJson(plan)) : PlanPage(plan, console.colours));
}

}  // namespace gridfold
