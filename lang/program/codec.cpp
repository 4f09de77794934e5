// The bytes of a program. Numbers are varints unless they say otherwise.
//
//   program    := "CAMPPROG" version:u8 section*   all of sections.def, once, as listed there
//   section    := id:u8 length body
//   index      := 0 for "none", otherwise the row's number + 1
//   text       := length byte*
//   duration   := months:zigzag days:zigzag ms:zigzag
//   flag       := 0:u8 | 1:u8
//   list(row)  := count row*
//
//   names         := list(text)
//   constants     := list(value)                       value: lang/value/value.h
//   code          := byte*                             the whole body
//   functions     := list(kind:u8 begin length locals:u8)
//   contact       := list(field)
//   field         := name type default:index           type: lang/value/type.h
//   events        := list(name list(field))
//   segments      := list(name function)
//   lists         := list(name)
//   conversations := list(name from:index reply_to:index list(name)
//                         unsubscribe_per_channel:flag)
//   templates     := list(list(part) list(function))
//   part          := literal:index [none: slot form:u8]
//   messages      := list(name list(channel:u8 subject:index text:index html:index))
//   flows         := list(flow)
//   flow          := kind:u8 name category:u8 conversation:index body reentry:u8
//                    again_after:duration starts:list(start) key:index list(goal)
//                    exits:list(event_arm) audience scheduled:flag [1: schedule] list(experiment)
//                    list(wait) list(send) list(local) list(talk) priority tags:list(name) expiry
//                    costs:index cohorts:list(name) per_outlet:flag confirms:u8 writer:index
//                    reviewer:index approval:list(count roles:list(name)) seeds:list(name)
//                    -- confirms: a channel's number + 1; 0: none
//   expiry        := flag [set: date:zigzag time zone:index]
//   start         := event_arm even_late:flag
//   event_arm     := event handle:index where:index target:index
//   goal          := name event_arm within:duration worth:index credit:u8
//                    refunded:flag [1: refund]
//   refund        := event_arm first_slot kept:list(name:index)
//   audience      := condition:index one_per:index limit limit_by:index
//   schedule      := form:u8 every_weeks weekdays:u8 month_days week:u8 rule:text
//                    from:flag from_days:zigzag until:flag until_days:zigzag
//                    except:list(days:zigzag) times:list(ms:zigzag) zone:text contact_time:flag
//                    missed:u8                           lang/schedule/schedule.h
//   experiment    := name salt:index everywhere:flag by:index list(arm) decided:flag [1: decision]
//   arm           := name holdout:flag share_ppm list(constant) target:index winner_of:index
//   decision      := metric:u8 goal:index after:duration repeats:flag confidence_ppm at_least
//                    otherwise
//   wait          := list(event_arm) otherwise since_start:flag
//   send          := message list(channel:u8) handle:index best:flag [1: best_time]
//   best_time     := within:duration first:flag [1: ms]   lang/schedule/best_time.h
//   local         := name:text type slot:u8 begin end
//   talk          := label:text module begin end list(question) list(target)
//   question      := name send answer
//   target        := name step
//   steps         := list(label:text flow)
//   policy        := quiet:list(from_day:u8 to_day:u8 from to channels for_all:flag)
//                    caps:list(limit period:u8 window:duration channels for_all:flag tag:index)
//                    when_capped:u8 wait_up_to:duration release_over:duration merge:flag
//   services      := list(service) list(call)
//   service       := name base:setting auth:u8 auth_header:index user:setting secret:setting
//                    timeout_ms retries retry_within_ms idempotency_header:index
//                    headers:list(constant setting)
//   setting       := source:u8 text:index
//   call          := name service method:u8 path:index list(field) answers:flag
//   outlets       := list(name label:index timezone:index from:index reply_to:index)
//   seeds         := list(name addresses:list(constant))
//   channels      := list(channel:u8 rate_limit rate_per:duration costs:index)
//                    -- rate_limit 0: it has no rate
//   carriers      := list(channel:u8 url:setting tls_optional:flag connections)
//   signers       := list(conversation selector key:setting)
//   source_map    := list(file:text) list(code_delta file line_delta:zigzag column)
#include "lang/program/codec.h"

