# SPDX-License-Identifier: GPL-2.0-only
#
# Reads expectations/CLASS-{fails,flakes,skips}.txt (the format: expectations/README)
# and prints the entries that fit a kernel. Lists of other kernels are checked, too.
#
# -v release=, machine=, build=   uname -r, -m, -v of the kernel that ran the cells
# stdout: RANK<TAB>KIND<TAB>VALUE<TAB>GLOB<TAB> OBSERVED <TAB>TITLE<TAB>FILE:LINE<TAB> CLASSES <TAB>COMPLAINTS
#         the complaints are regular expressions, with \001 between them
# exit:   3 and FILE:LINE: what is wrong, on stderr

BEGIN {
	OFS = "\t"
	build = tolower(release " " build)
	known_keys = "|SPDX-License-Identifier|Defect|Reason|Bug Report|Fixed By" \
		     "|Linux Version|Arch|Path Class|Observed|Complaint|Function|Evidence|Failure Rate|"
	required["fails"] = "Defect|Bug Report|Linux Version"
	required["flakes"] = "Defect|Bug Report|Linux Version|Observed"
	required["skips"] = "Reason"
	values["fails"] = " Fail Crash Timeout "
	values["flakes"] = " Flake "
	values["skips"] = " Skip "
}

function refuse(line, text)
{
	print FILENAME ":" line ": " text | "cat >&2"
	failed = 1
	exit 3
}

# ---- does it fit: the class of a list, the keys of an entry ----

# 0 does not fit; of two entries for a cell the one of the higher rank names the defect
function class_rank(class,    version)
{
	version = release
	sub(/^[^0-9]*/, "", version)
	match(version, /^[0-9]+[.][0-9]+/)
	version = substr(version, 1, RLENGTH)
	if (class == "all")
		return 1
	if (same_machine(class))
		return 2
	if (class == "v" version)
		return 3
	if (substr(class, length(class) - length(version)) != "-" version)
		return 0
	return index(build, substr(class, 1, length(class) - length(version) - 1)) ? 4 : 0
}

function same_machine(name)
{
	return name == machine || (name == "arm64" && machine == "aarch64")
}

function arch_fits(list,    i, n, name)
{
	n = split(list, name, " ")
	for (i = 1; i <= n; i++)
		if (same_machine(name[i]))
			return 1
	return !n
}

# -1, 0, 1: release before, in, after bound; 6.12.7 is in 6.12
function version_compare(bound,    r, b, i, n)
{
	n = split(bound, b, ".")
	split(release, r, /[^0-9]+/)
	for (i = 1; i <= n; i++)
		if (r[i] + 0 != b[i] + 0)
			return r[i] + 0 < b[i] + 0 ? -1 : 1
	return 0
}

function version_fits(range,    n, bound)
{
	n = split(range, bound, / *- */)
	if (bound[1] != "" && version_compare(bound[1]) < 0)
		return 0
	if (n == 1)
		return version_compare(bound[1]) == 0
	return bound[2] == "" || version_compare(bound[2]) <= 0
}

# ---- a block: comments, then the entries they are about ----

function begin_block()
{
	split("", key)
	last_key = ""
	unreadable = entries = 0
}

