#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The scripts that build and break kernels, without a kernel: kernels/build on a made-up tree
# whose Makefile only pretends to build, and the headers of kernels/mutants/.

set -u

lib_dir=$(dirname "$0")/../../kernels
# shellcheck source=kernels/lib.sh disable=SC1091
. "$lib_dir/lib.sh"

top=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d) || exit 1
tree=$scratch/tree
FAULTSIG_CACHE=$scratch/cache
export FAULTSIG_CACHE
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# Keys that every mutant has, and those that it may have
KEYS='Mutant|Emulates|Seen as|Severity|Files|Kernels|Cells'
MAY='Expect|Survives|Arch'

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

context()
{
	cat "$scratch/said" 2>/dev/null
}

# ---- kernels/build ----

# make_tree: make a tree whose Makefile drops requests that say LOST, and fails if there is a
# file called broken
make_tree()
{
	mkdir -p "$tree/mm" "$tree/kernel"
	sed -n 's/^CONFIG_\([A-Z0-9_]*\)=.*/config \1/p' "$top"/kernels/config/* "$top/config" |
		sort -u >"$tree/mm/Kconfig"
	echo 'config PREEMPT_LAZY' >"$tree/kernel/Kconfig.preempt"
	cat >"$tree/Makefile" <<-'TREE'
		.RECIPEPREFIX = >
		allnoconfig:
		> grep -v -f $(CURDIR)/lost $(KCONFIG_ALLCONFIG) >$(O)/.config
		bzImage:
		> test ! -e $(CURDIR)/broken || { echo "mm/gup.c:1: error: no"; exit 1; }
		> mkdir -p $(O)/arch/x86/boot $(O)/include/config
		> cat $(CURDIR)/content >$(O)/arch/x86/boot/bzImage
		> echo 9.9.9 >$(O)/include/config/kernel.release
		modules:
	TREE
	echo CONFIG_NOTHING >"$tree/lost"
	echo one >"$tree/content"
}

# build_says STATUS TEXT ARGUMENT...: check kernels/build; print what is wrong, or nothing
build_says()
{
	want=$1
	text=$2
	shift 2
	built=$("$top/kernels/build" "$@" 2>"$scratch/said")
	status=$?
	if [ "$status" -ne "$want" ]; then
		echo "exit $status, not $want"
	elif [ -n "$text" ] && ! grep -q -- "$text" "$scratch/said"; then
		echo "did not say '$text'"
	elif [ "$want" -eq 0 ] && ! grep -q . "$built/arch/x86/boot/bzImage"; then
		echo "$built has no image"
	fi
}

image_is()
{
	[ "$(cat "$("$top/kernels/build" "$tree" 2>/dev/null)/arch/x86/boot/bzImage")" = "$1" ] ||
		echo "not the image of '$1'"
}

check_build()
{
	make_tree
	report "a kernel is built" "$(build_says 0 '' "$tree")"
	echo two >"$tree/content"
	report "another content is another kernel" "$(image_is two)"
	: >"$tree/broken"
	report "a build that fails is 1, with the compiler's words" \
		"$(build_says 1 'error: no' "$tree")"
	rm "$tree/broken"
	echo CONFIG_USERFAULTFD >"$tree/lost"
	report "a request that Kconfig dropped is 2, and named" \
		"$(build_says 2 'CONFIG_USERFAULTFD=y is n' "$tree")"
	sed -i '/USERFAULTFD$/d' "$tree/mm/Kconfig"
	report "an option that this kernel does not have is no error" \
		"$(build_says 0 'has no CONFIG_USERFAULTFD' "$tree")"
	mkdir -p "$tree/include/config"
	report "a tree that was built in place" "$(build_says 110 mrproper "$tree")"
	report "no kernel tree" "$(build_says 110 'not a kernel source' "$scratch")"
	report "an unknown option of build" "$(build_says 110 usage --debgu "$tree")"
}

# A tree inside another git tree is none itself: that one's commit says nothing about it.
check_build_inside()
{
	rm -rf "$tree"
	make_tree
	if ! git -C "$scratch" init -q || ! git -C "$scratch" -c user.name=check \
		-c user.email=check@localhost commit -q --allow-empty -m outer; then
		report "a tree inside another git tree is told apart by its files" \
			"git can't commit"
		return
	fi
	echo '*' >"$scratch/.gitignore"
	"$top/kernels/build" "$tree" >/dev/null 2>&1
	echo two >"$tree/content"
	report "a tree inside another git tree is told apart by its files" "$(image_is two)"
	rm -rf "$scratch/.git" "$scratch/.gitignore"
}

# In a git tree the content counts, not the time: back at a commit nothing is compiled.
check_build_git()
{
	rm -rf "$tree"
	make_tree
	if ! git_in init -q || ! git_in add -A || ! git_in commit -q -m one; then
		report "a commit that was built before is not built again" "git can't commit"
		return
	fi
	first=$("$top/kernels/build" "$tree" 2>/dev/null)
	echo two >"$tree/content"
	git_in commit -q -a -m two
	"$top/kernels/build" "$tree" >/dev/null 2>&1
	rm -f "$FAULTSIG_CACHE"/objects/*/log
	git_in checkout -q HEAD~1
	again=$("$top/kernels/build" "$tree" 2>/dev/null)
	report "a commit that was built before is not built again" \
		"$(built_once || echo "$first, then $again, or compiled")"
}

