// A tree of two splits that tests write down by hand.
#pragma once

#include "worker/model/tree/decision_tree.h"

namespace gridfold {

//        0: feature 2 <= 0.5
//   1: class 0        2: feature 0 <= -1.25
//                3: class 1        4: class 0
inline DecisionTree SmallTree() {
  DecisionTree tree;
  tree.features = 3;
  tree.class_weights = {1, 2};
  tree.nodes = {
      {2, 2, 0.5, 0, 1}, {0, -1, 0, 1, 0}, {4, 0, -1.25, 1, 1}, {0, -1, 0, 2, 1}, {0, -1, 0, 2, 0}};
  tree.counts = {10, 7, 4, 0, 6, 7, 1, 7, 5, 0};
  return tree;
}

}  // namespace gridfold
