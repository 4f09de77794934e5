// A small world around a real engine: a store in memory, a spool in memory, programs compiled from
// text, a clock that the test sets. What happened is read back from the journal, as people would
// see it.
#pragma once
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lang/base/overloaded.h"
#include "runtime/engine/engine.h"
#include "runtime/explain/inspect.h"
#include "runtime/explain/ledger_check.h"
#include "runtime/sim/world.h"
#include "runtime/vm/calendar.h"
#include "tests/support/compiled.h"

namespace camp::testing {

// "2026-03-02 10:00" or "2026-03-02 10:00:30", in the zone named.
inline std::int64_t at(const std::string& text, const char* zone = "UTC") {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  REQUIRE(std::sscanf(text.c_str(), "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute,
                      &second) >= 5);
  std::chrono::sys_days date = std::chrono::year(year) / month / day;
  return calendar::instant_of(date.time_since_epoch().count(),
                              ((hour * 60 + minute) * 60 + second) * 1000,
                              calendar::find_zone(zone));
}

inline std::string moment(std::int64_t ms) {
  std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(ms)};
  auto day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day date(day);
  std::chrono::hh_mm_ss clock(time - day);
  char text[64];
  std::snprintf(text, sizeof text, "%02u-%02u %02d:%02d:%02d", unsigned(date.month()),
                unsigned(date.day()), int(clock.hours().count()), int(clock.minutes().count()),
                int(clock.seconds().count()));
  return text;
}

inline Program compiled(const std::string& text) {
  auto result = test::compiled({{"main.camp", text}});
  INFO(result.findings());
  REQUIRE(result.program);
  return std::move(*result.program);
}

using sim::Fault;

using Fields = std::vector<std::pair<std::string, Value>>;
using Lines = std::vector<std::string>;

inline const std::string kSchema = R"(
contact {
  email: email?  phone: phone?  name: string?  arm: string?  stage: string?  score: int = 0
  timezone: timezone = "UTC"
}
event purchase { order: string, total: money }
event visit { page: string }
event ping { n: int }
event refund { order: string }
conversation news { from "News <news@acme.example>" suppress blocked }
list blocked
list staff
message hello { email { subject "Hi {{ contact.name | default: 'you' }}" text "Hello {{ contact.stage | default: '-' }}" }
                sms "Hi" }
message second { email { subject "Again" text "Again" } sms "Again" }
message third { email { subject "Third" text "Third" } }
)";

// A journey on `visit`; `header` may replace how it is entered again.
inline std::string journey(
    const std::string& flow, const std::string& header = "again",
    const std::string& goal = "goal bought on purchase as p within 7d worth p.total") {
  return kSchema + "journey j { category marketing conversation news start on visit as v " +
         header + " " + goal + " flow { " + flow + " } }\n";
}
inline std::string campaign(const std::string& flow,
                            const std::string& audience = "include everybody",
                            const std::string& name = "c") {
  return "segment everybody_" + name + " = contact.score >= 0\ncampaign " + name +
         " { category marketing conversation news goal bought on purchase as p within 7d worth "
         "p.total audience { " +
         (audience == "include everybody" ? "include everybody_" + name : audience) + " } flow { " +
         flow + " } }\n";
}

// The simulation's world, with short ways to say what tests say.
class World {
 private:
  static sim::WorldOptions options_of(bool make_virtual, Outbox::Mode outbox) {
    sim::WorldOptions options;
    options.make_virtual = make_virtual;
    options.outbox = outbox;
    return options;
  }
  sim::World world_;

 public:
  MemStore& store = world_.memory();
  sim::FaultFileSystem& files = world_.files();
  sim::PlainMimeWriter& mime = world_.mime();
  sim::ManualClock& clock = world_.clock();
  Engine* engine = nullptr;  // until close() or the next open()
  bool deliver = true;
  std::uint32_t shards = 1;  // of a live world
  bool accept_clock = false;
  std::function<std::unique_ptr<Transport>()> make_transport;  // instead of the spool
  MakeServiceClient services;

