// What a contact was given that an event's goals may count for: its messages, and the arms of
// experiments it reached.
//
// From its row; and from beside it, as far back as any goal on the event looks, when it is asked
// for: most goals find their message in the row, so that what an event costs does not grow with
// what the contact has been through. Views into the slot and into itself: until the slot's
// instances change, or the next gather(). One thread.
#pragma once
#include <cstdint>
#include <deque>
#include <vector>

#include "runtime/engine/tick.h"
#include "runtime/shelf/programs.h"

namespace camp {

class Reached {
 public:
  struct Message {
    const Touch* touch;
    const Sender* sender;
  };
  struct Arm {
    Exposure exposure;
    const Sender* sender;
  };

  // From the row. Nothing for an event that no goal is about. Errors: kIo, kCorrupt.
  Result<void> gather(const ContactSlot& slot, std::uint32_t event, std::int64_t event_ms,
                      ProgramShelf& programs);
  // Goes on with the messages, and the arms, beside the row; once. Errors: kIo, kCorrupt.
  Result<void> read_messages(Store& store);
  Result<void> read_arms(Store& store);

  const std::vector<Message>& messages() const { return messages_; }  // newest first
  const std::vector<Arm>& arms() const { return arms_; }              // newest instance first
  // The newest sender of each flow that has a goal on the event: the newest first, then as they
  // were read.
  const std::vector<const Sender*>& flows() const { return flows_; }
  bool has_all_flows() const { return flows_.size() == reach_.flows.size(); }

 private:
  void list(const ContactSlot& slot);
  void list_flow(const Sender& sender);

  const ContactSlot* slot_ = nullptr;
  ProgramShelf::GoalReach reach_;
  std::int64_t from_ms_ = 0;
  bool messages_beside_ = false, arms_beside_ = false;  // are still to be read
  std::vector<Sender> senders_;                         // of the row's instances
  std::deque<OlderTouch> touches_;
  std::deque<OlderExposure> exposures_;
  std::vector<Message> messages_;
  std::vector<Arm> arms_;
  std::vector<const Sender*> flows_;
};

}  // namespace camp
