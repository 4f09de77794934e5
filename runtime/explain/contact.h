// One contact, as `contacts show` and its like tell it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/explain/told.h"

namespace camp {

struct ToldSubscription {
  std::string conversation;        // empty: every one
  std::optional<Channel> channel;  // none: every one
  bool subscribed = false;
  bool imported = false;
  std::int64_t since_ms = 0;
  std::int64_t asked_ms = 0;  // confirmed: when it had been asked for; 0: it needed none
  Hash128 confirmation;       // by the link of this message
};
// A subscription that waits for its confirmation.
struct ToldPending {
  std::string conversation;
  Channel channel{};
  bool imported = false;
  std::int64_t asked_ms = 0;
  std::int64_t sent_ms = 0;  // the last confirmation; 0: none was
  Hash128 confirmation;
  bool too_old = false;  // its link is
};
// `since 2026-03-01T09:00:00Z, confirmation sent 2026-03-01T09:00:00Z, not confirmed`
std::string pending_text(const ToldPending& pending);
// As of a contact's row; none when nothing is pending.
std::optional<ToldPending> tell_pending(StoreView& view, const ContactRow& row,
                                        std::uint32_t conversation, Channel channel);
struct ToldInstance {
  std::uint32_t number = 0;
  std::string flow;
  std::uint32_t run = 0;  // 0 for a journey
  InstanceState state{};
  std::int64_t started_ms = 0;
  std::string step;    // where it stands; empty: it has ended
  std::string awaits;  // the experiment whose winner it waits for; empty: none
  std::int64_t since_ms = 0;
  std::int64_t due_ms = 0;    // waiting
  std::int64_t ended_ms = 0;  // ended
};

struct ToldContact {
  std::string id;
  std::int64_t created_ms = 0;
  bool erased = false;
  std::vector<std::pair<std::string, std::string>> attributes;  // as texts
  std::vector<std::string> lists;
  std::vector<ToldSubscription> subscriptions;
  std::vector<ToldPending> pending;
  std::vector<ToldArm> arms;
  std::vector<ToldInstance> instances;
  std::vector<Told> messages;  // the newest ones, oldest first
};
inline constexpr std::size_t kRecentMessages = 10;
// kNotFound when there is no such contact.
Result<ToldContact> read_told_contact(StoreView& view, const std::string& contact_id);

// What an erasure would take away.
struct Belongings {
  std::size_t attributes = 0;
  std::size_t lists = 0;
  std::size_t subscriptions = 0;
  std::size_t under_way = 0;  // instances
  std::uint64_t events = 0;
  std::uint64_t messages = 0;
};
Result<Belongings> belongings_of(Store& store, const std::string& contact_id,
                                 const ContactRow& row);

}  // namespace camp
