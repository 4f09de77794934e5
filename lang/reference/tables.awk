# Fills a page's marked places with tables: <!-- table NAME [ARGUMENT] --> ... <!-- end -->.
# Run in the source tree: awk -f lang/reference/tables.awk PAGE
function fail(what) { print "lang/reference/tables.awk: " what > "/dev/stderr"; failed = 1; exit 1 }

# The arguments of CAMP_X(a, "b, c", d) into cell[1..]; how many.
function cells(row, cell,    n, i, c, quoted, text) {
  sub(/^CAMP_[A-Z_]+\(/, "", row)
  n = 0; text = ""; quoted = 0
  for (i = 1; i <= length(row); ++i) {
    c = substr(row, i, 1)
    if (c == "\\") { text = text substr(row, ++i, 1); continue }
    if (c == "\"") { quoted = !quoted; continue }
    if (!quoted && (c == "," || c == ")")) {
      gsub(/^ +| +$/, "", text)
      cell[++n] = text
      text = ""
      if (c == ")") return n
      continue
    }
    text = text c
  }
  fail("a row without an end: " row)
}

# A cell of a table: what Markdown would take for something else.
function plain(text) { gsub(/\|/, "\\|", text); gsub(/</, "\\&lt;", text); return text }
function code(text) { return "`" text "`" }

function words(place,    file, row, cell) {
  file = "grammar/keywords.def"
  print "| word | meaning |\n|---|---|"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_KEYWORD\(/) continue
    cells(row, cell)
    if (cell[2] == place && cell[3] == "kReady") printf "| %s | %s |\n", code(cell[1]), plain(cell[4])
  }
  close(file)
}

function planned_words(    file, row, cell, names, place, many, i) {
  file = "grammar/keywords.def"
  many = 0
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_KEYWORD\(/) continue
    cells(row, cell)
    if (cell[3] != "kPlanned") continue
    if (!(cell[2] in names)) place[++many] = cell[2]
    names[cell[2]] = names[cell[2]] (names[cell[2]] == "" ? "" : ", ") code(cell[1])
  }
  close(file)
  print "| where | words |\n|---|---|"
  for (i = 1; i <= many; ++i) printf "| %s | %s |\n", place_name(place[i]), names[place[i]]
  printf "| events | %s |\n", planned_rows("lang/catalog/events.def", 1, 3)
}

function planned_rows(file, name, status,    row, cell, found) {
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_/) continue
    cells(row, cell)
    if (cell[status] == "kPlanned") found = found (found == "" ? "" : ", ") code(cell[name])
  }
  close(file)
  return found
}

function place_name(place) {
  if (place == "kTop") return "declarations"
  if (place == "kProperty") return "properties of campaigns and journeys"
  if (place == "kStatement") return "statements"
  if (place == "kVariant") return "experiments"
  if (place == "kConversation") return "conversations"
  if (place == "kPolicy") return "policies"
  if (place == "kChannel") return "channels"
  if (place == "kClause") return "clauses"
  fail("a place without a name: " place)
}

function functions(use,    file, row, cell) {
  file = "lang/catalog/functions.def"
  print "| name | takes and gives | what it gives |\n|---|---|---|"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_FUNCTION\(/) continue
    cells(row, cell)
    if (cell[3] == use || cell[3] == "kBoth")
      printf "| %s | %s | %s |\n", code(cell[2]), code(cell[4]), plain(cell[5])
  }
  close(file)
}

function events(    file, row, cell, n, shared) {
  file = "lang/catalog/events.def"
  print "| event | fields | when |\n|---|---|---|"
  while ((getline row < file) > 0) {
    if (row ~ /^ +"message string/) { shared = row; gsub(/^ +"|"$/, "", shared) }
    if (row !~ /^CAMP_EVENT\(/) continue
    sub(/CAMP_MESSAGE_FIELDS/, "\"" shared "\"", row)
    n = cells(row, cell)
    if (cell[3] == "kPlanned") continue
    gsub(/ string/, "", cell[2])
    printf "| %s | %s | %s |\n", code(cell[1]), code(cell[2]), plain(cell[n])
  }
  close(file)
}

# The parts of one channel: what it needs first, then the rest in brackets.
function channel_parts(name,    file, row, cell, parts, word) {
  file = "lang/catalog/channel_parts.def"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_CHANNEL_PART\(/) continue
    cells(row, cell)
    if (cell[1] != name || !(cell[2] in part_word)) continue  # what camp adds itself: in words
    word = code(part_word[cell[2]]) (cell[4] > 1 ? " x " cell[4] : "")
    if (cell[3] == "kOptional") word = "[" word "]"
    parts = parts (parts == "" ? "" : (cell[3] == "kEither" && either ? " or " : ", ")) word
    either = cell[3] == "kEither"
  }
  close(file)
  return parts
}

function read_parts(    file, row, cell) {
  file = "lang/catalog/parts.def"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_PART\(/) continue
    cells(row, cell)
    part_word[cell[2]] = cell[3]
    part_written[cell[3]] = cell[4]
    part_lead[cell[3]] = cell[6]
  }
  close(file)
}

