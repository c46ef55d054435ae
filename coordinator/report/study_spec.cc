#include "coordinator/report/study_spec.h"

#include "common/spec/spec_reader.h"

namespace gridfold::report {

StatusOr<StudySpec> SpecOf(const StudySummary& study) {
  SpecText text;
  text.text = study.spec_text;
  text.file = study.name;
  text.overrides = study.spec_overrides;
  GF_ASSIGN_OR_RETURN(ReadResult read, ReadStudy(text));
  return std::move(read.study);
}

}  // namespace gridfold::report
