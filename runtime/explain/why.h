// Why a contact got a message, or did not: every decision about it with what stood around it, and
// for every flow in which it was not decided the reason.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/told.h"

namespace camp {

enum class Passed : std::uint8_t { kOk, kStop, kNotReached };
// The gates before the deciding one let the message pass; the deciding one did not; the others were
// not asked.
struct GateStep {
  const GateInfo* gate = nullptr;  // static
  Passed passed{};
};

// Where an instance had stood before it was woken.
struct ToldStand {
  std::string step;
  std::int64_t since_ms = 0;
  std::int64_t due_ms = 0;
};

// From which of the message's contents some of its parts were taken.
struct ToldSource {
  std::vector<std::string> parts;  // their words: "subject"
  std::string from;                // "for everybody", "in fi", "for big_spenders in fi"
};
struct ToldDecision {
  Told told;                    // the message
  std::string place;            // of its step in the sources; empty: not known
  std::string place_sent;       // when it was sent: the file to look in, or who took it
  std::int64_t settled_ms = 0;  // when its outcome was recorded
  std::optional<Told> wake;     // the transition that it was part of
  std::optional<ToldStand> stood;
  std::optional<Told> held;  // it was held before: the decision to
  std::vector<GateStep> gates;
  std::string pending;              // no consent: a subscription that waits for its confirmation
  std::vector<ToldSource> sources;  // where contacts may get different contents
  std::vector<Told> then;           // receipts and conversions
  std::vector<Told> shared;         // when a bandit gave the contact an arm that the message is of
};

struct WhyNot {
  std::string flow;  // campaign or journey; empty: about the contact itself
  std::string word;  // for machines: not_in_audience, never_run, no_event, refused, waiting, ...
  std::string text;
};

struct Why {
  std::vector<ToldDecision> decisions;  // newest first
  std::vector<WhyNot> reasons;          // other runs, other flows, refused entries
};
// `message`: a name, or a ledger id in hex. kNotFound: no such contact, message or ledger id.
Result<Why> explain_why(StoreView& view, const std::string& contact_id, const std::string& message);

}  // namespace camp
