#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# run_tests.sh -c, --tier and --first: which cells, in which order, and what is said where there
# are none. On a copy of the runner with programs that do what they are told, a map of a few
# functions, and a git tree of one file.

set -u

# shellcheck source=harness/check/suite
. "$(dirname "$0")/suite"

maps=$suite/kernels/map
tree=$scratch/tree
series=$(uname -r | sed 's/^\([0-9]*\.[0-9]*\).*/\1/')

make_cells()
{
	fake uaccess <<-CELLS
		read.anon.none DEFERRED ok
		read.anon.sigusr1 DEFERRED ok
		read.anon.sigkill KILLED ok
		read.shmem.none DEFERRED ok
		read.shmem.sigusr1 DEFERRED ok
		write.anon.none DEFERRED ok
		write.anon.sigkill KILLED ok
		late.anon.none DEFERRED ok
	CELLS
	fake process_vm <<-CELLS
		readv.anon.none DEFERRED ok
		readv.anon.sigkill KILLED ok
	CELLS
	: >"$suite/expectations/all-fails.txt"
}

# late is a path that is newer than the map. write goes through one function more than read.
make_map()
{
	rm -rf "$maps"
	mkdir -p "$maps"
	cat >"$maps/${1:-$series}" <<-MAP
		# only for this check
		# Linux 7.3.4, made up
		path 0 uaccess.read
		path 1 uaccess.write
		path 2 process_vm.readv
		source 0 anon
		source 1 shmem
		stimulus 0 none
		stimulus 1 sigusr1
		stimulus 2 sigkill
		func fs/pipe.c:anon_pipe_read 0
		func fs/pipe.c:anon_pipe_write 1
		func fs/pipe.c:pipe_poll -
		func mm/gup.c:faultin_page 2
		func mm/memory.c:__do_fault 0-1
		func mm/shmem.c:shmem_fault 0-2 1
		func kernel/signal.c:get_signal 0,2 - 2
		func kernel/signal.c:send_signal 0-2 0-1 1-2
	MAP
}

# Arguments: the cells that were listed, in this order
want_cells()
{
	grep -v '^run_tests.sh: ' "$scratch/said" | cut -f 2 | paste -s -d ' ' - >"$scratch/listed"
	[ "$(cat "$scratch/listed")" = "$*" ] || blame "listed: $(cat "$scratch/listed")"
}

# Arguments: what is tried; the exit status; a line that has to be said; arguments of list
check_refused()
{
	begin "$1"
	want=$2
	words=$3
	shift 3
	run list "$@"
	want_status "$want"
	want_said "$words"
	want_cells ""
	end
}

# ---- -c ----

check_functions()
{
	begin "-c FILE:FUNCTION selects the cells of its paths, different ones first"
	run list -c fs/pipe.c:anon_pipe_read
	want_status 0
	want_cells read.anon.none read.shmem.sigusr1 read.anon.sigkill read.shmem.none \
		read.anon.sigusr1
	want_said "1 of 3 paths go through 1 function, 5 cells, .*/$series: Linux 7.3.4, made up\)"
	want_lines 6
	end
	begin "-c FILE selects those of all its functions, and names the others"
	run list -c ./fs/pipe.c
	want_said "no path goes through fs/pipe.c:pipe_poll"
	want_said "2 of 3 paths go through any of 2 functions, 7 cells"
	want_lines 9
	end
	begin "several -c are OR-ed, and the function that fewer paths enter comes first"
	run list -c mm/memory.c:__do_fault -c mm/gup.c:faultin_page
	want_cells readv.anon.none read.shmem.sigusr1 readv.anon.sigkill write.anon.none \
		read.anon.sigusr1 read.shmem.none write.anon.sigkill read.anon.sigkill \
		read.anon.none
	end
	begin "sources and stimuli count where the map has them"
	run list -c mm/shmem.c
	want_cells read.shmem.none read.shmem.sigusr1
	end
	begin "-t narrows what -c selects"
	run list -c kernel/signal.c:send_signal -t '*.sigkill'
	want_cells read.anon.sigkill write.anon.sigkill readv.anon.sigkill
	end
}

