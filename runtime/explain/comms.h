// Every message of a contact and what became of it; the whole history with it when asked for.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "runtime/explain/told.h"

namespace camp {

// A message as it was sent, from the program and the ledger's slots.
struct ToldPart {
  ContentPart part{};
  std::string label;  // a header's, value's or file's name
  std::string text;   // of a file its size: "12,345 bytes"
};
struct ToldContent {
  std::vector<ToldPart> parts;
  std::string problem;  // why there is none: never rendered, erased
};

struct MessageStory {
  Told told;
  std::vector<std::string> receipts;     // each kind once
  std::vector<std::string> conversions;  // `bought 19.99 EUR`
  std::optional<ToldContent> content;    // of a queued one, when asked for
};

struct Comms {
  std::string contact;
  bool erased = false;
  std::vector<MessageStory> messages;  // oldest first
  std::vector<Told> history;           // when asked for
};

struct CommsOptions {
  bool content = false;
  bool history = false;
};
// kNotFound when there is no such contact.
Result<Comms> read_comms(StoreView& view, const std::string& contact_id,
                         const CommsOptions& options);

}  // namespace camp
