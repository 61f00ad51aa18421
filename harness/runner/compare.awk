# SPDX-License-Identifier: GPL-2.0-only
#
# Prints where several results differ, grouped by what changed into what, and where:
# "6.1 SKIP | 6.12 .. 7.3 INTERRUPTED". With json.awk.
#
# files: the results.jsonl to compare, in order

FNR == 1 { runs++ }

/^[{]"totals":/ { next }

FNR == 1 { name_run() }

{
	program = json_get($0, "program")
	id = program ":" json_get($0, "cell")
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

# 6.1.0 of 6.1.0-50-amd64; the machine, and a number, only where it takes them
function name_run(    i)
{
	release[runs] = json_get($0, "kernel")
	sub(/[-+].*/, "", release[runs])
	arch[runs] = json_get($0, "arch")
	archs += runs > 1 && arch[runs] != arch[1]
	for (i = 1; i < runs; i++)
		twice[runs] += release[i] == release[runs] && arch[i] == arch[runs]
}

function label(run)
{
	return release[run] (archs ? " " arch[run] : "") (twice[run] ? " #" twice[run] + 1 : "")
}

function outcome_of(id, run)
{
	return (id, run) in seen ? seen[id, run] : "not run"
}

# Neighbours that saw the same share a label; "" if all did.
function change(id,    i, first, text)
{
	for (i = first = 1; i <= runs; i++) {
		if (i < runs && outcome_of(id, i + 1) == outcome_of(id, i))
			continue
		if (first == 1 && i == runs)
			return ""
		text = text (first > 1 ? " | " : "") label(first) \
		       (i > first ? (i > first + 1 ? " .. " : ", ") label(i) : "") \
		       " " outcome_of(id, i)
		first = i + 1
	}
	return text
}

function fixture_of(id)
{
	return substr(id, 1, index(id, ".") - 1)
}

function add(text, id,    path)
{
	path = fixture_of(id)
	if (!size[text]++)
		texts[++nr_texts] = text
	if (!of_path[text, path]++)
		paths[text] = paths[text] " " path
}

function print_group(text,    i, n, path)
{
	print "  " text ": " size[text] (size[text] == 1 ? " cell" : " cells")
	n = split(paths[text], path, " ")
	for (i = 1; i <= n; i++)
		print "      " path[i] ": " of_path[text, path[i]]
}

END {
	for (i = 1; i <= nr_ids; i++) {
		text = change(ids[i])
		if (text == "")
			continue
		differ++
		add(text, ids[i])
	}
	if (!differ) {
		print "differences: none in " nr_ids " cells"
		exit
	}
	print "differences: " differ " of " nr_ids " cells (! is a failure)"
	for (i = 1; i <= nr_texts; i++)
		print_group(texts[i])
}
