// What a run asks of the shards: first who belongs to it (a snapshot, written down before anybody
// is sent anything), then everybody's start, page by page, with the cursor in the batch of the
// page.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/engine/contact_scan.h"
#include "runtime/engine/selection.h"
#include "runtime/state/run_row.h"

namespace camp {

struct RunAtHand {
  RunRow run;
  ProgramPtr program;  // that it began with
  std::uint32_t flow = 0;
  const AudienceDecl& audience() const { return program->program().flows[flow].audience; }
  SelectionRule selection_rule() const;
};

// Writes the ids of an audience as pages, and each partition's part. Keys must come in order. Begun
// anew after a crash: what was there is written over, and only the run's change of state makes it
// count.
class PageWriter {
 public:
  // For contacts of these partitions.
  PageWriter(Store& store, std::uint32_t run, std::uint32_t first_partition,
             std::uint32_t end_partition);
  Result<void> add(std::string_view contact_key);
  Result<void> finish();  // on disk when it returns
  // By partition; the others have nobody.
  const std::vector<RunPart>& parts() const { return parts_; }

 private:
  Result<void> end_page();
  Result<void> end_parts(std::uint32_t until);

  Store& store_;
  std::uint32_t run_;
  std::uint32_t partition_, end_;
  std::unique_ptr<WriteBatch> batch_;
  std::vector<RunPart> parts_;
  std::vector<std::string> ids_;
};

// Goes over a shard's contacts. When all that belong are in it writes their pages itself; else it
// only selects, and whoever asked puts the selections of all shards together.
class SnapshotScan final : public ContactScan {
 public:
  SnapshotScan(const RunAtHand& at_hand, const Shard& shard, Store& store);
  const PageWriter& pages() const { return pages_; }
  Selection& selection() { return selection_; }
  std::uint64_t without_outlet() const { return without_outlet_; }

 private:
  Result<void> look_at(Shard& shard, std::string_view key, std::string_view sealed) override;
  Result<void> finish() override;
  Value kept(const Value& value);
  bool lacks_outlet(const ContactFacts& contact);

  const RunAtHand& at_hand_;
  const SelectionRule rule_;
  PageWriter pages_;
  Selection selection_;
  std::uint64_t without_outlet_ = 0;
  StoredEventHistory history_;
  Machine machine_;
  Arena arena_;
  std::string attributes_;  // of a contact that has them beside its row
};

// Starts the run for a shard's contacts.
class RunPages final : public WorkSource {
 public:
  RunPages(const RunAtHand& at_hand, std::atomic<std::uint64_t>& done)
      : WorkSource(Priority::kRun), at_hand_(at_hand), done_(done) {}
  Result<bool> take(Shard& shard) override;

 private:
  Result<void> start_page(Shard& shard, std::uint8_t partition, RunPart& part);
  Result<bool> start(Shard& shard, ContactSlot& slot);

  const RunAtHand& at_hand_;
  std::atomic<std::uint64_t>& done_;
  std::uint32_t partition_ = 0;
  std::optional<RunPart> part_;  // of partition_
  Arena arena_;
};

}  // namespace camp
