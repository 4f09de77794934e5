// What people type, found in the program and the store; and what the store holds by numbers, as
// names and places.
//
// An unknown name is an error that says what is near (lang/base/suggest.h) or where to look.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/session.h"
#include "runtime/explain/inspect.h"

namespace camp::cli {

// "there is no list 'employes'", with the nearest of `known` or all of them when they are few.
Error unknown_name(std::string_view kind, std::string_view name, std::vector<std::string> known);
Error unknown_contact(std::string_view contact_id);

// The contact's row; kNotFound when there is none.
Result<ContactRow> find_contact(Store& store, std::string_view contact_id);

// The program of a session opened for reading; kNotFound before the first intake.
Result<ProgramPtr> program_of(Session& session);

std::vector<std::string> names_in(const Program& program, const std::vector<NameIndex>& names);
std::vector<std::string> flow_names(const Program& program);
std::vector<std::string> message_names(const Program& program);

// A name by the store's number; `#7` when the dictionary does not know it.
std::string name_of(Engine& engine, std::uint32_t number);

// `cart_recovery/send reminder` and `cart.camp:14:7`; empty when the program cannot be read or has
// no such step.
std::string step_label(Engine& engine, std::uint32_t program, std::uint32_t step);
// Where an instance stands: a step's label, or `its start` when it failed before its first wait.
std::string stand_of(Engine& engine, const Instance& instance);
std::string step_place(Engine& engine, std::uint32_t program, std::uint32_t step);
std::string code_place(Engine& engine, std::uint32_t program, std::uint32_t code);

// The key of a run; empty for a journey.
std::string run_key(Engine& engine, std::uint32_t run);
// `spring_launch, run 2026-03`, or the journey's name.
std::string flow_text(Engine& engine, const Subject& subject);
// `collection: mens, ...`; empty without experiments.
std::string arms_text(Engine& engine, const std::vector<Assignment>& arms);

// Where to look for the message in the spool: the file that the outcomes name when it can be the
// message's own.
std::string spool_place(Engine& engine, const HistoryEntry& message);

// The message as it was sent, from the program and the ledger's slots. Fails when it was never
// rendered.
Result<void> compose_again(Engine& engine, const JournalEntry& message, std::string* subject,
                           std::string* text, std::string* html);

}  // namespace camp::cli