function answer(reply) {
  return reply == "kText" ? "in words" : reply == "kTap" ? "by a tap" : reply == "kSpeech" ? "by speech" : "no"
}

function channels(    file, row, cell) {
  read_parts()
  file = "lang/catalog/channels.def"
  print "| channel | the contact's address | parts | transactional | answers | what it is |\n|---|---|---|---|---|---|"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_CHANNEL\(/) continue
    cells(row, cell)
    printf "| %s | %s | %s | %s | %s | %s |\n", code(cell[3]), code(cell[4] ": " tolower(substr(cell[5], 2))),
      channel_parts(cell[2]), cell[6] == "kAny" ? "yes" : "no", answer(cell[8]), plain(cell[10])
  }
  close(file)
}

function written(word) {
  if (part_written[word] == "kText") return code(word " \"...\"")
  if (part_written[word] == "kTextOrFile") return code(word " \"...\"") ", " code(word " file \"path\"")
  if (part_written[word] == "kNamed") return code(word " NAME \"...\"")
  if (part_written[word] == "kFile") return code(word " file \"path\"") ", " code(word " file \"path\" as \"name\"")
  return code(word " VALUE")
}

function parts(    file, row, cell) {
  read_parts()
  file = "lang/catalog/parts.def"
  print "| part | falls back with | what it is |\n|---|---|---|"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_PART\(/) continue
    cells(row, cell)
    printf "| %s | %s | %s |\n", written(cell[3]), code(part_word[cell[6]]), plain(cell[7])
  }
  close(file)
}

function reply_keywords(    file, row, cell, said, strong) {
  file = "lang/catalog/reply_keywords.def"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_(REPLY|STRONG)_KEYWORD\(/) continue
    strong = row ~ /^CAMP_STRONG/ ? "**" : ""
    cells(row, cell)
    said[cell[2]] = said[cell[2]] (said[cell[2]] == "" ? "" : ", ") strong cell[3] strong
  }
  close(file)
  print "| keyword | words |\n|---|---|"
  printf "| STOP | %s |\n| START | %s |\n| HELP | %s |\n", said["Stop"], said["Start"], said["Help"]
}

