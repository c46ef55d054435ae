#include "common/spec/study.h"

namespace gridfold {

std::string_view Name(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kGrid:
      return "grid";
    case Algorithm::kRandom:
      return "random";
    case Algorithm::kHalton:
      return "halton";
    case Algorithm::kTpe:
      return "tpe";
    case Algorithm::kAsha:
      return "asha";
    case Algorithm::kHyperband:
      return "hyperband";
  }
  return "";
}

}  // namespace gridfold