check_order()
{
	begin "a cell that fails on this kernel anyway comes last"
	cat >"$suite/expectations/all-fails.txt" <<-LIST
		# Defect: a known one
		# Bug Report: none yet
		# Linux Version: 4.0 -
		# Observed: SPINNING
		uaccess:read.anon.none,Fail
	LIST
	run list -c fs/pipe.c:anon_pipe_read
	want_cells read.anon.sigusr1 read.shmem.none read.anon.sigkill read.shmem.sigusr1 \
		read.anon.none
	: >"$suite/expectations/all-fails.txt"
	end
	begin "of two paths the one that goes through less else comes first"
	sed -i 's/^func fs.pipe.c:anon_pipe_read 0$/&,1\nfunc a.c:a 0\nfunc a.c:b 0/' \
		"$maps/$series"
	run list -c fs/pipe.c:anon_pipe_read --first 1
	want_cells write.anon.none
	make_map
	end
}

check_refusals()
{
	check_refused "a mistyped function is told, with the one that may be meant" 2 \
		"no such function in kernels/map/$series: .*mean fs/pipe.c:anon_pipe_read\?" \
		-c fs/pipe.c:anon_pipe_raed
	check_refused "a function of another file is told" 2 "mean mm/gup.c:faultin_page\?" \
		-c mm/memory.c:faultin_page
	check_refused "a mistyped file is told" 2 "no such file .*did you mean mm/memory.c\?" \
		-c mm/memry.c
	check_refused "a file without its directory is told" 2 "did you mean mm/gup.c\?" -c gup.c
	check_refused "a function without its file is told" 2 "mean mm/gup.c:faultin_page\?" \
		-c faultin_page
	check_refused "a function that no path enters is not ok" 2 \
		"no path goes through fs/pipe.c:pipe_poll .*nothing to run" -c fs/pipe.c:pipe_poll
	check_refused "-c and -t without a cell in common are not ok" 2 \
		"none of the selected cells goes through it" -c mm/gup.c -t uaccess
	check_refused "a path that is newer than the map is not guessed" 2 \
		"none of the selected cells" -c mm/memory.c -t '*:late.*'
	check_refused "--first takes a number" 2 "takes a number" --first x
}

check_maps()
{
	make_map 1.0
	begin "without a map of the series the nearest one is taken, and told"
	cp "$maps/1.0" "$maps/99.1"
	sed -i 's/made up/far away/' "$maps/99.1"
	run list -c mm/gup.c
	want_status 0
	want_said "no map of Linux $series.*: kernels/map/1.0 is the nearest"
	want_cells readv.anon.none readv.anon.sigkill
	end
	rm -rf "$maps"
	check_refused "without a map it is told how to make one" 3 "kernels/cover --map" \
		-c mm/gup.c
	while IFS='|' read -r line words; do
		make_map
		echo "$line" >>"$maps/$series"
		check_refused "a map with '$line' is refused" 3 "kernels/map/$series:19: $words" \
			-c mm/gup.c
	done <<-LINES
		path 7 uaccess.more|not the next number
		path 3 uaccess.read|a name that was there
		func mm/gup.c:x 0-9|numbers
		func mm/gup.c:x 2-1|numbers
		func mm/gup.c:x 1,|numbers
		func mm/gup.c:x|not FILE:FUNCTION
		func gup 0|not FILE:FUNCTION
		fnuc mm/gup.c:x 0|not a path
		func mm/gup.c:x 0 0 0 0|too many
	LINES
	make_map
}

