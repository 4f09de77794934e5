// What came of a module's talk: a question's end, or a target reached. Of who is held out there is
// none: nobody talked to her.
//
//   talk := program:varint step:varint point:u8
#pragma once
#include "lang/catalog/talk_points.h"
#include "runtime/state/entry_bytes.h"

namespace camp {

struct TalkEntry {
  std::uint32_t program = 0;
  std::uint32_t step = 0;  // of the question's wait, or of the target
  TalkPoint point{};

  void keep_in(Arena&) {}
  void blank() {}
  friend bool operator==(const TalkEntry&, const TalkEntry&) = default;
};

namespace entry_bytes {

inline void put_body(std::string& out, std::int64_t, const TalkEntry& entry) {
  CAMP_ASSERT(bits(entry.point) != 0);
  put_varint(out, entry.program);
  put_varint(out, entry.step);
  put_bits(out, bits(entry.point));
}

inline void read_body(Reader& in, Arena&, std::int64_t, TalkEntry& entry) {
  entry.program = in.varint32();
  entry.step = in.varint32();
  entry.point = read_enum(in, in.u8(), kLastTalkPoint);
}

}  // namespace entry_bytes
}  // namespace camp
