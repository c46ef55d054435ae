#include <memory>
#include <string>

#include "worker/trainer/bayes_trainer.h"
#include "worker/trainer/gmm_trainer.h"
#include "worker/trainer/kmeans_trainer.h"
#include "worker/trainer/network_trainer.h"
#include "worker/trainer/svm_trainer.h"
#include "worker/trainer/trainer.h"
#include "worker/trainer/tree_trainer.h"

namespace gridfold {

const Trainer* FindTrainer(const std::string& model) {
  static const SvmTrainer svm;
  static const NetworkTrainer network("network");
  static const NetworkTrainer mlp("mlp");
  static const NetworkTrainer cnn("cnn");
  static const TreeTrainer tree;
  static const BayesTrainer naive_bayes;
  static const KMeansTrainer kmeans;
  static const GmmTrainer gmm;
  if (model == "svm") return &svm;
  if (model == "network") return &network;
  if (model == "mlp") return &mlp;
  if (model == "cnn") return &cnn;
  if (model == "tree") return &tree;
  if (model == "naive_bayes") return &naive_bayes;
  if (model == "kmeans") return &kmeans;
  if (model == "gmm") return &gmm;
  return nullptr;
}

}  // namespace gridfold
