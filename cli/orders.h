// Orders that reach a store while another process holds it: `camp pause` puts one beside the
// store, whoever holds it carries it out between two ticks, and whoever opens it next does so
// before anything else. Carried out, it is gone. A file is one order:
//   .camp/orders/MILLISECONDS-PROCESS.json    {"pause": PauseSubject, "reason": TEXT}
#pragma once
#include <cstdint>
#include <string>

#include "cli/project.h"
#include "runtime/engine/engine.h"
#include "runtime/env/real/real_file_system.h"

namespace camp::cli {

class Orders {
 public:
  explicit Orders(const Project& project) : folder_(project.root + "/.camp/orders") {}

  // On disk when it returns: the file's path.
  Result<std::string> place_pause(PauseSubject subject, const std::string& reason,
                                  FileSystem& files) const;
  bool any() const;
  // All there are, in the order of their names. An order that cannot be read is an error, never
  // passed by: nothing is to be done before a person has looked.
  Result<void> carry_out(Engine& engine, FileSystem& files) const;
  // carry_out(), but looks only now and then: for between two ticks.
  Result<void> look(Engine& engine, FileSystem& files);

 private:
  std::string folder_;
  std::int64_t looked_ms_ = 0;
};

}  // namespace camp::cli
