#include "cli/simulated_rates.h"

#include <fmt/format.h>

#include "cli/shares.h"
#include "lang/base/suggest.h"
#include "lang/catalog/events.h"

namespace camp::cli {
namespace {

// What a rate can be of.
std::vector<std::string> names_of_rates(const Alphabet& alphabet) {
  std::vector<std::string> names;
  for (const auto& event : builtin_events())
    if (sim::is_drawn_receipt(event.name)) names.push_back(event.name);
  for (const auto& [event, forms] : alphabet.events) names.push_back(event);
  for (const auto& [call, fields] : alphabet.answers) names.push_back(call);
  return names;
}

Error no_rate(const Share& share, const Alphabet& alphabet) {
  const auto names = names_of_rates(alphabet);
  Error error{ErrorKind::kInvalid,
              fmt::format("--rate '{}': there is no such event to draw", share.text), "", ""};
  if (const auto near = suggest(share.name, names)) {
    error.hint = fmt::format("did you mean '{}'?", *near);
    return error;
  }
  error.hint = "one of";
  for (const auto& name : names) error.hint += (name == names.front() ? " " : ", ") + name;
  return error;
}

}  // namespace

Result<sim::Rates> read_rates(const Invocation& call, const PopulationText& text,
                              const Alphabet& alphabet) {
  sim::Rates rates;
  rates.seed = call.values["seed"].as<std::uint64_t>();
  CAMP_ASSIGN(const auto shares, read_shares("rate", call.texts("rate")));
  for (const auto& share : shares) {
    const auto event = alphabet.events.find(share.name);
    const auto answer = alphabet.answers.find(share.name);
    if (share.value) return no_rate(share, alphabet);
    if (sim::is_drawn_receipt(share.name))
      rates.receipts.push_back({share.name, share.ppm});
    else if (event != alphabet.events.end())
      rates.own.push_back({share.name, share.ppm, event->second});
    else if (answer != alphabet.answers.end())
      rates.answers.push_back({share.name, share.ppm, answer->second});
    else
      return no_rate(share, alphabet);
  }
  for (const auto& it : text.replies) rates.replies[it.message] = it.texts;
  return rates;
}

}  // namespace camp::cli
