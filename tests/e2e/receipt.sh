#!/usr/bin/env bash
# Receipts: what each customer got; the mail with the terms attached, and the one that is HTML with a derived text.
example=receipt
source "$(dirname "$0")/../support/example.bash"
grep -q 'line 5, field data.items\[0\].price' out.txt || { echo "the price without a currency went in"; exit 1; }
mails=$(cat $(find spool -name '*.mbox'))
[ "$(grep -ac '^Content-Type: multipart/mixed' <<< "$mails")" -eq 2 ] || { echo "a receipt has no attached terms"; exit 1; }
[ "$(grep -ac 'filename="Terms of sale.txt"' <<< "$mails")" -eq 2 ] || { echo "the terms have another name"; exit 1; }
grep -aq '^X-Order: 1001' <<< "$mails" || { echo "a header field is missing"; exit 1; }
grep -aq '^Reply-To: Order 1001 <care@acme.example>' <<< "$mails" || { echo "its own reply_to is missing"; exit 1; }