function read_comment(    colon, name, text)
{
	if (entries)
		refuse(FNR, "a comment below an entry: put an empty line between the blocks")
	text = $0
	gsub(/[\t\r]/, " ", text)
	if (last_key != "" && text ~ /^#   /) {
		sub(/^# */, " ", text)
		key[last_key] = key[last_key] text
		if (last_key == "Complaint")
			refuse(FNR, "a Complaint is one line; several lines are several complaints")
		return
	}
	colon = index(text, ":")
	name = substr(text, 3, colon - 3)
	if (!colon || text !~ /^# / || !index(known_keys, "|" name "|")) {
		if (!unreadable)
			unreadable = FNR
		return
	}
	last_key = name
	text = substr(text, colon + 1)
	sub(/^ */, "", text)
	sub(/ *$/, "", text)
	# The one key that may be there several times
	key[name] = (name == "Complaint" && (name in key) ? key[name] "\001" : "") text
	if (name == "Complaint")
		check_regex(text)
}

# An awk would end at it, and not say where it is from; mawk has no intervals.
function check_regex(regex,    rest, depth)
{
	rest = regex
	if (rest == "" || rest ~ /^[*+?]/)
		refuse(FNR, "Complaint is not a regular expression: '" regex "'")
	gsub(/\\./, "x", rest)
	gsub(/\[\^?\]?[^]]*\]/, "x", rest)
	if (rest ~ /[{}]/)
		refuse(FNR, "Complaint has an interval, which not every awk knows: '" regex "'")
	while (match(rest, /[()]/)) {
		depth += substr(rest, RSTART, 1) == "(" ? 1 : -1
		rest = substr(rest, RSTART + 1)
		if (depth < 0)
			break
	}
	if (depth || rest ~ /\[|\\$/)
		refuse(FNR, "Complaint is not a regular expression: '" regex "'")
}

function check_block(kind, value,    i, n, name)
{
	if (unreadable)
		refuse(unreadable, "no known key in this comment of an entry (the keys: " \
		       substr(known_keys, 26, length(known_keys) - 26) ")")
	n = split(required[kind], name, "|")
	if (value == "Fail")
		name[++n] = "Observed"
	for (i = 1; i <= n; i++)
		if (key[name[i]] == "")
			refuse(FNR, "this entry needs '# " name[i] ": ...' above it")
	if (("Linux Version" in key) &&
	    key["Linux Version"] !~ /^([0-9]+([.][0-9]+)*)? *(- *([0-9]+([.][0-9]+)*)?)?$/)
		refuse(FNR, "Linux Version is not like '5.7 -' or '5.7 - 6.12': " \
		       key["Linux Version"])
	if (key["Observed"] ~ /[^A-Z_ ]/)
		refuse(FNR, "Observed is not a list of outcomes: " key["Observed"])
	if (!("Complaint" in key) && (value == "Crash" || value != "Skip" &&
				      (" " key["Observed"] " ") ~ / (WRONG|CRASH) /))
		refuse(FNR, "this entry covers any failure: it needs '# Complaint: ...' above it")
}

function read_entry(kind, rank,    comma, glob, value)
{
	comma = index($0, ",")
	if (!comma)
		refuse(FNR, "no comma in '" $0 "' (want GLOB,VALUE)")
	glob = substr($0, 1, comma - 1)
	value = substr($0, comma + 1)
	sub(/[ \t\r]*$/, "", value)
	if (glob !~ /^[]a-z0-9_.:*?![-]+$/)
		refuse(FNR, "not a glob of cells: '" glob "'")
	if (value ~ /[^A-Za-z]/ || !index(values[kind], " " value " "))
		refuse(FNR, "'" value "' is not one of:" values[kind])
	check_block(kind, value)
	entries++
	if (rank && version_fits(key["Linux Version"]) && arch_fits(key["Arch"]))
		print rank, kind, value, glob, " " key["Observed"] " ",
		      kind == "skips" ? key["Reason"] : key["Defect"], FILENAME ":" FNR,
		      " " key["Path Class"] " ", key["Complaint"]
}

FNR == 1 {
	begin_block()
	class = FILENAME
	sub(/.*\//, "", class)
	kind = class
	sub(/-(fails|flakes|skips)[.]txt$/, "", class)
	kind = substr(kind, length(class) + 2)
	sub(/[.]txt$/, "", kind)
	rank = class_rank(class)
}

/^[ \t\r]*$/ { begin_block(); next }
/^#/ { read_comment(); next }
{ read_entry(kind, rank) }

END { exit failed ? 3 : 0 }