function answers(    file, row, cell) {
  file = "lang/catalog/answers.def"
  print "| as | type | an answer is |\n|---|---|---|"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_ANSWER\(/) continue
    cells(row, cell)
    word = cell[3]
    if (word == "") { word = substr(cell[5], 2, index(substr(cell[5], 2), "`") - 1); sub(/^`[^`]*`: /, "", cell[5]) }
    printf "| %s | %s | %s |\n", code(word), tolower(substr(cell[4], 2)), plain(cell[5])
  }
  close(file)
}

function gates(    file, row, cell) {
  file = "runtime/policy/gates.def"
  print "| reason | asked | then | because |\n|---|---|---|---|"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_GATE\(/) continue
    cells(row, cell)
    printf "| %s | %s | %s | %s |\n", code(cell[3]), cell[4] == "kPermission" ? "by `send`, per channel" : "before it leaves",
      cell[5] == "kSkip" ? "skipped" : cell[5] == "kWithhold" ? "withheld" : "held", plain(cell[6])
  }
  close(file)
}

function refusals(    file, row, cell) {
  file = "runtime/state/refusals.def"
  print "| reason | the contact |\n|---|---|"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_REFUSAL\(/) continue
    cells(row, cell)
    printf "| %s | %s |\n", code(cell[3]), plain(cell[4])
  }
  close(file)
}

function diagnostics(    file, row, cell) {
  file = "lang/base/diagnostics.def"
  print "| code | | what it says |\n|---|---|---|"
  while ((getline row < file) > 0) {
    if (split(row, cell, "\"") == 3 && cell[1] == "CAMP_DIAGNOSTICS(") printf "| | | **%s** |\n", cell[2]
    if (row !~ /^CAMP_DIAGNOSTIC\(/) continue
    cells(row, cell)
    printf "| %s | %s | %s |\n", code(sprintf("CAMP%04d", cell[1])), tolower(substr(cell[3], 2)), plain(cell[4])
  }
  close(file)
}

function grouped(number,    text) {
  text = sprintf("%.0f", number)
  return length(text) <= 3 ? text : grouped(substr(text, 1, length(text) - 3)) "," substr(text, length(text) - 2)
}

function duration(ms) {
  if (ms % 3600000 == 0) return ms / 3600000 " h"
  return ms % 60000 == 0 ? ms / 60000 " min" : ms / 1000 " s"
}

# Of `8u << 20` or `100'000`: bytes and milliseconds as people say them.
function quantity(name, value,    part) {
  gsub(/[u']/, "", value)
  if (split(value, part, " \\* ") == 2) value = part[1] * part[2]
  if (split(value, part, " << ") == 2) value = part[1] * 2 ^ part[2]
  if (name ~ /Ms$/) return duration(value)
  if (name !~ /Bytes$/) return grouped(value)
  if (value % 1048576 == 0) return value / 1048576 " MiB"
  return value % 1024 == 0 ? value / 1024 " KiB" : value " bytes"
}

# The reason of a limit stands above it, or behind it.
function limits(    file, row, why, behind, part) {
  file = "lang/base/limits.h"
  print "| limit | value | why |\n|---|---|---|"
  why = ""
  while ((getline row < file) > 0) {
    if (row ~ /^\/\/ -- /) { printf "| **%s** | | |\n", substr(row, 7); why = ""; continue }
    if (row ~ /^\/\/ /) { why = why (why == "" ? "" : " ") substr(row, 4); continue }
    if (row !~ /^inline constexpr /) { why = ""; continue }
    behind = row ~ /\/\/ / ? row : ""
    sub(/.*\/\/ /, "", behind)
    sub(/^inline constexpr [a-z0-9_:]+ /, "", row)
    sub(/;.*/, "", row)
    split(row, part, " = ")
    printf "| %s | %s | %s |\n", code(part[1]), quantity(part[1], part[2]), plain(why != "" ? why : behind)
    why = ""
  }
  close(file)
}

function link_schemes(    file, row, cell, all) {
  file = "lang/base/link_schemes.def"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_LINK_SCHEME\(/) continue
    cells(row, cell)
    all = all (all == "" ? "" : ", ") code(cell[1])
  }
  close(file)
  print all
}

# What the first line of each goal's file says.
function goals(    list, file, line, name) {
  list = "LC_ALL=C ls stdlib/campaigns/*.camp"
  print "| goal | what for |\n|---|---|"
  while ((list | getline file) > 0) {
    if ((getline line < file) <= 0) fail("an empty goal: " file)
    close(file)
    name = file
    gsub(/.*\/|\.camp$/, "", name)
    sub(/^# /, "", line)
    printf "| %s | %s |\n", code(name), plain(line)
  }
  close(list)
}

function repl_commands(    file, row, cell) {
  file = "cli/repl/commands.def"
  print "| command | |\n|---|---|"
  while ((getline row < file) > 0) {
    if (row !~ /^CAMP_COMMAND\(/) continue
    cells(row, cell)
    printf "| %s | %s |\n", plain(code(":" cell[1] (cell[2] == "" ? "" : " " cell[2]))), plain(cell[3])
  }
  close(file)
}

function table(name, argument) {
  if (name == "words" && argument == "planned") planned_words()
  else if (name == "words") words(argument)
  else if (name == "functions") functions(argument)
  else if (name == "events") events()
  else if (name == "channels") channels()
  else if (name == "parts") parts()
  else if (name == "answers") answers()
  else if (name == "reply_keywords") reply_keywords()
  else if (name == "gates") gates()
  else if (name == "refusals") refusals()
  else if (name == "diagnostics") diagnostics()
  else if (name == "limits") limits()
  else if (name == "link_schemes") link_schemes()
  else if (name == "goals") goals()
  else if (name == "repl_commands") repl_commands()
  else fail("no such table: " name)
}

/^<!-- table / { print; table($3, $4 == "-->" ? "" : $4); inside = 1; next }
/^<!-- end -->$/ { if (!inside) fail("an end without a table"); inside = 0 }
!inside { print }
END { if (!failed && inside) fail("a table without an end") }
