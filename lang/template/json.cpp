#include "lang/template/json.h"

#include "lang/template/place_walker.h"
#include "lang/value/json_text.h"

namespace camp::liquid {
namespace {

// `{{ items | json }}`, or `| raw`: a text that is JSON already.
bool is_json_already(const Output& output) {
  return output.is_raw() || (!output.filters.empty() && output.filters.back().name.text == "json");
}

class JsonScanner {
 public:
  static constexpr auto kLanguage = "JSON";
  static constexpr auto kBranchesEnd =
      "let every branch end where the others do: inside a text, or outside of all";

  void read(std::string_view literal) {
    for (const char c : literal) {
      if (escaped_)
        escaped_ = false;
      else if (c == '"')
        in_text_ = !in_text_;
      else
        escaped_ = in_text_ && c == '\\';
    }
  }
  void place(Output& output) {
    if (in_text_)
      output.place = Place::kJsonText;
    else if (!is_json_already(output))
      output.place = Place::kJsonValue;
  }
  bool stands_where(const JsonScanner& other) const {
    return in_text_ == other.in_text_ && escaped_ == other.escaped_;
  }

 private:
  bool in_text_ = false;
  bool escaped_ = false;  // behind a backslash
};

// What it prints with some value for each output; nothing when tags decide about it.
std::optional<std::string> sample_of(const Template& parsed) {
  std::string sample;
  for (const auto& node : parsed.body.nodes) {
    if (const auto* literal = std::get_if<std::string>(&node.what))
      sample += *literal;
    else if (const auto* output = std::get_if<Output>(&node.what))
      sample += output->place == Place::kJsonText ? "x" : "0";
    else
      return std::nullopt;
  }
  return sample;
}

}  // namespace

void place_in_json(Template& parsed, const ast::Text& text, Reporter& reporter) {
  JsonScanner scanner;
  PlaceWalker(scanner, reporter).walk(parsed.body);
  const auto sample = sample_of(parsed);
  if (sample && !is_json(*sample))
    reporter.report(Code::kBadJson, text.span, "this is no JSON, whatever its values are")
        .help("an output stands for a whole value, `{ \"total\": {{ total }} }`, or in quotes");
}

}  // namespace camp::liquid
