#include "cli/liquid_file.h"

namespace camp::cli {

Result<LiquidFile> LiquidFile::compile(std::string text, liquid::Strictness strictness,
                                       const PartialReader& read, std::vector<std::string> also) {
  auto compiled = compile_unit(std::move(text), strictness, read, std::move(also));
  if (auto* error = std::get_if<liquid::SyntaxError>(&compiled))
    return Error{ErrorKind::kInvalid,
                 liquid_error("Liquid syntax error", "", error->line, error->message), "", ""};
  LiquidFile file;
  file.unit_ = std::move(std::get<TemplateUnit>(compiled));
  Names names;
  CAMP_ASSIGN(file.program_, LinkedProgram::link(std::move(file.unit_.program), 0, names));
  return file;
}

Result<RenderedText> LiquidFile::render(const Value& data, std::int64_t now_ms,
                                        const RenderAllowance& allowance) {
  Situation situation;
  situation.now_ms = now_ms;
  RenderedText text;
  Incident incident;
  if (!machine_.render(*program_, unit_, data, situation, allowance, &text, &incident))
    return Error{ErrorKind::kInvalid,
                 incident.message,
                 source_place(program_->program(), incident.code),
                 {}};
  return text;
}

}  // namespace camp::cli
