# SPDX-License-Identifier: GPL-2.0-only
#
# Finds for every cell the entries of the expectations that speak of it. With glob.awk.
#
# files:  the entries, as expect_read.awk prints them, then
#         PROGRAM<TAB>CELL<TAB>EXPECTED<TAB>CLASS
# stdout: PROGRAM<TAB>CELL<TAB>EXPECTED<TAB>FAILS<TAB>FLAKE<TAB>SKIP<TAB>CLASS
#         entries by line number, FAILS with commas around each, most special last
# -v stale=FILE   gets a line for each entry that no cell matches

BEGIN { FS = OFS = "\t" }

FILENAME == ARGV[1] {
	rank[FNR] = $1
	kind[FNR] = $2
	glob[FNR] = $4
	place[FNR] = $7
	class[FNR] = $8
	entries = FNR
	next
}

FNR == 1 { sort_by_rank() }

function sort_by_rank(    i, r)
{
	for (r = 1; r <= 4; r++)
		for (i = 1; i <= entries; i++)
			if (rank[i] == r)
				order[++ordered] = i
}

# The cells have few different stimuli; the entries for one of them are looked for once.
function shortlist(stimulus,    i, cells_glob, colon)
{
	nr_short[stimulus] = 0
	for (i = 1; i <= ordered; i++) {
		colon = index(glob[order[i]], ":")
		cells_glob = substr(glob[order[i]], colon + 1)
		glob_split(cells_glob)
		if (glob_parts[cells_glob] != 3 || glob_word(glob_part[cells_glob, 3], stimulus))
			short[stimulus, ++nr_short[stimulus]] = order[i]
	}
}

{
	split("", found)
	stimulus = $2
	sub(/.*[.]/, "", stimulus)
	if (!(stimulus in nr_short))
		shortlist(stimulus)
	for (i = 1; i <= nr_short[stimulus]; i++) {
		entry = short[stimulus, i]
		if (class[entry] != "  " && !index(class[entry], " " $4 " "))
			continue
		if (!glob_match(glob[entry], $1, $2))
			continue
		used[entry] = 1
		found[kind[entry]] = kind[entry] == "fails" ? found["fails"] entry "," : entry
	}
	print $1, $2, $3, "," found["fails"], found["flakes"], found["skips"], $4
}

END {
	for (i = 1; i <= entries && stale != ""; i++)
		if (!(i in used))
			print place[i] ": matches no cell: " glob[i] > stale
}
