#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The templates of docs/templates/: each is copied to the place that docs/adding-a-*.md names,
# builds, and its cells do what they should. Each is also broken on purpose, which must show.

set -u

# shellcheck source=harness/check/says
. "$(dirname "$0")/says"

log=$TMPDIR/log
copy=$TMPDIR/copy
jobs=$(nproc 2>/dev/null || echo 1)

context()
{
	tail -n 30 "$log"
}

# fresh: the sources as they are; what was compiled of them stays. Without their times: a file
# that is put back is newer than its object
fresh()
{
	rsync -rlp --checksum --delete --exclude=/.git --exclude-from=.gitignore ./ "$copy"
}

# builds PROGRAM: build it quickly, with -O1, as the test is about the template
builds()
{
	make -C "$copy" --no-print-directory -j"$jobs" USERCFLAGS='-O1 -g0' "$copy/$1" \
		>"$log" 2>&1
}

# add_family PROGRAM NAME: add rows_NAME to the table and the header of a program
add_family()
{
	sed -i "s/^\(static .*families\[\] = {\)/\1 rows_$2,/" "$copy/tests/$1.c"
	sed -i "s/^#endif .*/extern const struct matrix_row rows_$2[];\n\n&/" \
		"$copy/tests/$1/families.h"
}

# end_of PROGRAM CELL: print ok, not ok, or skip with its reason
end_of()
{
	"$copy/$1" -r "$2" >"$log" 2>&1
	sed -n "s/^ok [0-9]* .*# SKIP \(.*\)/skip \1/p; t
		s/^\(not ok\|ok\) [0-9]* .*/\1/p" "$log"
}

# ends WHAT PROGRAM CELL WANT: check the result of the cell
ends()
{
	got=$(end_of "$2" "$3")
	case $got in
	"$4") ok "$1" ;;
	skip*) echo "skip - $1: ${got#skip }" ;;
	*) not_ok "$1" "$3 ends with '$got', not '$4'" ;;
	esac
}

# try_path: docs/adding-a-path.md
try_path()
{
	cp docs/templates/path.c "$copy/tests/$path_program/uname.c"
	add_family "$path_program" uname
	builds "$path_program"
}

# spoiled_path WHAT SED: check that the template with this change fails for the stimulus none
spoiled_path()
{
	sed "$2" docs/templates/path.c >"$copy/tests/$path_program/uname.c"
	if builds "$path_program"; then
		ends "$1" "$path_program" uname.uffd_missing_anon.none 'not ok'
	else
		not_ok "$1" 'it does not build'
	fi
}

check_path()
{
	path_program=uaccess
	fresh
	if ! try_path; then
		not_ok 'path: the template builds' 'it does not'
		return
	fi
	ok 'path: the template builds'
	cells=$("$copy/$path_program" --list | grep -c '^uname')
	report 'path: it has all the cells of its row' \
		"$([ "$cells" -eq 141 ] || echo "$cells, not 141")"
	ends 'path: nothing happens' "$path_program" uname.uffd_missing_anon.none ok
	ends 'path: SIGKILL' "$path_program" uname.uffd_missing_shmem.sigkill ok
	ends 'path: a page that is not there' "$path_program" \
		uname_fails.prot_none_first_byte.none ok

	spoiled_path 'path: a call that is not made is found' \
		's/sysret(.*)/cell_buf(c) ? 0 : 1/'
	spoiled_path 'path: a byte that is changed beside the answer is found' \
		's/return sysret/return ((char *)cell_buf(c))[-1] = sysret/'
	cp docs/templates/path.c "$copy/tests/$path_program/uname.c"
	sed -i 's/rows_uname\[\]/rows_unnamed[]/' "$copy/tests/$path_program/uname.c"
	report 'path: a row that no table names is no program' \
		"$(! builds "$path_program" || echo "it builds")"
}

# try_stimulus: docs/adding-a-stimulus.md
try_stimulus()
{
	fresh
	sed "${1-}" docs/templates/stimulus.c >"$copy/harness/engine/sigkill_pidfd.c"
	sed -i 's/^#endif .*/extern const struct stimulus stimulus_sigkill_pidfd;\n\n&/' \
		"$copy/harness/engine/stimuli.h"
	sed -i 's/stimuli_ordered\[\] = {/& \&stimulus_sigkill_pidfd,/' \
		"$copy/harness/engine/stimuli.c"
	builds user_access
}

check_stimulus()
{
	if ! try_stimulus; then
		not_ok 'stimulus: the template builds' 'it does not'
		return
	fi
	ok 'stimulus: the template builds'
	for source in uffd_missing_anon uffd_minor_shmem; do
		ends "stimulus: it kills ($source)" user_access "store.$source.sigkill_pidfd" ok
	done
	"$copy/user_access" --explain load.uffd_missing_anon.sigkill_pidfd >"$log" 2>&1
	report 'stimulus: its story is told' "$(grep -q 'by its pidfd' "$log" || echo "it is not")"

	if try_stimulus 's/if (syscall(SYS_pidfd_send_signal,/if (0 \&\& syscall(0,/'; then
		ends 'stimulus: a signal that is not sent is found' user_access \
			load.uffd_missing_anon.sigkill_pidfd 'not ok'
	else
		not_ok 'stimulus: a signal that is not sent is found' 'it does not build'
	fi
}

