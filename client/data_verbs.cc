// predict, data describe, data fetch, data export, db check, db backup: the verbs on files.
#include <memory>

#include "client/data.h"
#include "client/database.h"
#include "client/prediction.h"
#include "client/verbs.h"

namespace gridfold {
namespace {

constexpr const char* kDataHelp =
    "mnist, digits, a spec (.yaml), or a .csv, .npz, .libsvm or IDX file";

// --label, --labels, --data-dir.
void AddDataOptions(CLI::App* verb, DataArguments& arguments) {
  verb->add_option("--label", arguments.label, "csv: the label's column (last, first, name, index)")
      ->capture_default_str();
  verb->add_option("--labels", arguments.labels_path, "IDX: the file of labels");
  AddDataDirOption(verb, arguments.data_dir);
}

void AddPredict(Verbs& verbs) {
  struct Arguments {
    PredictArguments predict;
    DataArguments data;
    std::vector<std::string> names;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb =
      verbs.app.add_subcommand("predict", "what a model says of data sets and pictures");
  verb->add_option("FILE", arguments->predict.model_file, "model file, from 'gridfold model'")
      ->required();
  verb->add_option("DATA", arguments->names,
                   std::string(kDataHelp) +
                       "; a .csv without labels (as many columns as the model has features); a "
                       "picture (.png, .jpg)")
      ->required();
  verb->add_option("--output", arguments->predict.output, "write the labels there, one to a line");
  verb->add_flag("--report", arguments->predict.report,
                 "of a data set with labels: precision, recall, areas under curves of each class");
  verb->add_option("--pictures", arguments->predict.pictures,
                   "of a data set with labels: write confusion matrix, ROC and precision-recall "
                   "curves and the wrongly classified pictures into this folder");
  AddDataOptions(verb, arguments->data);
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      for (const std::string& name : arguments->names) {
        arguments->predict.data.push_back(arguments->data);
        arguments->predict.data.back().name = name;
      }
      return PredictData(arguments->predict, verbs.console);
    };
  });
}

void AddDescribe(Verbs& verbs, CLI::App* data) {
  struct Arguments {
    DataArguments data;
    std::string format, pictures;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = data->add_subcommand("describe", "rows, features, classes, values");
  verb->add_option("DATASET", arguments->data.name, kDataHelp)->required();
  AddDataOptions(verb, arguments->data);
  AddFormatOption(verb, arguments->format, {"table", "json"});
  verb->add_option("--pictures", arguments->pictures,
                   "write pictures of classes and charts of values into this folder");
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      return DescribeData(arguments->data, arguments->format, arguments->pictures, verbs.console);
    };
  });
}

void AddFetch(Verbs& verbs, CLI::App* data) {
  auto arguments = std::make_shared<DataArguments>();
  CLI::App* verb = data->add_subcommand("fetch", "download a data set and check it");
  verb->add_option("DATASET", arguments->name, "mnist")->required();
  AddDataDirOption(verb, arguments->data_dir);
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      return FetchData(arguments->name, arguments->data_dir, verbs.console);
    };
  });
}

void AddExport(Verbs& verbs, CLI::App* data) {
  struct Arguments {
    SpecArguments spec;
    std::string output;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = data->add_subcommand("export", "a spec's data set and folds as an NPZ file");
  AddSpecOptions(verb, arguments->spec);
  verb->add_option("-o,--output", arguments->output, "file to write")->required();
  verb->callback([&verbs, arguments] {
    verbs.chosen = [&verbs, arguments] {
      return ExportData(arguments->spec, arguments->output, verbs.console);
    };
  });
}

}  // namespace

void AddDataVerbs(Verbs& verbs) {
  AddPredict(verbs);
  CLI::App* data = verbs.app.add_subcommand("data", "look at, download and export data sets");
  data->require_subcommand(1);
  AddDescribe(verbs, data);
  AddFetch(verbs, data);
  AddExport(verbs, data);
}

void AddDatabaseVerbs(Verbs& verbs) {
  auto files = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App* db = verbs.app.add_subcommand("db", "check and copy databases");
  db->require_subcommand(1);
  CLI::App* check = db->add_subcommand("check", "look for damage and contradictions");
  check->add_option("FILE", files->first, "database file")->required();
  check->callback([&verbs, files] {
    verbs.chosen = [&verbs, files] { return CheckDatabaseFile(files->first, verbs.console); };
  });
  CLI::App* backup = db->add_subcommand("backup", "copy a database, also while it is in use");
  backup->add_option("FILE", files->first, "database file")->required();
  backup->add_option("DESTINATION", files->second, "file to write; must not exist")->required();
  backup->callback([&verbs, files] {
    verbs.chosen = [&verbs, files] {
      return BackUpDatabase(files->first, files->second, verbs.console);
    };
  });
}

}  // namespace gridfold
