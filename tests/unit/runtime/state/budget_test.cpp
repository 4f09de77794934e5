// What a sleeping instance costs on disk, and how long the hot functions take (printed, not
// asserted).
#include <time.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>

#include "runtime/state/journal.h"
#include "runtime/state/keys.h"
#include "runtime/state/timer_chunk.h"
#include "tests/unit/runtime/state/rows.h"

namespace camp {
namespace {

std::size_t row_bytes(const ContactRow& row) {
  std::string out;
  encode_contact_row(out, row);
  return out.size();
}

// The bytes of the entry and its share of a chunk, without the chunk's own few.
std::size_t journal_bytes(std::string_view contact_id, const JournalEntry& entry) {
  JournalWriter with(entry.at_ms);
  with.begin_contact(contact_id);
  with.add(entry);
  return with.finish().size() - JournalWriter(entry.at_ms).finish().size();
}

TEST_CASE("a sleeping instance takes less than 100 bytes before compression") {
  auto row = typical_row();
  auto without = row;
  without.instances.clear();
  without.refs.clear();
  auto in_row = row_bytes(row) - row_bytes(without);

  constexpr std::string_view kId = "contact-00012345";
  const auto& it = row.instances[0];
  auto minute = keys::minute_of(it.due_ms);
  TimerChunkWriter timers(minute);
  timers.add({kId, it.number, it.token, it.due_ms});
  auto in_timers = timers.finish().size() - TimerChunkWriter(minute).finish().size();

  TransitionEntry entry;
  entry.program = it.program;
  entry.wake = WakeKind::kTimer;
  entry.stop = StopKind::kParked;
  entry.from_step = 2;
  entry.to_step = it.step;
  entry.due_ms = it.due_ms;
  auto in_journal = journal_bytes(kId, {it.since_ms, {it.flow, 0, it.number, {{40, 1}}}, entry});

  std::printf("sleeping instance: row %zu, timer %zu, history %zu bytes; typical row %zu bytes\n",
              in_row, in_timers, in_journal, row_bytes(row));
  CHECK(in_row <= 32);
  CHECK(in_timers <= 24);
  CHECK(in_journal <= 40);
  CHECK(in_row + in_timers + in_journal <= 100);
}

TEST_CASE("an untouched contact costs hardly more than its attributes") {
  ContactRow row;
  row.created_ms = kNow;
  CHECK(row_bytes(row) <= 24);
}

// Of this thread alone: the machine may be busy with other tests.
double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

template <class Work>
void print_time(const char* name, Work work) {
  constexpr int kRounds = 2'000, kRepeats = 100;
  double best_ns = 1e9;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    auto start_ns = cpu_ns();
    for (int i = 0; i < kRounds; ++i) work();
    best_ns = std::min(best_ns, (cpu_ns() - start_ns) / kRounds);
  }
  std::printf("%-36s %6.1f ns\n", name, best_ns);
}

TEST_CASE("how long the hot functions take") {
  auto row = typical_row();
  std::string bytes, out;
  encode_contact_row(bytes, row);
  ContactRow back;
  ContactGlance seen;
  Arena arena;
  bool ok = true;
  std::int64_t sum = 0;
  print_time("encode_contact_row", [&] { encode_contact_row(out, row); });
  print_time("decode_contact_row", [&] { ok = ok && decode_contact_row(bytes, &back); });
  print_time("glance", [&] { ok = ok && glance(bytes, &seen); });
  print_time("glance + find_attribute (last of six)", [&] {
    ok = ok && glance(bytes, &seen);
    sum += find_attribute(seen.attributes, 9, arena).num;
  });
  print_time("find_attribute (last of six)",
             [&] { sum += find_attribute(seen.attributes, 9, arena).num; });
  print_time("unseal", [&] {
    std::string_view view;
    ok = ok && unseal(bytes, &view);
  });
  TransitionEntry transition;
  transition.wake = WakeKind::kTimer;
  transition.stop = StopKind::kFinished;
  const JournalEntry entry{0, {1, 2, 3, {{40, 1}}}, transition};
  MessageEntry message;
  message.verdict = {Decision::kQueued, Gate::kPassed};
  message.address = "anna.virtanen@example.com";
  auto chunk = std::make_unique<JournalWriter>(0);
  chunk->begin_contact("anna");
  print_time("JournalWriter::add", [&] { chunk->add(entry); });
  JournalWriter small(0);
  for (int i = 0; i < 100; ++i) {
    small.begin_contact("contact-" + std::to_string(1000 + i));
    small.add({0, entry.subject, message});
    small.add(entry);
  }
  const auto sealed = small.finish();
  JournalGroup group;
  print_time("JournalReader, 200 entries", [&] {
    arena.reset();
    JournalReader reader(sealed, arena);
    while (reader.next(&group)) sum += static_cast<std::int64_t>(group.entries.size());
    ok = ok && reader.ok();
  });
  CHECK(ok);
  CHECK(sum != 0);
}

}  // namespace
}  // namespace camp
