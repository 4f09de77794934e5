#include <curl/curlver.h>
#include <rocksdb/version.h>

#include <boost/version.hpp>

#include "cli/verb.h"
#include "lang/program/codec.h"
#include "runtime/state/engine_row.h"
#include "runtime/vm/calendar.h"

namespace camp::cli {

void options_version(po::options_description&) {}

int run_version(const Invocation& call) {
  auto rocks = std::to_string(ROCKSDB_MAJOR) + "." + std::to_string(ROCKSDB_MINOR) + "." +
               std::to_string(ROCKSDB_PATCH);
  auto tzdata = calendar::tzdata_version();
  if (call.console.json()) {
    call.answer(true, {{"camp", CAMP_VERSION},
                       {"program_format", kProgramVersion},
                       {"store_format", kStoreVersion},
                       {"rocksdb", rocks},
                       {"libcurl", LIBCURL_VERSION},
                       {"tzdata", tzdata}});
  } else {
    call.console.out("camp " CAMP_VERSION " (program format " + std::to_string(kProgramVersion) +
                     ", store format " + std::to_string(kStoreVersion) + ", RocksDB " + rocks +
                     ", libcurl " LIBCURL_VERSION ", tzdata " + tzdata + ")\n");
  }
  return kDone;
}

}  // namespace camp::cli
