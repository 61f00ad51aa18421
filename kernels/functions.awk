# SPDX-License-Identifier: GPL-2.0-only
#
# The functions of a C file in the kernel's style: a line "FIRST LAST NAME" each, with the name
# that gcov has for it. A function begins with its type or name in the first column, and ends with
# a brace there.

# Words with arguments that are no function: what is behind them may be one.
BEGIN { ATTRIBUTE = "^(__attribute__|__attribute|__printf|__scanf|__must_hold|__acquires|" \
	"__releases|__cond_acquires|__cond_lock|__aligned|__section|__alloc_size|__realloc_size|__malloc|__nonnull|" \
	"__no_sanitize|__context__|__bpf_kfunc)$" }

# name_in TEXT: the name of the function that begins with that text, or nothing
function name_in(text,	name, argument, depth, i) {
	if (text ~ /^[^(]*=/)
		return ""
	while (match(text, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
		name = substr(text, RSTART, RLENGTH - 1)
		sub(/[ \t]+$/, "", name)
		text = substr(text, RSTART + RLENGTH)
		argument = text
		sub(/[ \t,)].*/, "", argument)
		if (name ~ /^COMPAT_SYSCALL_DEFINE[0-9]$/)
			return "__do_compat_sys_" argument
		if (name ~ /^SYSCALL_DEFINE[0-9]$/)
			return "__do_sys_" argument
		if (name ~ /^DEFINE_IDTENTRY/)
			return argument
		if (name !~ ATTRIBUTE)
			return name
		for (depth = 1; depth && (i = match(text, /[()]/)); text = substr(text, i + 1))
			depth += substr(text, i, 1) == "(" ? 1 : -1
	}
	return ""
}

function forget() {
	head = ""
	first = 0
}

function begin_function() {
	name = name_in(head)
	inside = 1
}

function end_function() {
	if (name != "")
		print first, FNR, name
	inside = 0
	forget()
}

# Comments and what the preprocessor reads are no code; a comment may be anywhere.
in_comment && !/\*\// { next }
in_comment { in_comment = 0; sub(/^.*\*\//, "") }
{
	gsub(/\/\*([^*]|\*[^\/])*\*\//, "")
	sub(/\/\/.*/, "")
	if (sub(/\/\*.*/, ""))
		in_comment = 1
}
in_macro { in_macro = /\\$/; next }
/^[ \t]*#/ { in_macro = /\\$/; next }

inside && /^\}/ { end_function(); next }
inside { next }

# A blank line may be in front of the brace.
/^[ \t]*$/ { if (head !~ /\)$/) forget(); next }
/^\{/ { begin_function(); if (/\}[ \t]*$/) end_function(); next }
/^[ \t\}]/ && head == "" { next }
# A macro without a semicolon, and then a function
/^[a-zA-Z].*\(/ && head ~ /\)$/ && !/^__/ { forget() }
{
	if (head == "")
		first = FNR
	head = head " " $0
	sub(/^ /, "", head)
}
/^[^=]*\)[^=]*\{[ \t]*$/ { begin_function(); next }
/^[^=]*\).*\{.*\}[ \t]*$/ { begin_function(); end_function(); next }
/[;\}][ \t]*$/ { forget() }
