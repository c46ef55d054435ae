// Several goals, and constraints. Pure.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "common/spec/results.h"
#include "common/spec/study.h"

namespace gridfold {

// "accuracy > 0.95", as a spec writes it.
std::string TextOf(const Constraint& constraint);

// What a trial is judged by beside the goal that ranks: further goals in their order, then what
// constraints are about; each once.
std::vector<std::string> GoalNumbers(const StudySpec& spec);

// The means of GoalNumbers over the cells: NaN where a cell lacks it.
std::map<std::string, double> GoalMeans(const StudySpec& spec,
                                        std::span<const CellResult* const> cells);

// By how much the constraints are broken, in all: for each one the distance to its bound, divided
// by the bound's size; at least the smallest positive number for a bound that is met but must not
// be. 0 when none is broken; infinity when a mean is NaN or missing. `mean_score` is the ranking
// goal's.
double Violation(const StudySpec& spec, double mean_score,
                 const std::map<std::string, double>& goals);

// For each trial, in any order, whether no other one beats it: none is as good in every goal and
// better in one (Pareto). Trials that are unfinished, break a constraint or lack a goal are not on
// the front; of equal ones all are. Work grows with trials x front.
std::vector<bool> OnParetoFront(const StudySpec& spec, std::span<const TrialSummary> trials);

}  // namespace gridfold
