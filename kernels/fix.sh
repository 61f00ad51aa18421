# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154 # kernels/fix sets them
#
# Which cells are those of a defect, for kernels/fix.

# list OPTIONS: print the cells that run_tests.sh would run on this kernel; OPTIONS is a file
# with a NUL behind each option
list()
{
	FAULTSIG_RELEASE=$series.0 xargs -0 -x -s "$OPTIONS_MAX" -a "$1" "$root/run_tests.sh" list
}

# as_options: turn patterns, one a line, into options
as_options()
{
	sed 's/^/-t\n/' | tr '\n' '\0'
}

# blocks_of TITLE: print the classes, the expected outcomes and the patterns of each block of
# expectations/ that has the title, of what fails or of what is not run, with tabs between them
blocks_of()
{
	cat "$root"/expectations/*.txt | awk -v title="$1" '
		/^$/ { on = 0 }
		/^# (Defect|Reason): / { on = substr($0, 11) == title; classes = expected = "-" }
		!on { next }
		/^# Path Class: / { classes = substr($0, 15) }
		/^# Expected: / { expected = substr($0, 13) }
		/^[^#]/ { sub(/,[A-Za-z]*$/, ""); print classes "\t" expected "\t" $0 }'
}

# cells_of TITLE: print the cells that its blocks name, PROGRAM:CELL a line. run_tests.sh is not
# asked: it refuses a pattern that fits no cell of this kernel
cells_of()
{
	blocks_of "$1" | awk -F "$tab" '
		function has(words, word) { return words == "-" || index(" " words " ", " " word " ") }
		NR == FNR {
			gsub(/[.+]/, "[&]", $3)
			gsub(/\*/, ".*", $3)
			gsub(/\?/, ".", $3)
			classes[++n] = $1
			expected[n] = $2
			glob[n] = "^" ($3 ~ /:/ ? "" : "[^:]*:") $3 "$"
			next
		}
		{
			for (i = 1; i <= n; i++)
				if (has(classes[i], $4) && has(expected[i], $3) &&
				    $1 ":" $2 ~ glob[i]) {
					print $1 ":" $2
					next
				}
		}' - "$work/all"
}

# thin MOST: print at most so many lines, from all over
thin()
{
	awk -v most="$1" '{ line[NR] = $0 }
		END {
			every = NR > most ? NR / most : 1
			for (at = 1; at <= NR; at += every)
				print line[int(at)]
		}'
}

# hung TITLES: print PROGRAM:CELL<TAB>TITLE of what is not run because it hangs a kernel that has
# one of these defects; TITLES is a file
hung()
{
	while read -r title; do
		grep -qxF "# Reason: $title" "$root"/expectations/*.txt || continue
		cells_of "$title" | TITLE=$title awk -v OFS="$tab" '{ print $0, ENVIRON["TITLE"] }'
	done <"$1"
}

# allow_hung TITLES DIR: put what is known of the other defects into DIR, so that those cells run
allow_hung()
{
	rm -rf "$2" && mkdir -p "$2"
	for list in "$root"/expectations/*.txt; do
		awk -v RS= -v ORS='\n\n' '
			NR == FNR { is_mended["# Reason: " $0]; next }
			{
				for (title in is_mended)
					if (index("\n" $0 "\n", "\n" title "\n"))
						next
				print
			}' RS='\n' "$1" RS= "$list" >"$2/${list##*/}"
	done
}

# not_run NAME: print how many cells of its defects were named, and not run
not_run()
{
	[ "$which" = some ] || return 0
	titles_of "$1" | while read -r title; do
		cells_of "$title"
	done | grep -vxFf "$work/listed" | sort -u | wc -l |
		sed 's/^0$//; s/..*/, & cells of the defects were not run/'
}
