// By what messages are told apart in a table: dimensions.def.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/measure/declared.h"
#include "runtime/state/journal.h"
#include "runtime/state/names.h"
#include "runtime/state/run_row.h"
#include "runtime/vm/calendar.h"

namespace camp {

enum class Dimension : std::uint8_t {
#define CAMP_DIMENSION(Name, word, many, flags, doc) k##Name,
#include "runtime/measure/dimensions.def"
#undef CAMP_DIMENSION
};
struct DimensionInfo {
  Dimension dimension{};
  std::string_view word;
  std::string_view many;
  bool in_time = false;
  bool several = false;
  std::string_view doc;
};
std::span<const DimensionInfo> dimensions();
const DimensionInfo& info_of(Dimension dimension);
const DimensionInfo* find_dimension(std::string_view word);  // null: there is none

// Rows are told apart by a number, which puts periods in their order.
using RowKey = std::uint64_t;
// Names of the segments that a contact is in today (store's numbers).
using SegmentsOf = std::function<std::span<const std::uint32_t>(std::string_view contact_id)>;

class Dimensions {
 public:
  Dimensions(Dimension dimension, const calendar::Zone* zone, const Declared& declared,
             SegmentsOf segments = {})
      : dimension_(dimension), zone_(zone), declared_(declared), segments_(std::move(segments)) {}

  Dimension dimension() const { return dimension_; }
  // Of which rows a message is; of none where it has no tag or outlet, or its contact is in no
  // segment.
  std::vector<RowKey> keys_of(const JournalEntry& entry, const MessageEntry& message,
                              std::string_view contact_id) const;
  std::string label_of(RowKey key, const Names& names, std::span<const RunRow> runs) const;

 private:
  std::vector<RowKey> outlet_of(const Subject& subject) const;

  Dimension dimension_;
  const calendar::Zone* zone_;
  const Declared& declared_;
  SegmentsOf segments_;
};

}  // namespace camp