check_kills()
{
	printf '%s\n' '# a comment' \
		'fs/pipe.c:anon_pipe_read one 5 uaccess:read.anon.sigkill' \
		'fs/pipe.c:anon_pipe_read one 7 uaccess:read.shmem.none' \
		'fs/pipe.c:anon_pipe_read two 1 uaccess:read.anon.sigusr1' \
		'mm/oom_kill.c:badness three 1 process_vm:readv.anon.sigkill' >"$maps/$series.kills"
	printf '%s\n' 'fs/pipe.c:inlined anon_pipe_write' 'fs/pipe.c:uncalled -' \
		'fs/pipe.c:anon_pipe_write anon_pipe_read' >"$maps/$series.inlined"
	begin "cells that have killed mutants come first, the fastest of each mutant before others"
	run list -c fs/pipe.c:anon_pipe_read
	want_cells read.anon.sigkill read.anon.sigusr1 read.shmem.none read.anon.none \
		read.shmem.sigusr1
	want_said "the first 3 of them have killed mutants of it .*/$series.kills"
	end
	begin "a function that the compiler has put elsewhere has the paths of its callers"
	run list -c fs/pipe.c:inlined
	want_cells write.anon.none write.anon.sigkill
	want_said "not measured, so by the functions of the file that call it: fs/pipe.c:inlined"
	run list -c fs/pipe.c:uncalled -t '*.none'
	want_cells read.shmem.none read.anon.none write.anon.none
	end
	begin "of the others those come first that have killed mutants of other functions"
	run list -c mm/gup.c
	want_cells readv.anon.sigkill readv.anon.none
	want_not_said "killed a mutant"
	end
	begin "a function of a file that was not measured has the paths of its kills"
	run list -c mm/oom_kill.c:badness
	want_cells readv.anon.sigkill readv.anon.none
	want_said "not measured, so by the paths of the cells that have killed mutants of it"
	end
	for line in 'a.c:a one 5' 'a one 5 uaccess:a' 'a.c:a one 5 uaccess:a b'; do
		echo "$line" >"$maps/$series.kills"
		check_refused "kills with '$line' are refused" 3 "$series.kills:1: not FILE:FUN" \
			-c mm/gup.c
	done
	make_map
}

check_run()
{
	begin "a run by -c runs those cells and no others"
	run -c mm/gup.c -c mm/shmem.c
	want_status 0
	want_said "^cells: 4 run, 4 pass"
	want_said "3 of 3 paths|2 of 3 paths"
	want_result read.shmem.none '"verdict":"pass"'
	end
	begin "... and with --first the first of them"
	run -c mm/shmem.c --first=1
	want_said "^cells: 1 run, 1 pass"
	want_said "^run_tests.sh: --first 1: not the other 1 cells"
	want_result read.shmem.none '"verdict":"pass"'
	end
	begin "explain names the functions that a cell goes through, the most special first"
	run explain uaccess:read.anon.sigkill
	want_said "^  enters     fs/pipe.c:anon_pipe_read, as do 1 of 3 paths"
	want_said "^             of 3 functions \(kernels/map/$series: Linux 7.3.4, made up\)"
	end
}

check_several()
{
	begin "each of several kernels gets the same cells"
	for program in several boot; do
		cp "$suite/kernels/$program" "$scratch" 2>/dev/null
		printf '#!/bin/sh\nprintf "<%%s>" "$@"\n' >"$suite/kernels/$program"
		chmod +x "$suite/kernels/$program"
	done
	run -k host -k /bin/true -c mm/gup.c -t 'uaccess:*.sig*' --tier quick --first 3
	want_said '<-cmm/gup.c><-tuaccess:\*.sig\*><--tier=quick><--first=3>'
	mv "$scratch/several" "$suite/kernels"
	rm "$suite/kernels/boot"
	end
}

# ---- -c REV..REV ----

git_in()
{
	git -C "$tree" -c user.name=check -c user.email=check@localhost "$@" >/dev/null 2>&1
}

run_in_tree()
{
	(cd "$tree" && "$suite/run_tests.sh" "$@" >"$scratch/said" 2>&1 </dev/null)
	status=$?
}

