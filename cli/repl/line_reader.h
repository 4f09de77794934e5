// Lines from whoever sits there: with history, completion and editing by libedit on a terminal, as
// they come from a pipe. One thread; one at a time in a process.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace camp::cli {

class LineReader {
 public:
  // What a word may become, of the line up to it.
  using Complete =
      std::function<std::vector<std::string>(std::string_view line, std::string_view word)>;

  virtual ~LineReader() = default;
  // Without its line break; nothing: there is no more, or somebody pressed Ctrl-C (interrupted()).
  virtual std::optional<std::string> next(const std::string& prompt) = 0;
  virtual bool is_terminal() const = 0;
};

// Of standard input. `history_path`: where lines are kept from session to session; empty: nowhere.
std::unique_ptr<LineReader> open_line_reader(std::string history_path,
                                             LineReader::Complete complete);

}  // namespace camp::cli
