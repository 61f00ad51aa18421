# SPDX-License-Identifier: GPL-2.0-only
#
# What differs between the cells of two kernels, for kernels/ci/hook: lines of
# faultsig_runner fields program,cell,raw,observed,complaints,reason, BASE's file first.
#
# A failure of HEAD is old only if BASE failed in the same way: with that outcome and those
# complaints, but for their numbers. Exits 1 if HEAD does something wrong that BASE does not.

function is_failure(raw) { return raw ~ /^(not_ok|crash|timeout)$/ }
function is_judged(raw) { return raw == "ok" || is_failure(raw) }

function symptom(observed, complaints) {
	gsub(/[0-9]+/, "N", complaints)
	return observed " " complaints
}

function add(kind, text) {
	lines[kind] = lines[kind] "  " text "\n"
	count[kind]++
}

function show(kind, title) {
	if (count[kind])
		printf "%s: %d cell%s\n%s", title, count[kind], count[kind] == 1 ? "" : "s",
		       lines[kind]
}

function judge(id, raw, observed, complaints, reason,	was) {
	was = id in base_raw ? base_raw[id] : "not there"
	if (is_failure(raw)) {
		if (is_failure(was) && base_symptom[id] == symptom(observed, complaints))
			old++
		else
			add("new", id ": " (is_judged(was) ? base_observed[id] : was) " -> " \
			    observed " (" reason ")")
	} else if (is_judged(was) && raw != "ok") {
		add("lost", id ": " base_observed[id] " -> " raw " (" reason ")")
	} else if (is_failure(was)) {
		add("mended", id ": " base_observed[id] " -> " observed)
	}
}

FNR == 1 { file++ }

file == 1 {
	base_raw[$1 ":" $2] = $3
	base_observed[$1 ":" $2] = $4
	base_symptom[$1 ":" $2] = symptom($4, $5)
	next
}

{
	id = $1 ":" $2
	seen[id] = 1
	cells++
	judge(id, $3, $4, $5, $6)
}

END {
	for (id in base_raw)
		if (!(id in seen) && is_judged(base_raw[id]))
			add("lost", id ": " base_observed[id] " -> not there")
	show("new", "new failures in HEAD")
	show("lost", "no verdict any more in HEAD")
	show("mended", "mended in HEAD")
	printf "%d cells: %d new failures, %d without a verdict, %d mended, %d fail as in BASE\n",
	       cells, count["new"], count["lost"], count["mended"], old
	if (!cells)
		exit 3
	exit count["new"] + count["lost"] > 0
}
