// One seed: a random project, random contacts, and a life full of accidents. After every step the
// invariants of the engine are looked at; the first that does not hold ends the life.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/explain/inspect.h"
#include "runtime/sim/world.h"
#include "tests/sim/chance.h"
#include "tests/sim/disk.h"
#include "tests/sim/projects.h"
#include "tests/sim/provider.h"
#include "tests/sim/shop.h"

namespace camp::simulator {

// How often each kind of accident happened, over all seeds: a kind that never does tests nothing.
using Tally = std::map<std::string, std::uint64_t>;

inline constexpr const char* kClockAsked = "the clock is asked about";

struct Verdict {
  std::string broken;       // "" when everything held
  std::uint64_t trace = 0;  // hash of the journal at the end: the same seed gives the same
  std::uint32_t steps = 0;
};

class Life {
 public:
  // On a disk: the production store, and power cuts that lose and tear what was not synced. Else a
  // store in memory, whose batches are there or not.
  Life(std::uint64_t seed, bool on_disk, Tally* tally);
  Verdict live(std::uint32_t steps);

 private:
  using Work = std::function<Result<void>()>;
  struct Happening {
    std::string id, contact, event;
    std::int64_t time_ms = 0;
    std::string data;
  };

  void make_world();
  std::unique_ptr<Transport> transport(std::unique_ptr<Transport> spool);
  bool compile_project(int variant);
  void step();
  // Does the work; when it fails, a new process opens what is left and the work is asked for again.
  void survive(const char* what, const Work& work);
  void reopen(bool power_lost);
  void open_again(const char* after);
  Result<void> opened();

  std::string consent_data(bool subscribed);
  std::string link_data(const std::string& contact);
  std::string reply_data();
  std::string go_data();
  Happening new_event();
  Result<void> offer(const std::vector<Happening>& events);
  void import_contacts();
  void send_events();
  void repeat_event();
  void move_time();
  void move_clock_back();
  void lose_a_year();
  void sleep();
  void run_campaign();
  void change_program();
  void erase_contact();
  PauseSubject any_subject();
  void operate();
  void resume_all();
  void change_weather();
  void arm_fault();
  void disarm();
  void drain();

  // invariants.cpp
  void check();
  void check_ledger_and_indexes();
  void check_events_once();
  std::optional<ContactHistory> history_of(const std::string& contact, ContactRow* row);
  void check_timers();
  void check_incidents();
  void check_confirmed();
  void check_spool();
  void check_provider();
  void check_rate();
  void check_replay(const std::string& contact);
  void check_reopened();
  void relive();  // reliving.cpp
  void check_idle();
  void look_at_attempt(std::span<const Outgoing> batch);
  void note_left(std::span<const Outgoing> batch);
  void look_at_request(const ServiceRequest& request, bool repeatable);
  using RequestSeen =
      std::function<void(std::int64_t due_ms, const Hash128& id, const RequestRow& row)>;
  void each_request(const RequestSeen& seen);
  std::optional<Instance> who_awaits(const RequestRow& row);
  bool has_request_to_forget();
  std::set<Hash128> recorded_attempts();
  std::string dump();
  void broken(std::string what);

  std::int64_t now_ms() { return world_->engine().now_ms(); }
  std::string encoded(const std::vector<std::pair<std::string, Value>>& fields);

  Chance chance_;
  std::uint64_t seed_;
  bool calm_;  // without accidents and pauses: such a life can be lived once more (relive)
  Tally& tally_;
  bool live_ = false;      // a live store with a clock of its own; else a virtual one
  bool provided_ = false;  // messages go to a provider; else to the spool
  bool late_ = false;      // which tells later what became of them
  bool quiet_ = false;     // programs have quiet hours
  bool rated_ = false;     // programs have a channel with a rate
  RandomRate rate_;        // the last program's
  // By ledger id, when it left on that channel since the program came: what was cut off of the spool
  // after a crash counts from when it leaves again.
  std::map<Hash128, std::int64_t> left_;
  Provider provider_;
  std::int64_t slow_ms_ = 0;  // for which it was waited in this step
  Shop shop_;
  std::unique_ptr<Disk> disk_;      // null: in memory
  bool power_lost_ = false;         // when the disk's store is opened next
  bool was_ahead_ = false;          // work was done by a clock that was, or seemed so
  std::int64_t moved_back_ms_ = 0;  // by how much in all the clock was set back
  std::unique_ptr<sim::World> world_;
  std::optional<Program> program_;
  std::vector<std::string> contacts_;
  std::set<std::string> erased_;
  std::vector<Happening> acknowledged_;
  std::uint64_t minted_ = 0;
  int variant_ = 0;
  std::string doing_;  // the step at hand, for the report
  Verdict verdict_;
};

}  // namespace camp::simulator
