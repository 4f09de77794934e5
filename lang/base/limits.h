// Every limit of camp: one row, its value, its reason. Each has a test at its edge, and the error
// that a user sees names the limit and the value.
#pragma once
#include <cstddef>
#include <cstdint>

namespace camp::limits {

// -- scripts
// A project of 100,000 lines is about 4 MB; one file of more than this is a mistake or an attack.
inline constexpr std::size_t kSourceBytes = 8u << 20;
// Nested blocks and expressions: deeper ones would overflow the parser's stack (measured at
// 200,000).
inline constexpr std::size_t kNesting = 200;
// After this many mistakes in one file the rest is noise.
inline constexpr std::size_t kErrorsPerFile = 50;
// A longer chain of `+`, `and`, ... is one deep tree; keeps later recursions shallow.
inline constexpr std::size_t kOperatorChain = 1000;
// Nesting times chains, and definitions inside definitions: what the checker and the compiler
// recurse into.
inline constexpr std::size_t kExpressionDepth = 2000;
// Bytecode of one function: definitions that call each other twice grow exponentially when put in
// place.
inline constexpr std::size_t kFunctionBytes = 1u << 20;

// Columns of a source line that a diagnostic shows: a minified line must not fill the terminal 50
// times.
inline constexpr std::size_t kSnippetColumns = 160;

// -- programs
inline constexpr std::size_t kProgramBytes = 64u << 20;  // a decoded program lives in memory
// The rows of one decoded table: a small file must not unfold into gigabytes.
inline constexpr std::size_t kProgramTableBytes = 256u << 20;
inline constexpr std::size_t kStackSlots = 256;  // per function, checked by the verifier
inline constexpr std::size_t kLocals = 256;      // per function: operands are one byte
inline constexpr std::size_t kFlowArms = 64;     // arms of one wait, experiment or match
inline constexpr std::size_t kTypeDepth = 16;    // nested records and lists of one schema type

// -- transitions
inline constexpr std::uint32_t kFuel = 100'000;  // instructions of one transition
inline constexpr std::size_t kEffects = 64;      // messages, attribute changes of one transition
inline constexpr std::size_t kArenaBytes = 4u << 20;  // memory of one transition
// Items that comparing, printing or storing one value may visit: lists can share their items, so
// that a few bytes stand for 255^16 of them.
inline constexpr std::size_t kValueItems = 1u << 20;
inline constexpr std::size_t kInstanceBytes = 64u << 10;  // saved state of one instance
inline constexpr std::size_t kInstancesPerContact = 256;  // live at once, over all journeys
inline constexpr std::size_t kRegexBytes = 1u << 20;      // RE2's memory for one pattern
inline constexpr std::size_t kAggregateEvents = 10'000;   // events one count/sum may look at

// -- data from outside
inline constexpr std::size_t kContactIdBytes = 128;  // part of every key
inline constexpr std::size_t kEventIdBytes = 128;
inline constexpr std::size_t kStringBytes = 16u << 10;   // one attribute or event field
inline constexpr std::size_t kContactBytes = 64u << 10;  // one contact's row
inline constexpr std::size_t kEventBytes = 64u << 10;    // one event's data
inline constexpr std::size_t kCsvRowBytes = 1u << 20;    // an unclosed quote must not eat the file
inline constexpr std::size_t kCsvColumns = 1000;
inline constexpr std::size_t kJsonDepth = 32;
inline constexpr std::size_t kMailBytes = 1u << 20;  // one rendered e-mail; providers refuse more
inline constexpr std::size_t kSmsChars = 1600;       // ten segments; gateways refuse more

// -- the store
inline constexpr std::uint32_t kPartitions = 256;  // fixed when a store is made
inline constexpr std::size_t kTickTransitions =
    4096;  // of one synced batch: bounds memory and loss
inline constexpr std::size_t kSpoolFileBytes = 64u
                                               << 20;  // a spool file is then followed by the next
inline constexpr std::size_t kTouchesPerContact = 32;  // recent messages kept in the contact's row

}  // namespace camp::limits