  explicit World(const std::string& text = "", bool make_virtual = true,
                 Outbox::Mode outbox = Outbox::Mode::kThread)
      : world_(options_of(make_virtual, outbox)) {
    open();
    if (!text.empty()) install(text);
  }
  // A live one that begins from what another world's store held.
  World(MemStore::Snapshot from, std::int64_t now_ms)
      : world_(options_of(false, Outbox::Mode::kThread), std::move(from)) {
    clock.ms = now_ms;
    open();
  }

  void open() {
    auto opened = try_to_open();
    INFO((opened.ok() ? "" : opened.error().message));
    REQUIRE(opened.ok());
  }
  Result<void> try_to_open() {
    engine = nullptr;
    world_.options().deliver = deliver;
    if (make_transport) world_.options().make_transport = [this](auto) { return make_transport(); };
    world_.options().shards = shards;
    world_.options().accept_clock = accept_clock;
    world_.options().services = services;
    CAMP_TRY(world_.open());
    engine = &world_.engine();
    return {};
  }
  void close() {
    world_.close();
    engine = nullptr;
  }

  ProgramPtr install(const std::string& text) { return engine->install(compiled(text)).value(); }

  std::string fields(const Fields& all) {
    std::vector<NamedValue> named;
    for (const auto& [name, value] : all) named.push_back({engine->names().number(name), value});
    std::string data;
    encode_attributes(data, named);
    return data;
  }

  // Subscribed to `news` by e-mail and SMS.
  UpsertCounts contact(const std::string& id, Fields attributes = {}, Lines lists = {},
                       bool subscribed = true) {
    auto email = id + "@example.com";
    bool has_email = false;
    for (const auto& [name, value] : attributes) has_email = has_email || name == "email";
    if (!has_email) attributes.push_back({"email", Value::string(email)});
    auto data = fields(attributes);
    ContactBatch batch;
    batch.contacts.push_back({id, data});
    for (const auto& list : lists) batch.lists.push_back(engine->names().number(list));
    if (subscribed) {
      auto news = engine->names().number("news");
      batch.subscriptions = {{news, Channel::kEmail}, {news, Channel::kSms}};
    }
    auto counts = engine->upsert(batch);
    REQUIRE(counts.ok());
    return *counts;
  }

  // One event; its id is made up when "".
  EventFate event(const std::string& contact_id, const std::string& name, std::int64_t time_ms,
                  const Fields& all = {}, std::string id = "") {
    if (id.empty()) id = "e" + std::to_string(++minted_);
    auto data = fields(all);
    EventInput input{id, contact_id, engine->names().number(name), time_ms, data};
    std::vector<EventFate> fates;
    auto counts = engine->apply({&input, 1}, &fates);
    INFO((counts.ok() ? "" : counts.error().message));
    REQUIRE(counts.ok());
    REQUIRE(engine->settle().ok());
    late += counts->late;
    return fates.at(0);
  }
  EventFate visit(const std::string& contact_id, const std::string& time,
                  const std::string& page = "p") {
    return event(contact_id, "visit", at(time), {{"page", Value::string(page)}});
  }
  EventFate purchase(const std::string& contact_id, const std::string& time,
                     const std::string& id = "") {
    return event(contact_id, "purchase", at(time),
                 {{"order", Value::string("o")}, {"total", Value::money(1000, currency("EUR"))}},
                 id);
  }

  void advance(const std::string& time) {
    auto report = engine->advance_to(at(time));
    INFO((report.ok() ? "" : report.error().message));
    REQUIRE(report.ok());
    REQUIRE(engine->settle().ok());
  }
  RunReport run(const std::string& key, const std::string& name = "c") {
    auto report = engine->run(name, key);
    INFO((report.ok() ? "" : report.error().message));
    REQUIRE(report.ok());
    REQUIRE(engine->settle().ok());
    return *report;
  }

  ContactRow row(const std::string& contact_id) {
    ContactRow result;
    REQUIRE(*read_contact(store, contact_id, &result));
    return result;
  }

