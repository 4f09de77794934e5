#include "runtime/vm/branch_watch.h"

#include "lang/program/opcodes.h"
#include "runtime/vm/linked_program.h"

namespace camp {

void BranchWatch::at(const LinkedProgram& program, std::uint32_t offset, const Value* top,
                     const Value*) {
  if (offset >= hits_.size()) return;
  const auto goes = [&](bool jumps) { hits_[offset] |= jumps ? kJumped : kWentOn; };
  switch (static_cast<Op>(static_cast<std::uint8_t>(program.program().code[offset]))) {
    case Op::kJumpIfFalse:
      if (top[-1].tag == Tag::kBool) goes(!top[-1].truth());
      return;
    case Op::kJumpIfTrue:
      if (top[-1].tag == Tag::kBool) goes(top[-1].truth());
      return;
    case Op::kSetAttribute:
    case Op::kSetList:
    case Op::kEmit:
    case Op::kSayConsent:
    case Op::kRequest:
    case Op::kNote:
    case Op::kExperiment:
      return goes(true);
    default:
      return;
  }
}

}  // namespace camp
