// Records in words: one line each, as every reader of a store shows them. The words are public:
// JSON answers hold them.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/explain/told.h"

namespace camp {

std::string_view word_of(WakeKind wake);
std::string_view word_of(StopKind stop);
std::string_view word_of(ReceiptKind receipt);
std::string_view word_of(InstanceState state);
// Why a message may stay, in the order in which it is asked.
std::span<const std::string_view> gate_words();

// `newsletter on sms`, `newsletter on email and every other channel`, `everything`.
std::string subscription_text(std::string_view conversation, std::optional<Channel> channel);

// What happened: `entered`, `woken by its timer; waits at "wait" until ...`.
std::string text_of(const Told& told);
// `, for the winner of collection`; empty for none.
std::string awaited_text(std::string_view experiment);
// `skipped (no_consent)`, `sent`, `failed (...)`.
std::string fate_text(const ToldMessage& message);
// An event's name, or what stands for a condition in its place (kContactChanged).
std::string_view event_text(std::string_view event);
// `purchase (event e7)`; empty without an event.
std::string cause_text(const ToldCause& cause);
// `spring_launch, run 3 (key '2026-03')`, or the journey's name.
std::string flow_text(const ToldSubject& subject);
// `collection: mens, ...`; empty without experiments.
std::string arms_text(const std::vector<ToldArm>& arms);

}  // namespace camp
