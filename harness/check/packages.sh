#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What is installed, or unpacked on a target, works there; and it goes again without a trace.
# Debian's packages are harness/packages/prove's, which needs half an hour and a mirror.

set -u

tab=$(printf '\t')
scratch=$TMPDIR
# A known failure, so that the expectations are needed
cell=uaccess:pipe_read.uffd_missing_anon.sigusr1
libexec=usr/libexec/kselftests/faultsig

# shellcheck source=harness/check/wants
. "$(dirname "$0")/wants"

made()
{
	make --no-print-directory "$@" >"$scratch/said" 2>&1 </dev/null
	status=$?
}

# tree DIR: print all that is there
tree()
{
	(cd "$1" && find . -printf '%y %m %p %l\n' | sort)
}

# run_cell COMMAND...: run one cell, in a directory that is empty
run_cell()
{
	rm -rf "$scratch/empty"
	mkdir "$scratch/empty"
	(cd "$scratch/empty" && exec "$@" -t "$cell") >"$scratch/said" 2>&1 </dev/null
	status=$?
}

# want_judged: one cell ran, and has a verdict on the kernel, or there is no userfaultfd here
want_judged()
{
	want_status 0
	want_said '^cells: 1 run, .*, 0 new, .* 0 errors'
}

# ---- make install, make uninstall ----

# A system that has some of the directories already, two of them empty
root=$scratch/root
mkdir -p "$root/usr/bin" "$root/usr/share/man/man1" "$root/usr/src"
chmod 2775 "$root/usr/src"
echo other >"$root/usr/bin/other"
tree "$root" >"$scratch/before"

begin 'make install DESTDIR= prefix='
made install DESTDIR="$root" prefix=/usr
want_status 0
for file in $(sed -n 's/^\([a-z][a-z_]*\).*/\1/p' tests/programs) faultsig_runner \
	faultsig_supervise run_tests.sh config settings tests/programs harness/runner/lib.sh \
	expectations/README installed; do
	[ -e "$root/$libexec/$file" ] || blame "no $file"
done
for file in bin/faultsig share/man/man1/faultsig.1 share/zsh/site-functions/_faultsig \
	share/bash-completion/completions/faultsig src/faultsig-*/dkms.conf; do
	# shellcheck disable=SC2086 # a pattern
	ls "$root"/usr/$file >/dev/null 2>&1 || blame "no $file"
done
end

begin 'the source for dkms is all that kbuild reads'
for file in $(sed -n 's/^slowfault-y := //p' kernel-module/Makefile | sed 's/\.o/.c/g') \
	$(cat kernel-module/*.c | sed -n 's/^#include "\(.*\)"/\1/p' | grep -v trial.h |
		sort -u); do
	[ -e "$(echo "$root"/usr/src/faultsig-*/)/$file" ] || blame "no $file"
done
end

begin 'the installed command runs a cell, and writes to the present directory'
run_cell "$root/usr/bin/faultsig"
want_judged
[ -s "$scratch/empty/faultsig-results/results.jsonl" ] || blame 'no faultsig-results/'
[ ! -e "$root/$libexec/results" ] || blame 'it wrote to the installed suite'
end

begin 'install again, then uninstall: as before'
made install DESTDIR="$root" prefix=/usr
want_status 0
made uninstall DESTDIR="$root" prefix=/usr
want_status 0
tree "$root" | diff "$scratch/before" - >>"$scratch/said" || blame 'something is left, or gone'
end

begin 'uninstall leaves what it did not bring, and says so'
made install DESTDIR="$root" prefix=/usr
mkdir "$root/$libexec/results"
echo mine >"$root/$libexec/results/results.jsonl"
made uninstall DESTDIR="$root" prefix=/usr
want_status 0
want_said "^faultsig: left, as it is not empty: .*/kselftests/faultsig\$"
[ "$(cd "$root/$libexec" && find . -type f)" = ./results/results.jsonl ] ||
	blame 'other files than the results'
end

begin 'uninstall of nothing is refused'
made uninstall DESTDIR="$scratch/nowhere" prefix=/usr
[ "$status" -ne 0 ] || blame 'exit status 0'
want_said '^faultsig: nothing is installed there: '
end

begin 'INSTALL_PATH= is the suite alone'
made install INSTALL_PATH="$scratch/alone"
want_status 0
[ -x "$scratch/alone/run_tests.sh" ] || blame 'no run_tests.sh'
[ ! -e "$scratch/alone/usr" ] || blame 'more than the suite'
run_cell "$scratch/alone/run_tests.sh"
want_judged
made uninstall INSTALL_PATH="$scratch/alone"
[ "$(find "$scratch/alone" -type f | grep -cv /results/)" -eq 0 ] || blame 'files are left'
end

# ---- the archive for targets ----

begin 'make tarball has all that a target needs'
made tarball
want_status 0
archive=$(tail -n 1 "$scratch/said")
mkdir "$scratch/target"
tar -C "$scratch/target" -xzf "$archive" 2>>"$scratch/said" || blame "$archive is no archive"
suite=$(echo "$scratch"/target/faultsig-*)
for file in expectations/README settings config tests/programs harness/runner/lib.sh README \
	faultsig.1 COPYING; do
	[ -s "$suite/$file" ] || blame "no $file"
done
for program in "$suite"/[a-z]*; do
	! readelf -lW "$program" 2>/dev/null | grep -q INTERP ||
		blame "${program##*/} wants a loader"
done
end

begin 'it runs a cell where there is nothing but busybox'
if ! busybox=$(command -v busybox); then
	echo "skip - $what: no busybox"
else
	mkdir "$scratch/bin"
	for applet in $("$busybox" --list); do
		ln -s "$busybox" "$scratch/bin/$applet"
	done
	run_cell env -i PATH="$scratch/bin" "$busybox" sh "$suite/run_tests.sh"
	want_judged
	env -i PATH="$scratch/bin" "$busybox" sh "$suite/run_tests.sh" list >"$scratch/said" 2>&1
	[ "$(grep -c "^[a-z_]*${tab}[a-z_0-9]*\.[a-z_0-9]*\.[a-z_0-9]*$tab" "$scratch/said")" -gt \
		10000 ] || blame 'it does not list its cells'
	end
fi

# ---- the manual page ----

begin 'the manual page has no fault, and each verb and option of run_tests.sh -h'
if ! command -v mandoc >/dev/null; then
	echo "skip - $what: no mandoc"
else
	mandoc -Tlint -W warning docs/faultsig.1 >"$scratch/said" 2>&1 || blame 'mandoc complains'
	mandoc -Tascii docs/faultsig.1 | sed 's/.\x08//g' >"$scratch/page"
	./run_tests.sh -h | grep -oE '(^|[ [|])--?[a-z]+|run_tests.sh +[a-z]+' |
		grep -oE '(--?|)[a-z]+$' | sort -u | while read -r word; do
			grep -qE -e "(^|[^a-z-])$word([^a-z]|\$)" "$scratch/page" || echo "$word"
		done >"$scratch/lost"
	[ ! -s "$scratch/lost" ] || blame "no $(tr '\n' ' ' <"$scratch/lost")"
	end
fi

# ---- Debian's packages ----

begin 'one version everywhere'
version=$(sed -n 's/^FAULTSIG_VERSION := //p' harness/packages/install.mk)
grep -q "^faultsig ($version-" harness/packages/debian/changelog || blame 'not in changelog'
: >"$scratch/said"
end

exit "$failed"