# make_kernel: make the part of a source tree that kernels/mutate --check looks at
make_kernel()
{
	mkdir -p "$TMPDIR/kernel/kernel"
	printf 'VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\n' >"$TMPDIR/kernel/Makefile"
	cat >"$TMPDIR/kernel/kernel/sys.c" <<-'END'
		int answer(void *user)
		{
			struct sysinfo mine;

			if (copy_to_user(user, &mine, sizeof(struct sysinfo)))
				return -EFAULT;
			return 0;
		}
	END
}

# applies: docs/adding-a-mutant.md
applies()
{
	"$copy/kernels/mutate" -k "$TMPDIR/kernel" -o "$TMPDIR/mutate" --check sysinfo_short \
		>"$log" 2>&1
}

check_mutant()
{
	if ! command -v spatch >/dev/null; then
		echo 'skip - mutant: it applies: Coccinelle is not installed'
		return
	fi
	make_kernel
	cp docs/templates/mutant.cocci "$copy/kernels/mutants/sysinfo_short.cocci"
	report 'mutant: it applies' \
		"$(applies && grep -q '^+.*(struct sysinfo) - 8' "$log" || echo 'it does not')"
	sed -i 's/struct sysinfo)/mine)/' "$TMPDIR/kernel/kernel/sys.c"
	report 'mutant: one that changes nothing is found' \
		"$(! applies || echo 'it is not')"
}

# try_source [SED]: docs/adding-a-source.md
try_source()
{
	fresh
	sed "${1-}" docs/templates/source.c >"$copy/fixtures/dev_zero.c"
	sed -i 's/^#endif .*/extern const struct fault_source source_dev_zero;\n\n&/' \
		"$copy/fixtures/sources.h"
	sed -i 's/sources_held_store\[\] = {/& \&source_dev_zero,/' "$copy/fixtures/sources.c"
	builds uaccess
}

# spoiled_source WHAT SED: check that a path which should sleep on the source fails
spoiled_source()
{
	if try_source "$2"; then
		ends "$1" uaccess clock_getres.dev_zero.none 'not ok'
	else
		not_ok "$1" 'it does not build'
	fi
}

check_source()
{
	if ! try_source; then
		not_ok 'source: the template builds' 'it does not'
		return
	fi
	ok 'source: the template builds'
	ends 'source: nothing happens' uaccess clock_getres.dev_zero.none ok
	ends 'source: SIGKILL' uaccess clock_getres.dev_zero.sigkill ok
	spoiled_source 'source: one that never tells of its fault is found' \
		's/errno == EAGAIN ? 0 : -errno/0/; s/return 1;/return 0;/'
	spoiled_source 'source: one that lets nobody go is found' \
		's/ioctl(r->fd, UFFDIO_COPY, &copy)/(copy.copy = 0)/'
}

# make_module: build the copy's module, for a kernel whose headers are here or can be had
make_module()
{
	headers=/lib/modules/$(uname -r)/build
	[ -e "$headers/Module.symvers" ] || headers=debian:6.1
	"$copy/kernels/module" "$headers" >"$log" 2>&1
}

# check_module: check the module after a persona's patch
check_module()
{
	report 'persona: the module builds' "$(make_module || echo 'it does not')"
	sed -i 's/wait_event_idle_timeout/wait_event_bored_timeout/' "$copy/kernel-module/handler.c"
	report 'persona: a module that does not build is found' \
		"$(! make_module || echo 'it is not')"
}

check_persona()
{
	if ! command -v patch >/dev/null; then
		echo 'skip - persona: the template applies: patch is not installed'
		return
	fi
	fresh
	no_module=
	make_module || no_module=$(tail -n 1 "$log")
	if ! patch -s -F0 -p1 -d "$copy" <docs/templates/persona.patch >"$log" 2>&1; then
		not_ok 'persona: the template applies' 'it does not'
		return
	fi
	ok 'persona: the template applies'
	report 'persona: the template builds' "$(builds driver_fault || echo 'it does not')"
	"$copy/driver_fault" --list >"$log"
	report 'persona: the contract knows what is right for it' \
		"$(grep -q '^load_deaf\.idle\.sigkill.UNKILLABLE' "$log" || echo 'it does not')"
	ends 'persona: SIGKILL does not end its wait' driver_fault load_deaf.idle.sigkill ok
	if [ -n "$no_module" ]; then
		echo "skip - persona: the module builds: $no_module"
	else
		check_module
	fi
}

check_path
check_stimulus
check_source
check_persona
check_mutant
exit "$failed"
