// What is to come of a store, or of people who are drawn: a world that begins as the store stands,
// or with nobody but them, with another program, and whose clock goes on by itself. A store is
// only read; what happens is in memory, and nothing leaves. What people and services do meanwhile
// is drawn by rates (rates.h); without any, nobody reacts and no service answers. The project's
// invariants are asked of everybody to whom something happens, behind each moment, and of all when
// a day begins.
//
// Errors: what the engine says; kRefused: `go_on` ended the beginning. One thread.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/sim/drawn_services.h"
#include "runtime/sim/invariant_watch.h"
#include "runtime/sim/meanwhile.h"
#include "runtime/sim/people.h"
#include "runtime/sim/touched_store.h"
#include "runtime/sim/world.h"

namespace camp::sim {

// People as a plan has them: names where People (people.h) has the store's numbers.
struct PeoplePlan {
  struct Field {
    std::string name;
    FieldOfPeople::How how{};
    TypeKind type{};
    std::vector<std::optional<plan::Value>> values;  // of kOneOf; nothing: it is left out
    std::vector<Value> more;                         // likewise
    std::vector<ToldShare> told;
  };
  struct Consent {
    std::string conversation;
    Channel channel{};
    std::uint32_t ppm = kWholePpm;
  };
  struct List {
    std::string name;
    std::uint32_t ppm = 0;
  };
  std::uint64_t count = 0;
  std::vector<Field> fields;
  std::vector<Consent> consents;
  std::vector<List> lists;
};

struct AheadPlan {
  std::int64_t from_ms = 0;
  Program program;
  Program expressions;  // of the suite: what invariants, rates and people are given by
  std::vector<plan::Invariant> invariants;
  Rates rates;
  PeoplePlan people;            // of a world without a store
  std::function<bool()> go_on;  // asked again and again; false: it goes no further
};

// How often something of the rates happened.
struct Happened {
  std::string event;
  std::uint64_t count = 0;
};

class Ahead {
 public:
  // `store` lives longer, and does not change meanwhile; null: there are the plan's people instead.
  Ahead(Store* store, AheadPlan plan);
  Result<void> open();
  // A run of the campaign begins now.
  Result<void> run(const std::string& campaign);
  // False: `go_on` ended it.
  Result<bool> advance_to(std::int64_t until_ms);

  World& world() { return world_; }
  std::int64_t from_ms() const { return plan_.from_ms; }
  const AheadPlan& plan() const { return plan_; }  // but what the world was given of it
  std::vector<Happened> happened() const;
  std::vector<const BrokenInvariant*> broken() const { return watch_->broken(); }

 private:
  class Letterbox;  // what sends
  WorldOptions options();
  Outside outside(Store* store);

  // ahead_people.cpp
  Result<void> make_people();
  Result<FieldOfPeople> field_of(const PeoplePlan::Field& planned);
  Result<void> add_people(const People& people, std::uint64_t from, std::uint64_t to);
  Result<void> make_deeds();
  Result<void> list_contacts();

  bool goes_on() const { return !plan_.go_on || plan_.go_on(); }
  void note_sent(const Outgoing& message);
  Result<void> begin_day();
  Result<void> do_deeds();
  Result<void> apply(std::span<const Deed> deeds);
  Result<void> ask_touched();
  Result<void> ask_all();

  AheadPlan plan_;
  Meanwhile meanwhile_;
  DrawnAnswers answers_;
  SentLog sent_;
  TouchedStore* touched_ = nullptr;  // the world's; null: there is no invariant to ask
  World world_;
  std::shared_ptr<const LinkedProgram> expressions_;
  std::optional<Evaluator> evaluator_;
  std::optional<InvariantWatch> watch_;
  std::vector<std::string> contacts_;           // as they began; where something asks for all
  std::set<std::string> written_to_;            // since invariants were asked
  std::vector<std::vector<std::string>> data_;  // encoded: by Rates::own, by its forms
  std::vector<std::uint64_t> receipts_, own_;   // that happened, by the rates'
  std::int64_t day_ends_ms_ = 0;
  std::uint64_t minted_ = 0;
};

}  // namespace camp::sim
