# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the last object of results.jsonl: the totals of the cells before it. With json.awk.
#
# stdin: the objects of the cells
# -v errors=, notes=      files of lines, as collect.awk writes them
# -v began=, ended= (seconds), kernel=, taint_before=, taint_after=
# -v require=             percent of the cells that have to be judged

{ count[json_get($0, "verdict")]++ }

function quoted_lines(file,    line, list)
{
	while ((getline line < file) > 0)
		if (!seen[file, line]++)
			list = list (list == "" ? "" : ",") json_quote(line)
	return "[" list "]"
}

# Percent, rounded down: 100.0 is all of them
function judged(    n)
{
	n = NR - count["skip"] - count["error"] - count["not_run"]
	return NR ? int(1000 * n / NR) / 10 : 0
}

END {
	n = split("pass fail expected_fail unexpected_pass flake skip error not_run", verdict, " ")
	printf "{\"totals\":{\"cells\":%d", NR
	for (i = 1; i <= n; i++)
		printf ",\"%s\":%d", verdict[i], count[verdict[i]]
	printf "},\"judged\":%.1f,\"require\":%d", judged(), require
	printf ",\"seed\":null,\"taint_before\":%d,\"taint_after\":%d", taint_before, taint_after
	printf ",\"seconds\":%.1f,\"kernel\":%s", ended - began, json_quote(kernel)
	printf ",\"errors\":%s,\"notes\":%s}\n", quoted_lines(errors), quoted_lines(notes)
}
