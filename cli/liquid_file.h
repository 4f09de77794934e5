// A bare Liquid file from its text to what it prints: for `camp render` and `camp bench render`.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "lang/base/result.h"
#include "lang/compile/unit.h"
#include "runtime/vm/machine.h"

namespace camp::cli {

class LiquidFile {
 public:
  // kInvalid: Liquid's syntax error.
  static Result<LiquidFile> compile(std::string text, liquid::Strictness strictness,
                                    const PartialReader& read, std::vector<std::string> also);
  Result<RenderedText> render(const Value& data, std::int64_t now_ms,
                              const RenderAllowance& allowance = {});

 private:
  TemplateUnit unit_;
  std::shared_ptr<const LinkedProgram> program_;
  Machine machine_;
};

}  // namespace camp::cli