make_tree()
{
	mkdir -p "$tree/fs" "$tree/mm" "$tree/lib"
	sed 's/^>//' >"$tree/fs/pipe.c" <<-'FILE'
		>/*
		> * A comment with a brace
		>{
		> */
		>#define LIMIT 4
		>static const struct ops pipe_ops = {
		>	.read = anon_pipe_read,
		>};
		>
		>/* anon_pipe_read() reads */
		>static ssize_t
		>anon_pipe_read(struct kiocb *iocb,
		>	       struct iov_iter *to)
		>{
		>	if (iocb)
		>		return 1;
		>	return 0;
		>}
		>
		>static __printf(1, 2) void anon_pipe_write(const char *format, ...)
		>{
		>	write();
		>}
		>
		>SYSCALL_DEFINE2(pipe2, int __user *, fildes, int, flags)
		>{
		>	return do_pipe2(fildes, flags);
		>}
		>
		>static inline int one(void) { return 1; }
	FILE
	echo 'int faultin_page(void) { return 1; }' >"$tree/mm/gup.c"
	echo 'int other(void) { return 1; }' >"$tree/lib/other.c"
	git_in init -q && git_in add -A && git_in commit -q -m one
}

# Argument: a program for sed. The changed file is a commit of its own, between HEAD~1 and HEAD.
commit_change()
{
	sed -i "$1" "$tree/fs/pipe.c"
	git_in commit -q -a -m change
}

# Arguments: what the change is; a program for sed; the functions that kernels/changed has to tell
check_changed()
{
	begin "the changed function is found: $1"
	commit_change "$2"
	(cd "$tree" && "$top/kernels/changed" HEAD~1..HEAD fs/pipe.c) >"$scratch/said" 2>&1
	shift 2
	[ "$(grep -v '^#' "$scratch/said" | paste -s -d ' ' -)" = "$*" ] || blame "others"
	want_said '^# 1$'
	git_in reset -q --hard HEAD~1
	end
}

check_commits()
{
	make_tree
	pipe=fs/pipe.c
	check_changed "a line is added" 's/^\tif (iocb)/\tlook();\n&/' $pipe:anon_pipe_read
	check_changed "a line is removed" '/^\tif (iocb)/d' $pipe:anon_pipe_read
	check_changed "its first line" 's/^static ssize_t/ssize_t/' $pipe:anon_pipe_read
	check_changed "behind an attribute" 's/write();/write(1);/' $pipe:anon_pipe_write
	check_changed "a system call" 's/return do_pipe2/return 0 * do_pipe2/' $pipe:__do_sys_pipe2
	check_changed "on one line" 's/return 1; }/return 2; }/' $pipe:one
	check_changed "two are removed" '/^SYSCALL/,/^static inline/d' \
		$pipe $pipe:__do_sys_pipe2 $pipe:one
	check_changed "a macro, which is none" 's/LIMIT 4/LIMIT 5/' $pipe
	check_changed "a table, which is none" 's/\.read =/.write =/' $pipe
	check_changed "two of them" 's/write();/write(1);/; s/return 0;/return 2;/' \
		$pipe:anon_pipe_read $pipe:anon_pipe_write
}

check_ranges()
{
	begin "-c REV..REV runs the cells of the changed functions"
	commit_change 's/return 0;/return 2;/; s/LIMIT 4/LIMIT 5/; s/return 1; }/return 3; }/'
	run_in_tree list -c HEAD~1..HEAD
	want_status 0
	want_said "changed, and not on the map: fs/pipe.c:one"
	want_said "changed outside of functions: fs/pipe.c"
	want_said "-c HEAD~1..HEAD: 1 of 3 paths go through 1 function, 5 cells"
	end
	begin "-c REV is what the working tree has changed since"
	echo 'int faultin_page(void) { return 2; }' >"$tree/mm/gup.c"
	run_in_tree list -c HEAD
	want_cells readv.anon.none readv.anon.sigkill
	git_in checkout mm/gup.c
	end
	begin "a change of nothing on the map is not ok"
	echo 'int other(void) { return 2; }' >"$tree/lib/other.c"
	run_in_tree list -c HEAD
	want_status 2
	want_said "none of the 1 changed files has a changed function that kernels/map/$series knows"
	end
	begin "a file of the tree that is not on the map is no typo"
	run_in_tree list -c lib/other.c
	want_status 2
	want_said "kernels/map/$series did not look at lib/other.c"
	end
	begin "a commit that is not there is told"
	run_in_tree list -c v1..v2
	want_status 2
	want_said "no such commit or file here: v1..v2"
	want_lines 2
	end
	begin "commits outside of a git tree are told"
	(cd "$scratch" && GIT_CEILING_DIRECTORIES=$scratch "$suite/run_tests.sh" list -c v1..v2) \
		>"$scratch/said" 2>&1
	status=$?
	want_status 2
	want_said "or commits of the git tree that it is called in: v1..v2"
	end
}

