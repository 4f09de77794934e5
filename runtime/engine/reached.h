// What a contact was given that an event's goals may count for: its messages, and the arms of
// experiments it reached.
//
// From its row; and from beside it, as far back as any goal on the event looks, when it is asked
// for: most goals find their message in the row, so that what an event costs does not grow with
// what the contact has been through. Views into the slot and into itself: until the slot's
// instances change, or the next gather(). One thread.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/engine/tick.h"
#include "runtime/shelf/programs.h"

namespace camp {

class Reached {
 public:
  // Who gave it: an instance of the row, or what is kept of one (Sender).
  struct Giver {
    std::uint32_t instance = 0, flow = 0, run = 0, program = 0;
    std::string_view locals;
    std::uint32_t outlet = 0;
  };
  struct Message {
    const Touch* touch;
    Giver giver;
  };
  struct Arm {
    Exposure exposure;
    Giver giver;
  };

  static Giver giver_of(const Instance& it) {
    return {it.number, it.flow, it.run, it.program, it.locals, it.outlet};
  }
  static Giver giver_of(const Sender& it) {
    return {it.instance, it.flow, it.run, it.program, it.locals, it.outlet};
  }

  // From the row. Errors: kIo, kCorrupt.
  Result<void> gather(const ContactSlot& slot, std::uint32_t event, std::int64_t event_ms,
                      ProgramShelf& programs);
  // Goes on with the messages, and the arms, beside the row; once. Errors: kIo, kCorrupt.
  Result<void> read_messages(Store& store);
  Result<void> read_arms(Store& store);

  const std::vector<Message>& messages() const { return messages_; }  // newest first
  const std::vector<Arm>& arms() const { return arms_; }              // newest instance first
  // Of each flow the newest giver: the newest first, then as they were read.
  const std::vector<Giver>& flows() const { return flows_; }
  // Whether a flow with a goal on the event is not among them and may be when all is read.
  bool may_lack_flows() const;

 private:
  void list(const ContactRow& row);
  void list_flow(const Giver& giver);

  const ContactSlot* slot_ = nullptr;
  ProgramShelf::GoalReach reach_;  // of the event, where something lies beside the row
  std::int64_t from_ms_ = 0;
  bool messages_beside_ = false, arms_beside_ = false;  // are still to be read
  std::vector<OlderTouch> touches_;
  std::vector<OlderExposure> exposures_;
  std::vector<Message> messages_;
  std::vector<Arm> arms_;
  std::vector<Giver> flows_;
};

}  // namespace camp
