#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# kernels/cover without a kernel: no deciding function has fallen under its floor in the
# measurement that is committed; and counters of a small program come through the text of
# faultsig_gcov as gcov reads them itself. Each comparison is tried on something broken.

set -u

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=harness/check/says
. harness/check/says

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
coverage=kernels/coverage
measured=$coverage/7.3
page=reports/coverage.md

context()
{
	cat "$scratch/said" 2>/dev/null
}

# ---- the committed measurement ----

compare()
{
	python3 -B $coverage/committed.py "$@" 2>&1
}

# finds WHAT TEXT SED-SCRIPT: check that a measurement with a change is wrong, in these words
finds()
{
	sed "$3" $measured >"$scratch/measured"
	compare "$scratch/measured" >"$scratch/said"
	report "$1" "$(grep -q "$2" "$scratch/said" || echo "it is not")"
}

check_measurement()
{
	functions=$(grep -c '^[0-9]' $measured)
	report "$functions deciding functions are at their floors" "$(compare $measured)"
	python3 -B $coverage/page.py $measured $measured-mm $measured-kvm $measured-liburing \
		>"$scratch/said" 2>&1
	report "reports/coverage.md is made of the measurement" \
		"$(diff "$scratch/said" $page >/dev/null || echo "it is another page")"
	name=$(awk '/^[1-9]/ { print $2; exit }' $coverage/floors)
	finds "a function that falls under its floor is found" "$name is at 0%" \
		"s,^[0-9]* \([0-9]*\) [0-9]* \([0-9]*\) [0-9]* $name\$,0 \1 0 \2 0 $name,"
	finds "a function that was not measured is found" "$name has a floor and" "\\, $name\$,d"
	finds "a function without a floor is found" 'a:b was measured' "\$a0 0 0 0 0 a:b"
	finds "totals that are not the sums are found" 'not the sums' \
		's/^# branches: [0-9]*/# branches: 1/'
}

# ---- counters of a program ----

# make_counters: run a small program whose branches are counted
make_counters()
{
	mkdir "$scratch/program"
	cat >"$scratch/program/a.c" <<-'SOURCE'
		static int branches(int x)
		{
			int sum = 0;

			for (int i = 0; i < x; i++) {
				if (i % 3 == 0 && i > 4)
					sum += i;
				else if (i & 1)
					sum--;
			}
			return sum;
		}

		static int not_reached(int x)
		{
			return x ? branches(x) : 2;
		}

		int main(int argc, char **argv)
		{
			int sum = 0;

			for (int i = 0; i < 12; i++)
				sum += branches(i);
			(void)argv;
			return argc > 5 ? not_reached(sum) : 0;
		}
	SOURCE
	(cd "$scratch/program" && gcc -O2 -fno-early-inlining --coverage -c a.c &&
		gcc --coverage a.o -o a && ./a) >"$scratch/said" 2>&1
}

check_counters()
{
	what="counters come through text as gcov reads them itself"
	if ! gcc -O1 -o "$scratch/gcov" kernels/guest_gcov.c || ! make_counters ||
		! "$scratch/gcov" dump "$scratch" >"$scratch/dump"; then
		not_ok "$what" "no program with counters"
		return
	fi
	report "$what" "$(python3 -B $coverage/selftest.py "$scratch" "$scratch/dump" 2>&1)"
	sed 's/ 0:[0-9a-f]*/ 0:7/' "$scratch/dump" >"$scratch/wrong"
	report "a counter that is changed on the way is found" \
		"$(python3 -B $coverage/selftest.py "$scratch" "$scratch/wrong" 2>&1 |
			grep -q 'gcov says' || echo "it is not")"
	sed 1,3d "$scratch/dump" >"$scratch/wrong"
	report "counters that are not complete are refused" \
		"$(python3 -B $coverage/selftest.py "$scratch" "$scratch/wrong" 2>&1 |
			grep -q 'not complete' || echo "they are not")"
}

# ---- kernels/build --gcov, on a made-up tree whose Makefile only pretends to build ----

make_tree()
{
	mkdir -p "$scratch/tree/mm" "$scratch/tree/kernel" "$scratch/tree/virt"
	sed -n 's/^CONFIG_\([A-Z0-9_]*\)=.*/config \1/p' kernels/config/* config |
		sort -u >"$scratch/tree/mm/Kconfig"
	echo 'config PREEMPT_LAZY' >"$scratch/tree/kernel/Kconfig.preempt"
	cat >"$scratch/tree/Makefile" <<-'TREE'
		.RECIPEPREFIX = >
		GCOV_PROFILE := n
		allnoconfig:
		> cp $(KCONFIG_ALLCONFIG) $(O)/.config
		bzImage: mm/gup.o mm/other.o virt/../mm/memory.o
		> mkdir -p $(O)/arch/x86/boot $(O)/include/config
		> echo image >$(O)/arch/x86/boot/bzImage
		> echo 9.9.9 >$(O)/include/config/kernel.release
		%.o:
		> mkdir -p $(O)/mm $(O)/virt
		> test $(GCOV_PROFILE) = n || : >$(O)/$(basename $@).gcno
		modules:
		> :
	TREE
}

check_build()
{
	make_tree
	built=$(FAULTSIG_CACHE=$scratch/cache kernels/build --gcov "$scratch/tree" \
		2>"$scratch/said")
	report "build --gcov counts the files of the list, and no others" "$(
		(cd "$built/gcov" && find . -type f | LC_ALL=C sort | paste -s -d ' ') 2>&1 |
			grep -vx './mm/gup.gcno ./mm/memory.gcno')"
	FAULTSIG_CACHE=$scratch/cache
	export FAULTSIG_CACHE
	report "a kernel that counts is another kernel" "$(
		[ "$(kernels/build "$scratch/tree" 2>>"$scratch/said")" != "$built" ] ||
			echo "it is the same")"
}

# ---- arguments ----

# refused WHAT TEXT ARGUMENT...: check that kernels/cover exits 110 and says so
refused()
{
	what=$1
	text=$2
	shift 2
	kernels/cover "$@" >"$scratch/said" 2>&1
	status=$?
	why=
	[ "$status" -eq 110 ] || why="exit $status, not 110"
	grep -q -- "$text" "$scratch/said" || why="it did not say '$text'"
	report "$what" "$why"
}

check_arguments()
{
	mkdir -p "$scratch/kernel/gcov" "$scratch/kernel/include/config"
	echo 9.9.9 >"$scratch/kernel/include/config/kernel.release"
	echo /objects >"$scratch/kernel/objects"
	gcc --version | head -n 1 >"$scratch/kernel/compiler"
	refused "an unknown option of cover is named" 'no such option: --reprot' --reprot
	refused "a wrong -j of cover is named" '-j takes a number: two' -j two
	refused "cover --report without a run says so" 'has no counters' \
		-k "$scratch/kernel" -o "$scratch/none" --report
	echo 'cc 1.0.0' >"$scratch/kernel/compiler"
	refused "a kernel of another compiler is refused" 'but gcov is that of gcc' \
		-k "$scratch/kernel" -o "$scratch/none"
	rm -r "$scratch/kernel/gcov"
	: >"$scratch/kernel/.config"
	refused "a kernel that does not count is refused" 'not built by kernels/build --gcov' \
		-k "$scratch/kernel"
}

check_measurement
check_counters
check_build
check_arguments
exit $failed