  // What the journal has of a contact: one line each of the kinds asked for.
  Lines told(const std::string& contact_id, std::vector<EntryKind> kinds = {EntryKind::kMessage}) {
    auto contact_row = row(contact_id);
    auto history = ContactHistory::read(store, contact_id, contact_row);
    REQUIRE(history.ok());
    Lines lines;
    for (const auto& line : history->entries()) {
      if (std::find(kinds.begin(), kinds.end(), line.entry.kind()) == kinds.end()) continue;
      lines.push_back(describe(line));
    }
    return lines;
  }

  // The ledger balances, and the counters are what a count gives.
  void check() {
    auto result = check_ledger(store, {});
    REQUIRE(result.ok());
    for (const auto& finding : result->findings)
      UNSCOPED_INFO(finding.where << ": " << finding.what);
    CHECK(result->clean());
    CHECK(result->sums.balanced());
  }

  std::uint64_t late = 0;

 private:
  std::string text_of(std::uint32_t number) { return std::string(engine->names().text(number)); }
  std::string describe(const HistoryEntry& line) {
    const auto& e = line.entry;
    auto when = " " + moment(e.at_ms);
    return std::visit(
        Overloaded{
            [&](const MessageEntry& it) {
              auto gate = it.verdict.gate == Gate::kPassed
                              ? ""
                              : " " + std::string(info_of(it.verdict.gate)->word);
              return text_of(it.message) + " " + std::string(info_of(it.channel).word) + " " +
                     std::string(fate_word(line.fate)) + gate + when;
            },
            [&](const RefusedEntry& it) { return "refused " + std::to_string(int(it.why)) + when; },
            [&](const ConvertedEntry& it) {
              return text_of(it.goal) + " by " + text_of(it.message) + when;
            },
            [&](const RefundedEntry& it) {
              return text_of(it.goal) + " refunded " + std::string(it.converted.event_id) + when;
            },
            [&](const IncidentEntry& it) { return "incident " + std::string(it.text); },
            [&](const ConsentEntry& it) {
              return std::string(it.said.subscribed ? "given" : "taken") + when;
            },
            [&](const OptInEntry&) { return "asked" + when; },
            [&](const ShiftedEntry& it) {
              return "longer by " + std::to_string(it.to_ms - it.from_ms) + when;
            },
            [&](const ListEntry& it) {
              return std::string(it.member ? "on " : "off ") + text_of(it.list) + when;
            },
            [&](const AttributesEntry& it) {
              Arena arena;
              std::vector<NamedValue> values;
              REQUIRE(decode_attributes(it.attributes, arena, &values));
              std::string text;
              for (const auto& [name, value] : values) {
                text += text_of(name) + "=";
                if (!value.is_absent()) append_text(text, value);
                text += " ";
              }
              return text + "by " + std::to_string(e.subject.instance) + when;
            },
            [&](const ReceiptEntry& it) {
              return (it.first ? "first " : "more ") + text_of(it.cause.event) + when;
            },
            [&](const TalkEntry& it) {
              return std::string(word_of(it.point)) + " " + std::to_string(it.step) + when;
            },
            [&](const EventEntry& it) {
              return "makes " + std::string(engine->names().text(it.event.event)) + " happen" +
                     when;
            },
            [&](const RequestedEntry& it) { return "requests " + text_of(it.call) + when; },
            [&](const AnsweredEntry& it) {
              return text_of(it.call) +
                     (it.fate == RequestFate::kAnswered ? " answers" : " fails") +
                     (it.reason.empty() ? "" : " " + std::string(it.reason)) + when;
            },
            [&](const AssignedEntry& it) {
              return text_of(it.assigned.experiment) + " " + text_of(it.assigned.arm);
            },
            [&](const TransitionEntry& it) {
              return std::string(it.stop == StopKind::kParked     ? "waits"
                                 : it.stop == StopKind::kFinished ? "finished"
                                 : it.stop == StopKind::kExited   ? "exited"
                                                                  : "parked") +
                     (it.text.empty() ? "" : " " + std::string(it.text)) + when;
            }},
        e.what);
  }

  std::uint64_t minted_ = 0;
};

}  // namespace camp::testing