# ---- tiers ----

check_tiers()
{
	printf '%s\n' '# a comment' uaccess:read.anon.none process_vm:readv.anon.sigkill \
		uaccess:read.gone.none >"$maps/$series.quick"
	begin "--tier selects the cells that its file lists"
	run list --tier quick
	want_cells read.anon.none readv.anon.sigkill
	want_said "--tier quick: 2 of the 3 cells of kernels/map/$series.quick"
	end
	begin "--tier full is all cells"
	run list --tier=full
	want_lines 10
	end
	begin "a run of a tier runs it"
	run --tier quick
	want_status 0
	want_said "^cells: 2 run, 2 pass"
	end
	check_refused "a mistyped tier is told" 2 "did you mean quick\?" --tier qiuck
	check_refused "a tier that no file lists is told" 3 "kernels/tier makes it" --tier smoke
	check_refused "a tier of which no cell is left is not ok" 2 "none of the 3 cells" \
		--tier quick -t '*.sigusr1'
}

# Arguments: the program that makes them; the lists. Whether they are as they should be
are_right()
{
	"$top/kernels/$1" --check --maps "$2" >"$scratch/said" 2>&1
}

# The lists of the suite, with its real cells and mutants
check_tier_lists()
{
	unset FAULTSIG_PROGRAMS
	FAULTSIG_BIN=$built
	export FAULTSIG_BIN
	begin "the tiers list cells that are there, and quick one that kills each mutant"
	are_right tier "$top/kernels/map" || blame "$(head -n 1 "$scratch/said")"
	end
	begin "the kills are of cells and mutants that are there, and of each mutant"
	are_right kills.py "$top/kernels/map" || blame "$(head -n 1 "$scratch/said")"
	end
	cp -R "$top/kernels/map" "$scratch/lists"
	for list in "$scratch"/lists/*.kills; do
		begin "a cell that is not there is found in $(basename "$list")"
		sed -i 's/ gup_wait_not_killable \(.*\) .*/ gup_wait_killable \1 a:b.x.y/' \
			"$list"
		! are_right kills.py "$scratch/lists" || blame "it is not"
		want_said "no such cell: a:b.x.y"
		want_said "no cell that kills gup_wait_not_killable"
		want_said "no such mutant: gup_wait_killable"
		end
	done
	for list in "$scratch"/lists/*.quick; do
		cp "$list" "$scratch/list"
		begin "a cell that is not there is found in $(basename "$list")"
		sed '$s/.*/uaccess:pipe_raed.uffd_missing_anon.none/' "$scratch/list" >"$list"
		! are_right tier "$scratch/lists" || blame "it is not"
		want_said "no such cell: uaccess:pipe_raed"
		end
		begin "a mutant that no cell kills is found in $(basename "$list")"
		killer=process_vm:vm_readv.uffd_missing_anon.sigkill
		grep -vxF $killer "$scratch/list" >"$list"
		! are_right tier "$scratch/lists" || blame "it is not"
		want_said "no cell that kills gup_wait_not_killable"
		end
		cp "$scratch/list" "$list"
	done
}

make_suite
make_cells
make_map
check_functions
check_order
check_refusals
check_maps
check_kills
check_run
check_several
if command -v git >/dev/null; then
	check_commits
	check_ranges
else
	echo "skip - -c with commits: no git"
fi
check_tiers
if command -v python3 >/dev/null; then
	check_tier_lists
else
	echo "skip - the tiers list cells that are there, and each mutant is killed: no python3"
fi
exit $failed
