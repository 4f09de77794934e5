#include "runtime/state/rates_row.h"

#include <algorithm>

#include "lang/base/bytes.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::size_t kDeparturesBytesMin = 2;

void put_line(std::string& out, const WaitingLine& line) {
  put_varint(out, line.waiting);
  put_signed(out, line.last_slot_ms);
}

WaitingLine read_line(Reader& in) {
  WaitingLine line;
  line.waiting = in.varint();
  line.last_slot_ms = in.signed_varint();
  return line;
}

bool is_blank(const ChannelPace& pace) {
  return pace.waiting() == 0 && pace.left.entries().empty();
}

}  // namespace

bool RatesRow::any_waiting() const {
  return std::any_of(channels.begin(), channels.end(),
                     [](const ChannelPace& it) { return it.waiting() > 0; });
}

std::string encode_rates(const RatesRow& row) {
  std::string out;
  put_u8(out, kRatesVersion);
  const auto& all = row.channels;
  put_varint(out,
             static_cast<std::size_t>(std::count_if(
                 all.begin(), all.end(), [](const ChannelPace& it) { return !is_blank(it); })));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_blank(all[i])) continue;
    put_u8(out, static_cast<std::uint8_t>(i));
    put_line(out, all[i].transactional);
    put_line(out, all[i].others);
    put_varint(out, all[i].left.entries().size());
    for (const auto& it : all[i].left.entries()) {
      put_signed(out, it.at_ms);
      put_varint(out, it.count);
    }
  }
  seal(out);
  return out;
}

bool decode_rates(std::string_view sealed, RatesRow* row) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kRatesVersion) return false;
  *row = {};
  int last = -1;
  for (auto count = in.varint(); count > 0 && in.ok(); --count) {
    const int channel = in.u8();
    if (channel <= last || channel >= static_cast<int>(kChannelCount)) return false;
    last = channel;
    auto& pace = row->channels[static_cast<std::size_t>(channel)];
    pace.transactional = read_line(in);
    pace.others = read_line(in);
    std::vector<Departures> left(in.count(kDeparturesBytesMin));
    for (auto& it : left) {
      it.at_ms = in.signed_varint();
      it.count = in.varint();
    }
    if (!std::is_sorted(left.begin(), left.end(),
                        [](const auto& a, const auto& b) { return a.at_ms < b.at_ms; }))
      return false;
    pace.left = DepartureLog(std::move(left));
  }
  return in.ok() && in.at_end();
}

}  // namespace camp
