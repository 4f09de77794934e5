#include "cli/render/volume_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "cli/render/table.h"
#include "lang/base/counted.h"
#include "lang/base/unicode.h"
#include "lang/value/civil.h"
#include "lang/value/json_text.h"

namespace camp::cli {
namespace {

std::uint64_t sum_of(const ByChannel& day) {
  return std::accumulate(day.begin(), day.end(), std::uint64_t{});
}

std::string count_text(std::uint64_t count) { return count == 0 ? "" : grouped(count); }

std::string days_text(const Volume& volume, bool color) {
  std::vector<const ChannelInfo*> used;
  for (const auto& channel : channels()) {
    const auto at = static_cast<std::size_t>(channel.channel);
    const auto has = [&](const auto& day) { return day.second[at] != 0; };
    if (std::any_of(volume.days.begin(), volume.days.end(), has)) used.push_back(&channel);
  }
  std::vector<Column> columns{{"day"}};
  for (const auto* channel : used) columns.push_back({std::string(channel->word), Align::kRight});
  if (used.size() > 1) columns.push_back({"all", Align::kRight});
  Table table(std::move(columns));
  for (const auto& [date, day] : volume.days) {
    std::vector<Cell> row{date_text(date)};
    for (const auto* channel : used)
      row.push_back(count_text(day[static_cast<std::size_t>(channel->channel)]));
    if (used.size() > 1) row.push_back(grouped(sum_of(day)));
    table.add(std::move(row));
  }
  return table.empty() ? "" : "\n" + table.text(color);
}

std::string messages_text(const Volume& volume, bool color) {
  Table table({{"flow", Align::kLeft, 40},
               {"message", Align::kLeft, 40},
               {"channel"},
               {"sent", Align::kRight},
               {"held", Align::kRight},
               {"skipped", Align::kRight},
               {"withheld", Align::kRight},
               {"failed", Align::kRight}});
  for (const auto& it : volume.messages)
    table.add({it.flow, it.message, std::string(info_of(it.channel).word), count_text(it.sent),
               count_text(it.held), count_text(it.skipped), count_text(it.withheld),
               count_text(it.failed)});
  return table.empty() ? "" : "\n" + table.text(color);
}

std::string gates_text(const Volume& volume, bool color) {
  Table table({{"what kept them"}, {"rule"}, {"held", Align::kRight}, {"skipped", Align::kRight}});
  for (const auto& it : volume.gates) {
    const auto* gate = info_of(it.gate);
    table.add({gate ? std::string(gate->word) : "", it.rule, count_text(it.held),
               count_text(it.skipped)});
  }
  return table.empty() ? "" : "\n" + table.text(color);
}

std::string most_text(const MostToOne& most, std::string_view within) {
  return fmt::format("{} in {} (to {}, until {})", counted(most.messages, "message"), within,
                     printable(most.contact), instant_text(most.until_ms));
}

std::string peaks_text(const Volume& volume) {
  std::string text;
  if (volume.minute.messages != 0)
    text +=
        fmt::format("\nthe fullest minute  {} at {}\nthe fullest hour    {} from {}\n",
                    counted(volume.minute.messages, "message"), instant_text(volume.minute.at_ms),
                    counted(volume.hour.messages, "message"), instant_text(volume.hour.at_ms));
  if (volume.day.messages != 0)
    text += fmt::format("the most to one     {}; {}\n", most_text(volume.day, "24 hours"),
                        most_text(volume.week, "7 days"));
  for (const auto& [of, minor] : volume.costs)
    text += fmt::format("cost                {} by {}\n",
                        text_of_value(Value::money(minor, of.second)), info_of(of.first).word);
  if (volume.incidents != 0)
    text += fmt::format("incidents           {}\n", grouped(volume.incidents));
  return text;
}

using MessageKey = std::tuple<std::string, std::string, Channel>;
std::map<MessageKey, std::uint64_t> sent_by_message(const Volume& volume) {
  std::map<MessageKey, std::uint64_t> sent;
  for (const auto& it : volume.messages) sent[{it.flow, it.message, it.channel}] += it.sent;
  return sent;
}

template <class Map>
auto count_in(const Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type{} : found->second;
}

std::string change_text(std::uint64_t was, std::uint64_t is) {
  if (was == is) return "";
  return (is > was ? "+" : "-") + grouped(is > was ? is - was : was - is);
}

std::string changes_text(const Volume& was, const Volume& is, bool color) {
  const auto a = sent_by_message(was), b = sent_by_message(is);
  std::set<MessageKey> keys;
  for (const auto& it : a) keys.insert(it.first);
  for (const auto& it : b) keys.insert(it.first);
  Table table({{"flow", Align::kLeft, 40},
               {"message", Align::kLeft, 40},
               {"channel"},
               {"recorded", Align::kRight},
               {"now", Align::kRight},
               {"change", Align::kRight}});
  for (const auto& key : keys) {
    const auto before = count_in(a, key), after = count_in(b, key);
    table.add({std::get<0>(key), std::get<1>(key), std::string(info_of(std::get<2>(key)).word),
               grouped(before), grouped(after), change_text(before, after)});
  }
  return table.empty() ? "" : "\n" + table.text(color);
}

std::string day_changes_text(const Volume& was, const Volume& is, bool color) {
  std::set<std::int64_t> dates;
  for (const auto& it : was.days) dates.insert(it.first);
  for (const auto& it : is.days) dates.insert(it.first);
  Table table(
      {{"day"}, {"recorded", Align::kRight}, {"now", Align::kRight}, {"change", Align::kRight}});
  for (const auto date : dates) {
    const auto before = sum_of(count_in(was.days, date)), after = sum_of(count_in(is.days, date));
    table.add({date_text(date), grouped(before), grouped(after), change_text(before, after)});
  }
  return table.empty() ? "" : "\n" + table.text(color);
}

Json most_json(const MostToOne& most) {
  return {{"contact", most.contact},
          {"messages", most.messages},
          {"until", instant_text(most.until_ms)}};
}
Json peak_json(const Peak& peak) {
  return {{"messages", peak.messages}, {"at", instant_text(peak.at_ms)}};
}

}  // namespace

std::string volume_text(const Volume& volume, bool color) {
  return days_text(volume, color) + messages_text(volume, color) + gates_text(volume, color) +
         peaks_text(volume);
}

std::string volumes_text(const Volume& was, const Volume& is, bool color) {
  return day_changes_text(was, is, color) + changes_text(was, is, color) +
         "\nas it was recorded:\n" + gates_text(was, color) + peaks_text(was) + "\nnow:\n" +
         gates_text(is, color) + peaks_text(is);
}

Json volume_json(const Volume& volume) {
  Json days = Json::array(), messages = Json::array(), gates = Json::array(), costs = Json::array();
  for (const auto& [date, day] : volume.days) {
    Json row{{"day", date_text(date)}};
    for (const auto& channel : channels())
      if (const auto count = day[static_cast<std::size_t>(channel.channel)]; count != 0)
        row[std::string(channel.word)] = count;
    days.push_back(std::move(row));
  }
  for (const auto& it : volume.messages)
    messages.push_back({{"flow", it.flow},
                        {"message", it.message},
                        {"channel", info_of(it.channel).word},
                        {"sent", it.sent},
                        {"held", it.held},
                        {"skipped", it.skipped},
                        {"withheld", it.withheld},
                        {"failed", it.failed}});
  for (const auto& it : volume.gates) {
    const auto* gate = info_of(it.gate);
    gates.push_back({{"gate", gate ? gate->word : ""},
                     {"rule", it.rule},
                     {"held", it.held},
                     {"skipped", it.skipped}});
  }
  for (const auto& [of, minor] : volume.costs)
    costs.push_back({{"channel", info_of(of.first).word},
                     {"amount", text_of_value(Value::money(minor, of.second))}});
  return {{"sent", volume.sent()},
          {"contacts", volume.contacts},
          {"days", std::move(days)},
          {"messages", std::move(messages)},
          {"gates", std::move(gates)},
          {"costs", std::move(costs)},
          {"fullest_minute", peak_json(volume.minute)},
          {"fullest_hour", peak_json(volume.hour)},
          {"most_in_24_hours", most_json(volume.day)},
          {"most_in_7_days", most_json(volume.week)},
          {"incidents", volume.incidents}};
}

}  // namespace camp::cli
