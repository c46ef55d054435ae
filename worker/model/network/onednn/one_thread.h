// What oneDNN is told about the calling thread, and what it tells of the processor.
#pragma once

#include <cstdint>

namespace gridfold {

// oneDNN works in the calling thread alone from here on. OpenMP's thread count belongs to the
// calling thread, so every thread that builds or runs a network says it.
void UseOneThread();

// Floats in a vector register, by the instruction set that oneDNN uses: 16 or 8.
int64_t VectorLanes();

// Whether products of bfloat16 numbers are instructions (AVX512-BF16).
bool HasBfloat16();

}  // namespace gridfold
