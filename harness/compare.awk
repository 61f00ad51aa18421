# SPDX-License-Identifier: GPL-2.0-only
#
# Prints where several results differ, grouped by what changed into what. With json.awk.
#
# files: the results.jsonl to compare, in order

BEGIN { EXAMPLES = 3 }

FNR == 1 { runs++ }
/^[{]"totals":/ { next }

{
	id = json_get($0, "program") ":" json_get($0, "cell")
	outcome = json_get($0, "raw") == "skip" ? "SKIP" : json_get($0, "observed")
	if (json_get($0, "raw") ~ /^(not_ok|crash|timeout)$/)
		outcome = outcome "!"
	if (!(id in known)) {
		known[id] = 1
		ids[++nr_ids] = id
	}
	if ((id, runs) in seen) {
		if (index("/" seen[id, runs] "/", "/" outcome "/"))
			next
		outcome = seen[id, runs] "/" outcome
	}
	seen[id, runs] = outcome
}

function change(id,    i, text, outcome, same)
{
	same = 1
	for (i = 1; i <= runs; i++) {
		outcome = (id, i) in seen ? seen[id, i] : "not run"
		text = text (i > 1 ? " | " : "") outcome
		same = same && outcome == ((id, 1) in seen ? seen[id, 1] : "not run")
	}
	return same ? "" : text
}

END {
	for (i = 1; i <= nr_ids; i++) {
		text = change(ids[i])
		if (text == "")
			continue
		differ++
		if (!size[text]++)
			texts[++nr_texts] = text
		if (size[text] <= EXAMPLES)
			example[text, size[text]] = ids[i]
	}
	if (!differ) {
		print "differences: none in " nr_ids " cells"
		exit
	}
	print "differences: " differ " of " nr_ids " cells (! is a failure)"
	for (i = 1; i <= nr_texts; i++) {
		text = texts[i]
		print "  " text ": " size[text] (size[text] == 1 ? " cell" : " cells")
		for (j = 1; j <= size[text] && j <= EXAMPLES; j++)
			print "      " example[text, j]
		if (size[text] > EXAMPLES)
			print "      and " size[text] - EXAMPLES " more"
	}
}
