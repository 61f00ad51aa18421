# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154,SC2034 # the callers' variables
#
# A copy of a kernel's source in which files are replaced and put back, for kernels/mutate and
# kernels/fix. Callers set $kernel (debian:SERIES or a tree), $arch, $here, and $dir, in which the
# copy is, and source lib.sh before.

# Bytes of a run's options, in which each cell is one: beyond it xargs -x fails, where by default
# it would start a second run behind 128 KiB
OPTIONS_MAX=1000000

# find_source: set $pristine, $series (like 7.3) and $version
find_source()
{
	pristine=$kernel
	case $kernel in
	debian:*)
		got=$("$here/get" -a "$arch" --source "$kernel") || exit
		pristine=$(echo "$got" | sed -n '$p')
		;;
	esac
	series=$(sed -n 's/^VERSION *= *//p; s/^PATCHLEVEL *= *//p' "$pristine/Makefile" \
		2>/dev/null | paste -sd .)
	[ -n "$series" ] || die "$pristine is not a kernel source tree"
	version=$series.$(sed -n 's/^SUBLEVEL *= *//p' "$pristine/Makefile")
}

# copy_source: make the tree to change. It is a tree of links, in which files are replaced and
# never written to
copy_source()
{
	[ ! -e "$dir/tree.complete" ] || return 0
	rm -rf "$dir/tree"
	say "copying the source"
	cp -al "$pristine" "$dir/tree" 2>/dev/null || {
		rm -rf "$dir/tree"
		cp -a "$pristine" "$dir/tree" || die "can't copy $pristine to $dir"
	}
	: >"$dir/tree.complete"
}

# replace_file FILE NEW: replace a file, with a new time, by which make sees the change
replace_file()
{
	mkdir -p "$(dirname "$dir/tree/$1")"
	cp "$2" "$dir/tree/$1.new" || die "can't write to $dir/tree"
	mv "$dir/tree/$1.new" "$dir/tree/$1"
}

# change_file FILE NEW: replace a file, and note that restore has to put it back
change_file()
{
	echo "$1" >>"$dir/mutated"
	replace_file "$1" "$2"
}

# restore: put back the files that an earlier or an interrupted change has replaced
restore()
{
	[ ! -s "$dir/mutated" ] || while read -r file; do
		replace_file "$file" "$pristine/$file"
	done <"$dir/mutated"
	rm -f "$dir/mutated"
}
