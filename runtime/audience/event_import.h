// Events from NDJSON into the engine, and one event from the command line.
//
//   {"id":"e1","contact":"anna","event":"purchase","time":"2026-03-02T10:00:00Z",
//    "data":{"order":"o1",...}}
// id: text or number; without one, XXH3-128 of the line's contact, event, time and data (without
// spaces) is its id, in hexadecimal, so that the same file again changes nothing. What comes in
// unsorted is applied in the order of the events' times, then of the lines: up to
// limits::kEventSortBytes of lines at a time. time: RFC 3339;
// may be left out only where `now_ms` is given. Bad lines go to the reject file with line, field
// and reason, in the order of the lines. Keys that the event's schema does not know are passed over
// (providers add some) and named in the report. Money: {"amount":"19.99","currency":"EUR"} or
// "19.99 EUR" or, where the field's default or a bare number allows it, refused: money needs a
// currency. JSON by simdjson; kJsonDepth; duplicate keys, NaN and invalid UTF-8 refused.
#pragma once
#include "runtime/audience/contact_import.h"

namespace camp {

struct EventReport {
  std::uint64_t rows = 0;  // read
  EventCounts counts;
  std::uint64_t rejected = 0;
  std::vector<std::string> first_rejects;
  std::vector<std::string>
      ignored_fields;  // "purchase.coupon": keys that no schema knows, each once
};
struct EventImportOptions {
  std::size_t batch_rows = 4'096;
  std::int64_t default_time_ms = INT64_MIN;  // INT64_MIN: a line without time is rejected
  bool history = false;                      // EventInput::history
};
using EventProgress = std::function<bool(const EventReport& so_far, std::uint64_t bytes_read)>;

Result<EventReport> import_events(ByteSource source, const EventImportOptions& options,
                                  const LinkedProgram& program, EventSink& sink, FileSystem& files,
                                  const std::string& rejects_path, const EventProgress& progress);

// One event's data from JSON text, typed by the program: for `camp emit`. The result is
// EventInput::data.
Result<std::string> encode_event_data(const LinkedProgram& program, std::string_view event_name,
                                      std::string_view json);

}  // namespace camp
