// What a transition wants done, as one list in the order in which the flow asked for it.
//
// Effects owns what its views point into, so a list stays whole while the machine runs or evaluates
// something else (with another list): whoever applies effects may evaluate in reaction to one. It
// ends with clear(), which keeps its memory. One thread.
#pragma once
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "lang/base/arena.h"
#include "lang/base/hash.h"
#include "lang/catalog/talk_points.h"
#include "runtime/policy/gate.h"
#include "runtime/state/consents.h"

namespace camp {

struct MessageEffect {
  std::uint32_t step = 0;
  std::uint32_t message = 0;  // into Program::messages
  std::uint32_t content = 0;  // into its contents
  std::uint16_t send = 0;     // into the flow's sends
  Channel channel{};
  Verdict verdict{};
  std::uint32_t tried = 0;  // bit per channel tried before this one
  Hash128 ledger_id;
  std::string_view address;
  std::string_view slots;  // as in MessageEntry
};
struct AttributeEffect {
  std::uint32_t name = 0;  // the store's number
  std::string_view value;  // encoded (lang/value); an absent one takes the attribute away
};
// The instance reached an experiment and goes by this arm, also when the contact was in it before.
struct AssignedEffect {
  std::uint32_t experiment = 0;  // store numbers, as in Assignment
  std::uint32_t arm = 0;
  std::uint32_t share_ppm = 0;  // as in AssignedEntry
};

// The contact has come to an experiment that is to be decided. The first who does sets when.
struct TrialEffect {
  std::uint32_t experiment = 0;  // the store's number
  std::int64_t decide_ms = 0;
};

// What came of a talk, at this step.
struct TalkEffect {
  std::uint32_t step = 0;
  TalkPoint point{};
};

struct ListEffect {
  Hash128 event_id;        // of the event that it is
  std::uint32_t list = 0;  // the store's number
  bool member = false;
};

// An event that is to happen to the contact when the transition is over.
struct EventEffect {
  Hash128 id;
  std::uint32_t step = 0;
  std::uint32_t event = 0;  // the store's number
  std::string_view data;    // encoded, as in EventAtHand
};

struct ConsentEffect {
  Hash128 event_id;  // of the event that it is
  Subscription word;
};

// What a service is to be asked for when the transition is over; the instance waits for it then.
struct RequestEffect {
  Hash128 id;
  std::uint32_t step = 0;
  std::uint32_t call = 0;      // into Program::calls
  std::string_view arguments;  // encoded, as in RequestedEntry
};

template <class Nothing, class... Kinds>
struct EffectKinds {
  using Variant = std::variant<Kinds...>;
};
using Effect = EffectKinds<void
#define CAMP_EFFECT(Kind, plural) , Kind
#include "runtime/vm/effects.def"
#undef CAMP_EFFECT
                           >::Variant;

class Effects {
 public:
  const std::vector<Effect>& list() const { return list_; }
  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  std::size_t bytes() const { return arena_.allocated(); }

  void add(const Effect& effect) { list_.push_back(effect); }  // its views: keep() them first
  std::string_view keep(std::string_view text) { return arena_.copy(text); }
  void clear() {
    list_.clear();
    arena_.reset();
  }

  // The last effect of this kind for which `is` holds, or null. A transition sees its own changes
  // through this: whatever it reads of its contact looks here first.
  template <class Kind, class Is>
  Kind* latest(Is is) {
    for (auto effect = list_.rbegin(); effect != list_.rend(); ++effect) {
      auto* kind = std::get_if<Kind>(&*effect);
      if (kind != nullptr && is(*kind)) return kind;
    }
    return nullptr;
  }

 private:
  std::vector<Effect> list_;
  Arena arena_{1u << 10};
};

}  // namespace camp
