// A oneDNN primitive with its arguments in place: running it allocates nothing.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <utility>
#include <vector>

namespace gridfold {

// The processor; one for the whole process, thread-safe.
const dnnl::engine& CpuEngine();

// Not thread-safe. Movable, not copyable: it owns its arguments.
class PrimitiveCall {
 public:
  using Arguments = std::vector<std::pair<int, dnnl::memory::desc>>;

  PrimitiveCall() = default;  // empty: nothing to run
  // `arguments`: oneDNN's numbers (DNNL_ARG_...) and what is expected there.
  PrimitiveCall(dnnl::primitive primitive, std::string implementation, const Arguments& arguments,
                const dnnl::memory::desc& scratch);
  PrimitiveCall(PrimitiveCall&&) = default;
  PrimitiveCall& operator=(PrimitiveCall&&) = default;

  explicit operator bool() const { return !implementation_.empty(); }
  // oneDNN's name, "jit:avx512_core"; "ref:any" is the slow reference.
  const std::string& implementation() const { return implementation_; }
  int64_t scratch_floats() const { return scratch_floats_; }

  // `data`: the buffers in the order of the constructor's arguments; those that the primitive only
  // reads stay as they are. `scratch`: scratch_floats() floats.
  void Run(float* scratch, std::initializer_list<const float*> data);

 private:
  dnnl::primitive primitive_;
  std::string implementation_;
  int64_t scratch_floats_ = 0;
  dnnl::stream stream_;
  std::vector<dnnl::memory> memories_;  // the arguments, then the scratch memory
  std::vector<dnnl_exec_arg_t> arguments_;
};

}  // namespace gridfold
