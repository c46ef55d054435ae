#include "coordinator/report/study_report.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <regex>
#include <set>

#include "coordinator/report/trial_table.h"
#include "tests/coordinator/report/sample_input.h"

namespace gridfold::report {
namespace {

// Says the text alone: a page would fill the screen.
testing::AssertionResult Has(const std::string& page, const std::string& text) {
  if (page.find(text) != std::string::npos) return testing::AssertionSuccess() << "has " << text;
  return testing::AssertionFailure() << "lacks " << text;
}

// The cells of the table of trials: data-v where there is one, else the text.
std::vector<std::vector<std::string>> TableRows(const std::string& page) {
  const size_t begin = page.find("<section id=\"trials\"");
  const std::string section = page.substr(begin, page.find("</section>", begin) - begin);
  std::vector<std::vector<std::string>> rows;
  const std::regex cell_pattern("<td(?: class=\"[a-z]*\")?(?: data-v=\"([^\"]*)\")?>([^<]*)</td>");
  for (size_t at = section.find("<tr", section.find("<tbody>")); at != std::string::npos;
       at = section.find("<tr", at + 1)) {
    const std::string row = section.substr(at, section.find("</tr>", at) - at);
    rows.emplace_back();
    for (std::sregex_iterator it(row.begin(), row.end(), cell_pattern), end; it != end; ++it) {
      rows.back().push_back((*it)[1].matched ? (*it)[1] : (*it)[2]);
    }
  }
  return rows;
}

// Every tag that is opened is closed in order, and only known ones occur.
void ExpectWellFormed(const std::string& page) {
  static const std::set<std::string> lonely = {"meta", "!DOCTYPE"};
  std::vector<std::string> open;
  const std::string body = page.substr(0, page.find("<script>"));
  const std::regex tag("<(/?)([!A-Za-z0-9]+)((?:[^<>\"]|\"[^\"<>]*\")*)>");
  size_t end_of_last = 0;
  for (std::sregex_iterator it(body.begin(), body.end(), tag), end; it != end; ++it) {
    const std::string before =
        body.substr(end_of_last, static_cast<size_t>(it->position()) - end_of_last);
    // The style sheet has selectors of the form a>b only if someone adds one.
    ASSERT_EQ(before.find('<'), std::string::npos) << before;
    end_of_last = static_cast<size_t>(it->position() + it->length());
    const std::string name = (*it)[2];
    const bool closes_itself = (*it)[3].length() > 0 && *((*it)[3].second - 1) == '/';
    if ((*it)[1].length() > 0) {
      ASSERT_FALSE(open.empty()) << name;
      ASSERT_EQ(open.back(), name);
      open.pop_back();
    } else if (!closes_itself && !lonely.contains(name)) {
      open.push_back(name);
    }
  }
  EXPECT_EQ(open, (std::vector<std::string>{"html", "body"}));
}

// What no trial of the sample has: a second goal, a constraint.
ReportInput GoalsInput() {
  ReportInput input = SampleInput(20, 2);
  input.study.spec_text =
      "name: sample\ndataset: digits\nmodel: svm\n"
      "metric: [{name: accuracy, goal: maximize}, {name: support_vectors, goal: minimize}]\n"
      "constraints: [support_vectors < 150]\n"
      "parameters: {C: {values: [0.01, 0.1, 1, 10, 100]}, gamma: {values: [0.25, 0.5, 0.75, 1]}}\n";
  for (TrialSummary& trial : input.trials) {
    // The more accurate, the more; those from 15 on break the constraint.
    trial.goals["support_vectors"] = 10.0 * static_cast<double>(trial.number);
    trial.violation = trial.number >= 15 ? 0.5 : 0;
  }
  input.trials[3].goals["support_vectors"] = 140;  // beaten by those between
  return input;
}

TEST(StudyReportTest, SeveralGoalsHaveTheirFront) {
  const std::string page = StudyReport(GoalsInput());
  ExpectWellFormed(page);
  const size_t begin = page.find("<section id=\"goals\"");
  ASSERT_NE(begin, std::string::npos);
  const std::string section = page.substr(begin, page.find("</section>", begin) - begin);
  EXPECT_TRUE(Has(section, "accuracy against support_vectors"));
  EXPECT_TRUE(Has(section, "To be ranked a trial needs support_vectors &lt; 150."));
  EXPECT_TRUE(Has(section, "<td>14</td>"));
  EXPECT_FALSE(Has(section, "<td>3</td>")) << "another is better in both goals";
  EXPECT_FALSE(Has(section, "<td>15</td>")) << "it breaks the constraint";
  EXPECT_FALSE(Has(StudyReport(SampleInput(20, 2)), "<section id=\"goals\""));
}

TEST(StudyReportTest, ParametersAreWeighed) {
  ReportInput input = GoalsInput();
  const std::string page = StudyReport(input);
  EXPECT_TRUE(Has(page, "<section id=\"importance\""));
  EXPECT_TRUE(Has(page, "several together, share"));
  for (TrialSummary& trial : input.trials) trial.mean_score = 0.5;
  EXPECT_FALSE(Has(StudyReport(input), "<section id=\"importance\"")) << "nothing to explain";
  input = SampleInput(20, 2);
  input.study.parameter_names = {"C"};
  EXPECT_FALSE(Has(StudyReport(input), "<section id=\"importance\"")) << "one alone";
}

TEST(StudyReportTest, TheTableHoldsTheNumbersOfTheStudy) {
  const ReportInput input = SampleInput(15, 3);
  const auto rows = TableRows(StudyReport(input));
  ASSERT_EQ(rows.size(), 15u);
  for (size_t i = 0; i < rows.size(); ++i) {
    const TrialSummary& trial = input.ranked[i];
    // rank, alike, trial, score, error, train, C, gamma, three folds, fit, score time, state
    ASSERT_EQ(rows[i].size(), 14u);
    EXPECT_EQ(std::stol(rows[i][0]), *trial.rank);
    EXPECT_EQ(std::stol(rows[i][2]), trial.number);
    EXPECT_EQ(std::stod(rows[i][3]), *trial.mean_score);
    EXPECT_EQ(std::stod(rows[i][4]), *trial.std_error);
    EXPECT_EQ(std::stod(rows[i][5]), *trial.mean_train_score);
    EXPECT_EQ(std::stod(rows[i][6]), std::get<double>(trial.parameters.at("C")));
    EXPECT_EQ(std::stod(rows[i][7]), std::get<double>(trial.parameters.at("gamma")));
    for (size_t fold = 0; fold < 3; ++fold) {
      EXPECT_EQ(std::stod(rows[i][8 + fold]), *trial.fold_scores[fold]);
    }
    EXPECT_EQ(std::stod(rows[i][11]), *trial.mean_fit_seconds);
    EXPECT_EQ(rows[i][13], "COMPLETED");
  }
}

TEST(StudyReportTest, HasEverySectionAndIsWellFormed) {
  const std::string page = StudyReport(SampleInput(15, 3));
  for (const char* id : {"result", "trials", "parameters", "folds", "curves", "classes", "cost",
                         "progress", "origin"}) {
    EXPECT_TRUE(Has(page, std::string("<section id=\"") + id + "\">"));
  }
  ExpectWellFormed(page);
  EXPECT_TRUE(Has(page, "accuracy over C and gamma"));
  EXPECT_TRUE(Has(page, "dog taken for cat (21)"));  // 3 folds of 7
  EXPECT_TRUE(Has(page, "3 jobs, 3 attempts (3 OK), of 3 of 15 trials"));
}

TEST(StudyReportTest, EqualInputsGiveEqualBytes) {
  EXPECT_EQ(StudyReport(SampleInput(15, 3)), StudyReport(SampleInput(15, 3)));
}

TEST(StudyReportTest, LoadsNothing) {
  const std::string page = StudyReport(SampleInput(15, 3));
  for (const char* word : {"src=", "@import", "url(", "<link", "<iframe", "fetch("}) {
    EXPECT_FALSE(Has(page, word));
  }
  // The name of SVG's namespace is the only address, and nothing is fetched from it.
  EXPECT_EQ(std::regex_replace(page, std::regex("http://www.w3.org/2000/svg"), "").find("http:"),
            std::string::npos);
}

TEST(StudyReportTest, HostileNamesCannotBecomeMarkup) {
  for (const char* text :
       {"<script>alert(1)</script>", "\" onload=\"alert(1)", "</title><img onerror=x>", "-->",
        "]]>", "'><svg/onload=x>", "&lt;b&gt;", "\xFF\xFE\x1b[2J", "{} {0} %s", "\n</pre><b>"}) {
    const std::string page = StudyReport(HostileInput(text));
    ExpectWellFormed(page);
    EXPECT_FALSE(Has(page, "<script>alert")) << text;
    EXPECT_FALSE(Has(page, "onload=\"")) << text;
    EXPECT_FALSE(Has(page, "<img")) << text;
    EXPECT_EQ(page.find('\xFF'), std::string::npos);
    EXPECT_EQ(page.find('\x1b'), std::string::npos);
  }
}

TEST(StudyReportTest, AnEmptyStudySaysSo) {
  const std::string page = StudyReport(ReportInput());
  ExpectWellFormed(page);
  EXPECT_TRUE(Has(page, "No trial is completed yet."));
  EXPECT_TRUE(Has(page, "<section id=\"origin\">"));
  EXPECT_FALSE(Has(page, "<svg"));
}

TEST(StudyReportTest, OneTrialAndOneFoldAreEnough) {
  const std::string page = StudyReport(SampleInput(1, 1));
  ExpectWellFormed(page);
  EXPECT_TRUE(Has(page, "No other trial is completed."));
  EXPECT_EQ(TableRows(page).size(), 1u);
  EXPECT_FALSE(Has(page, "<section id=\"parameters\">"));
}

TEST(StudyReportTest, ScoresThatAreNoNumbersAreNotDrawn) {
  ReportInput input = SampleInput(4, 2);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (auto* list : {&input.trials, &input.ranked}) {
    for (TrialSummary& trial : *list) {
      if (trial.number == 0) continue;
      trial.mean_score = trial.std_error = trial.mean_train_score = nan;
      trial.mean_fit_seconds = std::numeric_limits<double>::infinity();
      trial.fold_scores = {nan, nan};
    }
  }
  for (TrialDetail& detail : input.details) {
    for (TrialCurvePoint& point : detail.curves) point.point.value = nan;
  }
  const std::string page = StudyReport(input);
  ExpectWellFormed(page);
  const std::regex coordinate("(x|y|cx|cy|x1|x2|y1|y2|d|width|height)=\"[^\"]*(nan|inf)");
  EXPECT_FALSE(std::regex_search(page, coordinate));
}

TEST(StudyReportTest, ManyTrialsAreCutAndThePageSaysSo) {
  ReportInput input = SampleInput(1000, 3);
  input.trials_left_out = 500;
  const std::string page = StudyReport(input);
  ExpectWellFormed(page);
  EXPECT_EQ(TableRows(page).size(), kTableRowsMax);
  EXPECT_TRUE(Has(page, "300 of 1500 trials"));
  EXPECT_TRUE(Has(page, "Of the 300 best, "));
  EXPECT_LT(page.size(), 3'000'000u);
}

TEST(StudyReportTest, FailuresAreGroupedByReason) {
  ReportInput input = SampleInput(3, 2);
  for (int i = 0; i < 5; ++i) {
    TrialSummary trial;
    trial.number = 3 + i;
    trial.state = i < 3 ? TrialState::kInfeasible : TrialState::kFailed;
    trial.reason = i < 3 ? "a kernel of 29 does not fit" : "diverged";
    input.trials.push_back(trial);
  }
  const std::string page = StudyReport(input);
  EXPECT_TRUE(Has(page,
                  "<td class=\"text\">INFEASIBLE</td><td>3</td>"
                  "<td class=\"long\">a kernel of 29 does not fit</td>"
                  "<td class=\"text\">3, 4, 5</td>"));
  EXPECT_TRUE(Has(page, "<td class=\"text\">FAILED</td><td>2</td>"));
}

TEST(StudyReportTest, AttemptsOfAJobOfManyTrialsCountOnce) {
  ReportInput input = SampleInput(3, 1);
  for (TrialDetail& detail : input.details) {
    detail.attempts[0].end = AttemptEnd::kLost;
    detail.attempts[0].message = "worker fell silent";
  }
  const std::string page = StudyReport(input);
  EXPECT_TRUE(Has(page, "1 job, 1 attempt (1 LOST)"));
  EXPECT_TRUE(Has(page,
                  "<td class=\"text\">LOST</td><td>1</td>"
                  "<td class=\"long\">worker fell silent</td>"));
}

}  // namespace
}  // namespace gridfold::report
