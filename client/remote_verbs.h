// The verbs that ask a running coordinator to do something.
#pragma once

#include <string>

#include "client/console.h"
#include "client/spec_file.h"

namespace gridfold {

// Prints the study's name; with `wait`, shows progress until it is final and fails when the study
// did. `coordinator` may be empty (CoordinatorAddress).
// `import_file`: trials evaluated elsewhere (trial_file.h); may be empty.
Status SubmitStudy(const SpecArguments& arguments, const std::string& coordinator, bool wait,
                   const std::string& import_file, Console& console);

// `change`: pause, resume or cancel.
Status ChangeStudy(const std::string& coordinator, const std::string& study,
                   const std::string& change, Console& console);

// Adds the trials of a CSV file (trial_file.h) to the study.
Status ImportTrials(const std::string& coordinator, const std::string& study,
                    const std::string& file, Console& console);

// Prints the next trial that waits, for somebody who evaluates it himself. `format`: table or json.
Status AskTrial(const std::string& coordinator, const std::string& study, const std::string& format,
                Console& console);

// The result of such a trial: a score for each split, or why there is none.
Status TellTrial(const std::string& coordinator, const std::string& study, int64_t trial,
                 const std::vector<double>& scores, const std::string& failure, Console& console);

// Failed trials wait again.
Status RetryStudy(const std::string& coordinator, const std::string& study, Console& console);

}  // namespace gridfold
