// Header fields of a mail: `Name: value` as RFC 5322 and RFC 2047 want them, whatever the value
// holds.
//
// Everything appended is 7-bit, its lines are at most 76 columns wide (addresses and words of
// addresses aside) and it ends in CRLF; no value can begin a line of its own. `name` comes with its
// colon and space: "Subject: ". Pure; any thread.
#pragma once
#include <string>
#include <string_view>

namespace camp {

inline constexpr char kHexDigits[] = "0123456789ABCDEF";  // upper case: RFC 2045, 2047 and 3986

// Free text: as it is when that is possible, folded at spaces, or as encoded words.
void append_text_field(std::string& out, std::string_view name, std::string_view text);

// One mailbox: `Acme Outdoor <news@acme.example>` or a bare address.
void append_mailbox_field(std::string& out, std::string_view name, std::string_view mailbox);

// One bare address.
void append_address_field(std::string& out, std::string_view name, std::string_view address);

// An address without what no address may have (lang/value/address.h: is_email).
void append_address(std::string& out, std::string_view address);

// The address of a mailbox, as written there.
std::string_view address_of_mailbox(std::string_view mailbox);

}  // namespace camp
