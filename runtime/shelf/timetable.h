// What of a program's campaigns is scheduled, and how far each has come in a store. The engine
// starts what is due by it, `explain` shows what will be.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/schedule/occurrences.h"
#include "runtime/shelf/approvals.h"
#include "runtime/shelf/pauses.h"
#include "runtime/shelf/run_book.h"
#include "runtime/state/schedule_row.h"
#include "runtime/store/store.h"
#include "runtime/vm/linked_program.h"

namespace camp {

class Timetable {
 public:
  struct Line {
    std::uint32_t flow = 0;  // of the program
    const Schedule* schedule = nullptr;
    const calendar::Zone* zone = nullptr;
    ScheduleRow row;
    bool stored = false;  // the store has the row as it is here
    std::unique_ptr<Occurrences> walk;
    std::int64_t expired_ms = INT64_MAX;  // from then on nothing of it is sent to anybody
    std::optional<Occurrence> next;       // behind row.done

    // The next of the walk, this line's or another over its schedule; none begins once it expired.
    std::optional<Occurrence> next_of(Occurrences& occurrences) const;
    void done_with(const Nominal& nominal);  // and everything before: `next` is the one behind it
    // Whom somebody began by hand, with the key of the time, does not begin again: `next` is the
    // first of those behind whose run is not over. `row` stays.
    Result<void> pass_by_begun(RunBook& runs);
  };

  // The lines of this program: as they stand in the store, or, where it has another schedule or
  // none, beginning at `now_ms`. Rows of campaigns that are scheduled no more are in `gone()`.
  // Errors: kCorrupt, kIo; kNotFound for a zone that this machine's data does not have.
  static Result<Timetable> read(Store& store, std::shared_ptr<const LinkedProgram> program,
                                std::int64_t now_ms);

  const LinkedProgram* program() const { return program_.get(); }  // null: nothing was read
  std::vector<Line>& lines() { return lines_; }
  std::vector<ScheduleRow>& gone() { return gone_; }
  Result<void> pass_by_begun(RunBook& runs);  // of every line
  // The one that is due first, then by the campaign's name; null: none ever again. Campaigns that
  // are paused, or not approved, are passed by: what they miss meanwhile is missed, as their
  // schedules say.
  Line* first(const Pauses& pauses, const Approvals& approvals);

 private:
  std::shared_ptr<const LinkedProgram> program_;  // the schedules are its own
  std::vector<Line> lines_;
  std::vector<ScheduleRow> gone_;
};

void put_schedule_row(const ScheduleRow& row, WriteBatch& batch);

}  // namespace camp
