// Protocol messages <-> domain types: the one place where both are known. ToProto never fails;
// FromProto refuses what no honest peer sends (unset oneofs, unknown enum values) with
// InvalidArgument that names the field.
#pragma once

#include "common/base/status.h"
#include "common/spec/job.h"
#include "common/spec/results.h"
#include "study.pb.h"
#include "worker_service.pb.h"

namespace gridfold {

void ToProto(const Point& point, v1::Point* proto);
StatusOr<Point> FromProto(const v1::Point& proto);

void ToProto(const CellResult& result, v1::CellResult* proto);
StatusOr<CellResult> FromProto(const v1::CellResult& proto);

void ToProto(const RefitSummary& refit, v1::Refit* proto);
RefitSummary FromProto(const v1::Refit& proto);

void ToProto(const TrialSummary& trial, v1::Trial* proto);
StatusOr<TrialSummary> FromProto(const v1::Trial& proto);

void ToProto(const TrialDetail& detail, v1::TrialDetail* proto);
StatusOr<TrialDetail> FromProto(const v1::TrialDetail& proto);

void ToProto(const StudySummary& study, v1::Study* proto);
StatusOr<StudySummary> FromProto(const v1::Study& proto);

void ToProto(const Work& work, v1::Work* proto);
StatusOr<Work> FromProto(const v1::Work& proto);

void ToProto(const Lease& lease, v1::Lease* proto);
StatusOr<Lease> FromProto(const v1::Lease& proto);

void ToProto(const JobReport& report, v1::JobReport* proto);
StatusOr<JobReport> FromProto(const v1::JobReport& proto);

}  // namespace gridfold
