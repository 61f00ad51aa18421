# SPDX-License-Identifier: GPL-2.0-only
#
# Shell globs in awk: *, ?, [...] and [!...]. A glob with a colon is about
# program:cell, one without about the cell alone, as `*` may stand for dots, too.

function glob_to_regex(glob)
{
	if (!(glob in glob_regex))
		glob_regex[glob] = glob_translate(glob)
	return glob_regex[glob]
}

function glob_translate(glob,    i, c, out)
{
	out = "^"
	for (i = 1; i <= length(glob); i++) {
		c = substr(glob, i, 1)
		if (c == "*")
			out = out ".*"
		else if (c == "?")
			out = out "."
		else if (c == "[" && index(substr(glob, i + 2), "]")) {
			out = out "["
			c = substr(glob, ++i, 1)
			out = out (c == "!" ? "^" : c)
			while ((c = substr(glob, ++i, 1)) != "]")
				out = out c
			out = out "]"
		} else
			out = out (index("\\.^$+(){}|[]", c) ? "\\" c : c)
	}
	return out "$"
}

# One glob against one word, remembered: there are few different words in the names.
function glob_word(glob, word)
{
	if (glob == word || glob == "*")
		return 1
	if (!((glob, word) in glob_seen)) {
		glob_seen[glob, word] = word ~ glob_to_regex(glob)
	}
	return glob_seen[glob, word]
}

# Reading a glob or a cell once: the callers try every glob on one cell after another.
function glob_split(glob,    i, part)
{
	# a bracket may hold a dot
	glob_parts[glob] = index(glob, "[") ? 0 : split(glob, part, ".")
	for (i = 1; i <= glob_parts[glob]; i++)
		glob_part[glob, i] = part[i]
}

# A glob with as many dots as the name takes all of them: then the parts of the one
# match the parts of the other, or nothing matches.
function glob_cell(glob, cell,    i)
{
	if (glob == "*")
		return 1
	if (cell != cell_split) {
		cell_parts = split(cell, cell_part, ".")
		cell_split = cell
	}
	if (!(glob in glob_parts))
		glob_split(glob)
	if (glob_parts[glob] != cell_parts)
		return cell ~ glob_to_regex(glob)
	for (i = cell_parts; i; i--)
		if (!glob_word(glob_part[glob, i], cell_part[i]))
			return 0
	return 1
}

function glob_match(glob, program, cell,    colon)
{
	colon = index(glob, ":")
	if (!colon)
		return glob_cell(glob, cell)
	return glob_word(substr(glob, 1, colon - 1), program) &&
	       glob_cell(substr(glob, colon + 1), cell)
}