#include "lang/base/limits.h"
#include "lang/program/section_reader.h"

namespace camp {
namespace {

constexpr std::string_view kMagic = "CAMPPROG";

enum class Presence : std::uint8_t { kAlways, kWhereAny };
struct Section {
  std::uint8_t id;
  std::string_view name;
  void (*write)(std::string& out, const Program& program);
  void (*read)(SectionReader& in, Program& program);
  Presence when;
};

constexpr Section kSections[] = {
#define CAMP_SECTION(id, name, when) {id, #name, write_##name, read_##name, Presence::when},
#include "lang/program/sections.def"
#undef CAMP_SECTION
};
constexpr std::string_view kNoRows("\0", 1);  // of a section that is one list
constexpr std::size_t kSectionCount = std::size(kSections);

std::string encode_sections(const Program& program, std::size_t count) {
  std::string out(kMagic);
  put_u8(out, kProgramVersion);
  std::string body;
  for (std::size_t i = 0; i < count; ++i) {
    body.clear();
    kSections[i].write(body, program);
    if (kSections[i].when == Presence::kWhereAny && body == kNoRows) continue;
    put_u8(out, kSections[i].id);
    put_bytes(out, body);
  }
  return out;
}

Error corrupt(std::string message) {
  return {ErrorKind::kCorrupt, std::move(message), {}, "compile the project again"};
}

Result<void> check_header(Reader& in, std::string_view bytes) {
  if (bytes.size() > limits::kProgramBytes)
    return Error{ErrorKind::kExhausted,
                 "a program of " + std::to_string(bytes.size()) +
                     " bytes is over the limit kProgramBytes (" +
                     std::to_string(limits::kProgramBytes) + ")",
                 {},
                 {}};
  if (in.take(kMagic.size()) != kMagic) return corrupt("these bytes are not a program");
  auto version = in.u8();
  if (!in.ok() || version == 0) return corrupt("the program has no version");
  if (version > kProgramVersion)
    return Error{ErrorKind::kNewer,
                 "the program has format " + std::to_string(version) + ", this camp reads up to " +
                     std::to_string(kProgramVersion),
                 {},
                 "use the camp that made it, or a later one"};
  if (version < kProgramVersion)  // those were before the first release
    return Error{ErrorKind::kCorrupt,
                 "the program has format " + std::to_string(version) + ", this camp reads " +
                     std::to_string(kProgramVersion),
                 {},
                 "use the camp that made it, or begin a new store"};
  return {};
}

Result<void> read_section(Reader& in, const Section& section, Program& program) {
  const std::string title = "the program's section '" + std::string(section.name) + "'";
  if (in.at_end()) return corrupt(title + " is missing");
  if (section.when == Presence::kWhereAny &&
      static_cast<std::uint8_t>(*in.position()) != section.id)
    return {};
  if (auto id = in.u8(); id != section.id)
    return corrupt("section id " + std::to_string(id) + " stands where " + title + " belongs");
  auto body = in.bytes();
  if (!in.ok()) return corrupt(title + " is cut short");
  SectionReader reader(body);
  section.read(reader, program);
  if (!reader.ok())
    return corrupt(title + " is malformed" +
                   (reader.place().empty() ? "" : " at " + reader.place()));
  if (!reader.at_end()) return corrupt(title + " has bytes left over");
  return {};
}

}  // namespace

std::string encode_program(const Program& program) {
  return encode_sections(program, kSectionCount);
}

Sha256 program_hash(const Program& program) {
  return sha256(encode_sections(program, kSectionCount - 1));
}

Result<Program> decode_program(std::string_view bytes) {
  Reader in(bytes);
  CAMP_TRY(check_header(in, bytes));
  Program program;
  for (const auto& section : kSections) CAMP_TRY(read_section(in, section, program));
  if (!in.at_end()) return corrupt("the program goes on behind its last section");
  return program;
}

}  // namespace camp