built_once()
{
	[ -n "$first" ] && [ "$first" = "$again" ] && ! ls "$FAULTSIG_CACHE"/objects/*/log
}

git_in()
{
	git -C "$tree" -c user.name=check -c user.email=check@localhost "$@"
}

# ---- kernels/mutants ----

# header_of FILE: print what is wrong with its header
header_of()
{
	sed -n 's,^// \([A-Z][A-Za-z ]*\):.*,\1,p' "$1" | sort >"$scratch/keys"
	uniq -d "$scratch/keys" | sed 's/^/twice: /'
	grep -vxE "$KEYS|$MAY" "$scratch/keys" | sed 's/^/no such key: /'
	echo "$KEYS" | tr '|' '\n' | grep -vxFf "$scratch/keys" | sed 's/^/missing: /'
}

# wrong_mutants FILE...: print what is wrong with the mutants
wrong_mutants()
{
	for file; do
		name=$(basename "$file")
		header_of "$file" | sed "s/^/$name: /"
		mutant_header Cells "$file" | tr -s ' ' '\n' | sed '/^$/d; s/^/-t\n/' |
			tr '\n' '\0' >"$scratch/cells"
		xargs -0 -a "$scratch/cells" "$top/run_tests.sh" list \
			>/dev/null 2>"$scratch/list" || sed "s/^/$name: /" "$scratch/list"
	done
}

check_mutants()
{
	set -- "$top"/kernels/mutants/*.cocci "$top/docs/templates/mutant.cocci"
	report "$# mutants say what they are, and who sees them" "$(wrong_mutants "$@")"
	sed 's,^// Cells:.*,// Cells: pipe_raed.uffd_missing_anon.none,' "$1" >"$scratch/bad.cocci"
	report "a mutant whose cells do not exist is found" \
		"$(wrong_mutants "$scratch/bad.cocci" | grep -q pipe_raed || echo "it is not")"
	sed '/^.. Severity:/d' "$1" >"$scratch/bad.cocci"
	report "a mutant whose header lacks a key is found" \
		"$(wrong_mutants "$scratch/bad.cocci" | grep -q 'missing: Severity' ||
			echo "it is not")"
	"$top/kernels/mutate" -k "$KSRC" -o "$scratch/mutate" gup_nothing 2>"$scratch/said"
	report "a mistyped mutant is named" "$(grep -q 'no mutant gup_nothing' "$scratch/said" ||
		echo "it is not")"
	"$top/kernels/mutate" -k "$KSRC" -o "$scratch/mutate" --cells kvm --report \
		gup_signal_returns_zero >"$scratch/said" 2>&1
	report "programs of others run on the unbroken kernel, too" \
		"$(grep -q '^| baseline |' "$scratch/said" || cat "$scratch/said")"
}

# ---- kernels/coverage/peers.awk ----

# peers_say STATUS LINE...: print what is made of programs of others, with a comma for each tab
peers_say()
{
	status=$1
	shift
	printf 'gcov0\tkselftest mm: uffd-stress anon 20 16\n' >"$scratch/groups"
	printf '%b\n' "$@" >"$scratch/log"
	awk -v status="$status" -f "$top/kernels/coverage/peers.awk" "$scratch/groups" \
		"$scratch/log" | tr '\t' ,
}

# peers_are WHAT SAID EXPECTED: check one line of what peers_say printed
peers_are()
{
	report "$1" "$(echo "$2" | grep -qxF "$3" || echo "'$3' is not in: $2")"
}

check_peers()
{
	said=$(peers_say 0 '\001cells0\tstart\t1000' 'cells0\tok 1 took 0.25 s' \
		'cells0\tnot ok 2 # SKIP no' 'cells0\tnot ok 3 a fault at 0x12ab' \
		'\001cells0\texit 1\t3500')
	peers_are "what a program of others says is counted" "$said" \
		'uffd-stress anon 20 16: a fault at N,fail,not ok,'
	peers_are "what passes there is no failure" "$said" \
		'uffd-stress anon 20 16: took N s,as_expected,ok,'
	peers_are "what is skipped there is no failure" "$said" \
		'uffd-stress anon 20 16: # SKIP no,as_expected,not ok,'
	peers_are "the exit of a program of others is counted" "$said" \
		'uffd-stress anon 20 16,fail,exit 1,2.5'
	peers_are "a guest that ends well is no failure" "$said" 'the guest,as_expected,exit 0,'
	said=$(peers_say 101 '\001cells0\tstart\t1000')
	peers_are "a program of others that never ends is one" "$said" \
		'uffd-stress anon 20 16,fail,never ended,'
	peers_are "a kernel that complains of it is one" "$said" 'the guest,fail,exit 101,'
}

check_build
if command -v git >/dev/null; then
	check_build_inside
	check_build_git
else
	echo "skip - a tree inside another git tree is told apart by its files: no git"
	echo "skip - a commit that was built before is not built again: no git"
fi
check_mutants
check_peers
exit $failed
