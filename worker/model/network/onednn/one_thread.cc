#include "worker/model/network/onednn/one_thread.h"

#include <omp.h>

#include <oneapi/dnnl/dnnl.hpp>

namespace gridfold {

namespace {

bool Has(dnnl::cpu_isa wanted) {
  // The numbers of the instruction sets are bit sets: a larger one contains the smaller ones.
  const auto bits = static_cast<unsigned>(wanted);
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & bits) == bits;
}

}  // namespace

void UseOneThread() { omp_set_num_threads(1); }

int64_t VectorLanes() { return Has(dnnl::cpu_isa::avx512_core) ? 16 : 8; }

bool HasBfloat16() { return Has(dnnl::cpu_isa::avx512_core_bf16); }

}  // namespace gridfold
