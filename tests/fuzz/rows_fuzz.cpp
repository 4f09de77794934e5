// Every decoder of runtime/state on any bytes. The first byte chooses the decoder; the rest is
// sealed first, so that the fuzzer gets past the checksum. What decodes as a contact or as a chunk
// of the journal must encode and decode again.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/assert.h"
#include "runtime/state/approvals_row.h"
#include "runtime/state/checked.h"
#include "runtime/state/contact_row.h"
#include "runtime/state/event_row.h"
#include "runtime/state/journal.h"
#include "runtime/state/keys.h"
#include "runtime/state/outcomes.h"
#include "runtime/state/parked_chunk.h"
#include "runtime/state/pauses_row.h"
#include "runtime/state/rates_row.h"
#include "runtime/state/request_row.h"
#include "runtime/state/rhythm_row.h"
#include "runtime/state/run_row.h"
#include "runtime/state/schedule_row.h"
#include "runtime/state/timer_chunk.h"
#include "runtime/state/trial_row.h"

namespace {

void fuzz_contact(std::string_view sealed) {
  camp::ContactRow row;
  if (!camp::decode_contact_row(sealed, &row)) return;
  std::string given, merged, difference;
  camp::encode_attributes(given, {{3, camp::Value::integer(1)}});
  if (camp::merge_attributes(row.attributes, given, &merged, &difference)) row.attributes = merged;
  std::string again;
  camp::encode_contact_row(again, row);
  CAMP_ASSERT(camp::decode_contact_row(again, &row));
}

void fuzz_glance(std::string_view sealed) {
  camp::ContactGlance seen;
  if (!camp::glance(sealed, &seen)) return;
  camp::Arena arena;
  camp::find_attribute(seen.attributes, 3, arena);
  camp::list_in(seen.lists, 3);
  std::vector<camp::NamedValue> values;
  camp::decode_attributes(seen.attributes, arena, &values);
}

void fuzz_journal(std::string_view sealed) {
  camp::Arena arena;
  camp::JournalReader reader(sealed, arena);
  camp::JournalWriter writer(reader.base_ms());
  camp::JournalGroup group;
  while (reader.next(&group)) {
    writer.begin_contact(group.contact_id);
    for (const auto& entry : group.entries) writer.add(entry);
  }
  if (!reader.ok()) return;
  const auto again = writer.finish();
  camp::JournalReader second(again, arena);
  while (second.next(&group)) {
  }
  CAMP_ASSERT(second.ok());
}

void fuzz_keys(std::string_view key) {
  camp::keys::EventKey event;
  camp::keys::OutboxKey outbox;
  camp::keys::JournalKey journal;
  camp::keys::parse_event(key, &event);
  camp::keys::parse_journal(key, &journal);
  camp::keys::parse_outbox(key, &outbox);
  camp::keys::minute_of_timers(key);
  std::uint32_t subject = 0;
  camp::keys::parse_parked(key, &subject);
  std::int64_t due_ms = 0;
  camp::Hash128 id;
  camp::keys::parse_request(key, &due_ms, &id);
  camp::keys::after_prefix(std::string(key));
  if (camp::keys::check_contact_id(key).ok()) camp::keys::contact(key);
}

void fuzz_small(std::uint8_t choice, std::string_view sealed) {
  camp::EventRow event;
  camp::RunRow run;
  camp::ScheduleRow schedule;
  camp::Outcomes outcomes;
  std::vector<camp::Timer> timers;
  std::vector<camp::ParkedWake> parked;
  camp::PausesRow pauses;
  camp::RequestRow request;
  camp::ApprovalsRow approvals;
  camp::RatesRow rates;
  camp::RhythmRow rhythm;
  std::vector<std::string_view> ids;
  switch (choice) {
    case 3:
      camp::decode_event_row(sealed, &event);
      return;
    case 4:
      camp::decode_timer_chunk(sealed, UINT32_MAX, &timers);
      return;
    case 5:
      camp::decode_run_row(sealed, &run);
      return;
    case 6:
      camp::decode_page(sealed, &ids);
      return;
    case 8:
      camp::decode_schedule_row(sealed, &schedule);
      return;
    case 11:
      camp::decode_parked_chunk(sealed, &parked);
      return;
    case 12:
      camp::decode_pauses(sealed, &pauses);
      return;
    case 14:
      camp::decode_approvals(sealed, &approvals);
      return;
    case 15:
      camp::decode_rates(sealed, &rates);
      return;
    case 16:
      if (camp::decode_rhythm(sealed, &rhythm))
        CAMP_ASSERT(camp::decode_rhythm(camp::encode_rhythm(rhythm), &rhythm));
      return;
    case 13:
      camp::decode_request_row(sealed, &request);
      return;
    default:
      camp::decode_outcomes(sealed, &outcomes);
      return;
  }
}

void fuzz_trial(std::string_view sealed) {
  camp::TrialBegun begun;
  camp::decode_trial_begun(sealed, &begun);
  camp::TrialDecision decision;
  if (!camp::decode_decision(sealed, &decision)) return;
  CAMP_ASSERT(camp::decode_decision(camp::encode_decision(decision), &decision));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  constexpr unsigned kKinds = 17;
  if (data[0] % kKinds == 9) {
    fuzz_keys(bytes);
    return 0;
  }
  camp::seal(bytes);
  switch (data[0] % kKinds) {
    case 0:
      fuzz_contact(bytes);
      break;
    case 1:
      fuzz_glance(bytes);
      break;
    case 2:
      fuzz_journal(bytes);
      break;
    case 10:
      fuzz_trial(bytes);
      break;
    default:
      fuzz_small(data[0] % kKinds, bytes);
      break;
  }
  return 0;
}
