#include "worker/model/network/onednn/primitive_call.h"

#include "common/base/check.h"

namespace gridfold {

const dnnl::engine& CpuEngine() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

PrimitiveCall::PrimitiveCall(dnnl::primitive primitive, std::string implementation,
                             const Arguments& arguments, const dnnl::memory::desc& scratch)
    : primitive_(std::move(primitive)),
      implementation_(std::move(implementation)),
      scratch_floats_(
          static_cast<int64_t>((scratch.get_size() + sizeof(float) - 1) / sizeof(float))),
      stream_(CpuEngine()) {
  const auto add = [this](int number, const dnnl::memory::desc& desc) {
    memories_.emplace_back(desc, CpuEngine(), nullptr);
    arguments_.push_back({number, memories_.back().get()});
  };
  for (const auto& [number, desc] : arguments) add(number, desc);
  if (scratch_floats_ > 0) add(DNNL_ARG_SCRATCHPAD, scratch);
}

void PrimitiveCall::Run(float* scratch, std::initializer_list<const float*> data) {
  GF_CHECK(data.size() + (scratch_floats_ > 0 ? 1 : 0) == memories_.size());
  auto memory = memories_.begin();
  const auto set = [this, &memory](const float* handle) {
    // oneDNN's handles are not const, whatever the primitive does with them.
    GF_CHECK(dnnl_memory_set_data_handle_v2(memory->get(), const_cast<float*>(handle),
                                            stream_.get()) == dnnl_success);
    ++memory;
  };
  for (const float* handle : data) set(handle);
  if (scratch_floats_ > 0) set(scratch);
  GF_CHECK(dnnl_primitive_execute(primitive_.get(), stream_.get(),
                                  static_cast<int>(arguments_.size()),
                                  arguments_.data()) == dnnl_success);
}

}  // namespace gridfold
