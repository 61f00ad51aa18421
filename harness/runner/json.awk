# SPDX-License-Identifier: GPL-2.0-only
#
# As much JSON as results.jsonl needs: objects of texts, numbers and lists of texts, one a
# line. A quote inside a string is always \", so "key": can't be found in one.

BEGIN {
	json_string = "\"([^\"\\\\]|\\\\.)*\""
	json_value = "(" json_string "|-?[0-9][-+.eE0-9]*|null|true|false|\\[(" json_string \
		     "(," json_string ")*)?\\])"
	json_object = "^[{](\"[a-z_]+\":" json_value ",)*\"[a-z_]+\":" json_value "[}]$"
}

function json_quote(text)
{
	gsub(/\\/, "&&", text)
	gsub(/"/, "\\\"", text)
	gsub(/\t/, " ", text)
	gsub(/[\001-\037\177]/, "?", text)
	return "\"" text "\""
}

function json_valid(line)
{
	return line ~ json_object
}

# The text of a string, the digits of a number; "" for null or a missing key.
function json_get(line, key,    at, rest)
{
	at = index(line, "\"" key "\":")
	if (!at)
		return ""
	rest = substr(line, at + length(key) + 3)
	if (rest !~ /^"/) {
		match(rest, /^[^],}]*/)
		rest = substr(rest, 1, RLENGTH)
		return rest == "null" ? "" : rest
	}
	match(rest, /^"([^"\\]|\\.)*"/)
	return json_unquote(substr(rest, 2, RLENGTH - 2))
}

function json_unquote(text)
{
	if (!index(text, "\\"))
		return text
	gsub(/\\\\/, "\001", text)
	gsub(/\\[ntr]/, " ", text)
	gsub(/\\/, "", text)
	gsub(/\001/, "\\", text)
	return text
}

# Fills list[1..] with the strings of an array; returns how many.
function json_list(line, key, list,    at, rest, n)
{
	at = index(line, "\"" key "\":[")
	rest = at ? substr(line, at + length(key) + 4) : ""
	while (match(rest, /^,?"([^"\\]|\\.)*"/)) {
		list[++n] = substr(rest, 1, RLENGTH)
		sub(/^,?"/, "", list[n])
		sub(/"$/, "", list[n])
		list[n] = json_unquote(list[n])
		rest = substr(rest, RLENGTH + 1)
	}
	return n + 0
}

# The object with another text for a key that has one.
function json_put(line, key, text,    at, head, rest)
{
	at = index(line, "\"" key "\":\"")
	if (!at)
		return line
	head = substr(line, 1, at + length(key) + 2)
	rest = substr(line, at + length(key) + 3)
	match(rest, /^"([^"\\]|\\.)*"/)
	return head json_quote(text) substr(rest, RLENGTH + 1)
}
