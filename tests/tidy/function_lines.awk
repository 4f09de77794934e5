# Prints "file function lines" for every function longer than `limit` lines: awk -v limit=60 -f function_lines.awk FILE...
# Relies on the layout that .clang-format gives: a definition ends with a brace in the column in which it began.
FNR == 1 { inside = 0; head = ""; first = 0 }
{
  match($0, /^ */); indent = RLENGTH
  if (inside) {
    if (indent == depth && substr($0, indent + 1, 1) == "}") {
      if (FNR - start + 1 > limit) printf "%s %s %d\n", FILENAME, name, FNR - start + 1
      inside = 0; head = ""
    }
    next
  }
  if (/^ *$/ || /^ *(\/\/|#)/ || /[;}]$/ || /^ *(public|private|protected):$/) { head = ""; next }
  if (head == "") { first = FNR; depth = indent }
  head = head $0
  if (/\{$/) {
    if (depth <= 2 && head ~ /\(/ && head !~ /^ *(namespace|class|struct|enum|union|extern)/) {
      name = head; sub(/\(.*/, "", name); sub(/.*[ *&]/, "", name)
      if (name != "") { inside = 1; start = first } else head = ""
    } else head = ""
  }
}
