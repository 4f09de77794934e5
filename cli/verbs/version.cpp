#include <fmt/format.h>

#include <boost/version.hpp>

#include "cli/verb.h"
#include "lang/program/codec.h"
#include "runtime/env/real/curl_mime_writer.h"
#include "runtime/state/store_row.h"
#include "runtime/store/rocks_store.h"
#include "runtime/vm/calendar.h"

namespace camp::cli {

void options_version(po::options_description&) {}

int run_version(const Invocation& call) {
  auto boost = fmt::format("{}.{}.{}", BOOST_VERSION / 100'000, BOOST_VERSION / 100 % 1000,
                           BOOST_VERSION % 100);
  auto fmt_version =
      fmt::format("{}.{}.{}", FMT_VERSION / 10'000, FMT_VERSION / 100 % 100, FMT_VERSION % 100);
  auto tzdata = calendar::tzdata_version();
  if (call.console.json()) {
    call.answer(true, {{"camp", CAMP_VERSION},
                       {"program_format", kProgramVersion},
                       {"store_format", kStoreVersion},
                       {"rocksdb", rocksdb_version()},
                       {"libcurl", libcurl_version()},
                       {"tzdata", tzdata},
                       {"boost", boost},
                       {"fmt", fmt_version}});
  } else {
    call.console.out(fmt::format(
        "camp {} (program format {}, store format {}, RocksDB {}, libcurl {}, tzdata {}, Boost {}, "
        "fmt {})\n",
        CAMP_VERSION, kProgramVersion, kStoreVersion, rocksdb_version(), libcurl_version(), tzdata,
        boost, fmt_version));
  }
  return kDone;
}

}  // namespace camp::cli
