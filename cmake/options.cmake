# Language, warnings and the switches that the presets set.
option(GRIDFOLD_BUILD_TESTS "Build the tests" ON)
option(GRIDFOLD_BUILD_BENCHMARKS "Build the benchmarks (needs libbenchmark-dev)" OFF)
option(GRIDFOLD_WERROR "Treat warnings in our own code as errors" ON)
option(GRIDFOLD_THREAD_SAFETY "Clang's thread-safety analysis (clang only)" OFF)
set(GRIDFOLD_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# -O2 everywhere; the training code asks for -O3 itself (worker/CMakeLists.txt). NDEBUG stays unset:
# GF_CHECK and assert guard the bookkeeping of results and cost nothing measurable.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

find_program(GRIDFOLD_CCACHE ccache)
if(GRIDFOLD_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${GRIDFOLD_CCACHE}")
endif()

if(GRIDFOLD_SANITIZE)
  # Without -fno-sanitize-recover a test with undefined behaviour would still pass.
  add_compile_options(-fsanitize=${GRIDFOLD_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -O1)
  add_link_options(-fsanitize=${GRIDFOLD_SANITIZE})
  # Function multi-versioning resolves symbols before a sanitizer's runtime is up.
  add_compile_definitions(GRIDFOLD_NO_TARGET_CLONES)
endif()

# Warnings are for our own targets, not for generated code: see gridfold_library.
set(GRIDFOLD_WARNINGS -Wall -Wextra -Wshadow -Wno-unused-parameter)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND GRIDFOLD_WARNINGS -Wno-restrict)  # g++ 12 reports it wrongly for std::string
endif()
# Under a sanitizer g++ 12 sees uninitialised std::variants where there are none.
if(GRIDFOLD_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND GRIDFOLD_WARNINGS -Wno-maybe-uninitialized)
endif()
if(GRIDFOLD_WERROR AND NOT GRIDFOLD_SANITIZE)
  list(APPEND GRIDFOLD_WARNINGS -Werror)
endif()
if(GRIDFOLD_THREAD_SAFETY)
  list(APPEND GRIDFOLD_WARNINGS -Wthread-safety)
endif()
