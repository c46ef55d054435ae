#include "worker/model/model.h"

#include "worker/model/bayes/bayes_model.h"
#include "worker/model/cluster/kmeans_model.h"
#include "worker/model/cluster/mixture_model.h"
#include "worker/model/network/network_model.h"
#include "worker/model/svm/svm_model.h"
#include "worker/model/tree/tree_model.h"

namespace gridfold {

StatusOr<std::unique_ptr<Model>> LoadModel(const TensorFile& file) {
  GF_ASSIGN_OR_RETURN(const std::string type, file.Text("model.type"));
  if (type == "svm") return SvmModel::Load(file);
  if (type == "network") return NetworkModel::Load(file);
  if (type == "tree") return TreeModel::Load(file);
  if (type == "naive_bayes") return BayesModel::Load(file);
  if (type == "kmeans") return KMeansModel::Load(file);
  if (type == "gmm") return MixtureModel::Load(file);
  return DataLoss("model file: model.type: expected a model of this program, found '{}'", type);
}

}  // namespace gridfold
