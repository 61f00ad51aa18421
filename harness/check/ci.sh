#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# kernels/ci: the hook for kernel trees, with commits that are only a word each, by hand and as
# git's own hook; and the files for CI systems, which name nothing that is not there.

set -u

# shellcheck source=harness/check/bisect_suite
. "$(dirname "$0")/bisect_suite"

hook=$suite/kernels/ci/hook

# hook ARGS...: in the kernel tree
hook()
{
	(cd "$tree" && "$hook" -t $cell "$@") >"$scratch/said" 2>&1 </dev/null
	status=$?
}

copy_hook()
{
	mkdir -p "$suite/kernels/ci"
	cp "$top"/kernels/ci/hook "$top"/kernels/ci/compare.awk "$top"/kernels/ci/push.cells \
		"$suite/kernels/ci"
}

# ---- two commits ----

check_pairs()
{
	while IFS='|' read -r from to exit_status said; do
		begin "the hook: $from, then $to"
		make_tree "$from" "$to"
		hook c1 c2
		want_status "$exit_status"
		want_said "$said"
		end
	done <<-PAIRS
		ok|ok|0|^1 cells: 0 new failures, 0 without a verdict, 0 mended, 0 fail as in BASE
		ok|SPINNING|1|^  uaccess:$cell: DEFERRED -> SPINNING
		SPINNING|ok|0|^  uaccess:$cell: SPINNING -> DEFERRED
		SPINNING|SPINNING|0|^1 cells: 0 new .* 1 fail as in BASE
		SPINNING|UNKILLABLE|1|^  uaccess:$cell: SPINNING -> UNKILLABLE
		ok|skip|1|^no verdict any more in HEAD: 1 cell
		ok|panic|1|^  uaccess:$cell: DEFERRED -> CRASH
		ok|uncompilable|1|^HEAD does not build
		ok|lost|1|^HEAD does not build
		ok|unbootable|1|^HEAD does not boot
		ok|early_panic|1|^HEAD does not boot
		ok|no_memory|3|^hook: no results of HEAD
		uncompilable|ok|3|^hook: BASE does not build
		no_flex|ok|3|^faultsig: no flex here
		ok|unloadable|3|^hook: no results of HEAD
	PAIRS
}

check_refused()
{
	make_tree "ok" "ok"
	while IFS='|' read -r arguments complaint; do
		begin "the hook refuses '$arguments'"
		# shellcheck disable=SC2086 # several arguments
		hook $arguments
		want_status 2
		want_said "$complaint"
		end
	done <<-ARGUMENTS
		c1|takes two kernels
		c1 c2 c2|takes two kernels
		c1 c7|no such commit: c7
		--frobnicate c1 c2|unknown option
		-t|-t needs a value
		-t no.such.cell c1 c2|no cell matches
	ARGUMENTS
}

# The tree that is pushed from stays as it is, with changes and all.
check_tree()
{
	begin "the hook leaves the tree alone"
	make_tree ok SPINNING
	echo changed >"$tree/number"
	hook c2 c1
	want_status 0
	[ "$(git -C "$tree" status --porcelain)" = ' M number' ] || blame 'the tree has changed'
	end
}

# ---- as git's own ----

install_hook()
{
	mkdir -p "$1/hooks"
	printf '#!/bin/sh\nexec %s -t %s --%s "$@"\n' "$hook" "$cell" "$2" >"$1/hooks/$2"
	chmod +x "$1/hooks/$2"
}

push()
{
	git -C "$tree" push "$scratch/server" "$@" >"$scratch/said" 2>&1 </dev/null
	status=$?
}

check_git()
{
	make_tree "ok" "ok" SPINNING ok
	rm -rf "$scratch/server"
	git init -q --bare "$scratch/server"
	install_hook "$tree/.git" pre-push
	begin "pre-push: a new branch passes, with a word"
	push c1:refs/heads/topic
	want_status 0
	want_said 'is new: .*faultsig.base COMMIT'
	end
	begin "pre-push: a commit that changes nothing"
	push c2:refs/heads/topic
	want_status 0
	want_said '^== refs/heads/topic'
	want_said '^1 cells: 0 new'
	end
	begin "pre-push: a commit that breaks a cell is not pushed"
	push c3:refs/heads/topic
	want_status 1
	want_said '^new failures in HEAD: 1 cell'
	[ "$(git -C "$scratch/server" rev-parse topic)" = "$(git -C "$tree" rev-parse c2)" ] ||
		blame 'it was pushed'
	end
	begin "pre-push: git config faultsig.base"
	git -C "$tree" config faultsig.base c1
	push c3:refs/heads/another
	want_status 1
	want_said '^new failures in HEAD: 1 cell'
	end
	rm "$tree/.git/hooks/pre-push"
	install_hook "$scratch/server" post-receive
	begin "post-receive: the server says what the push changed"
	push c3:refs/heads/topic
	want_status 0
	want_said 'new failures in HEAD: 1 cell'
	end
	begin "post-receive: a branch that is deleted"
	push :refs/heads/topic
	want_status 0
	end
}

# ---- files for CI systems ----

# The files of ours that a file for a CI system names
ours()
{
	grep -oE '(kernels/ci/[a-z.]+|run_tests\.sh|faultsig_runner)' "$1" | sort -u
}

missing()
{
	ours "$1" | while read -r name; do
		[ -x "$top/$name" ] || [ -x "$built/$name" ] || echo "$name"
	done | paste -sd ' '
}

check_files()
{
	for file in "$top"/kernels/ci/*.yml "$top"/kernels/ci/test-definitions/*/*.sh; do
		[ -n "$(ours "$file")" ] || not_ok "${file#"$top/"}" 'it names nothing of ours'
		lost=$(missing "$file")
		report "${file#"$top/"}: what it runs is there" "${lost:+no $lost}"
	done
	begin "the files of kernels/ci have the form that their readers ask for"
	"$top/harness/check/ci_files.py" "$top/kernels/ci" >"$scratch/said" 2>&1 ||
		blame 'they are not YAML'
	[ ! -s "$scratch/said" ] || blame "$(sed -n 1p "$scratch/said")"
	end
}

# Each of these is wrong, and has to be seen.
check_wrong_files()
{
	while IFS='|' read -r file edit said; do
		begin "a wrong file of kernels/ci: $said"
		rm -rf "$scratch/ci"
		cp -R "$top/kernels/ci" "$scratch/ci"
		sed -i "$edit" "$scratch/ci/$file"
		{
			"$top/harness/check/ci_files.py" "$scratch/ci"
			missing "$scratch/ci/$file"
		} >"$scratch/said" 2>&1
		want_said "$said"
		end
	done <<-'EDITS'
		github.yml|s/container:/kontainer:/|no such key: kontainer
		github.yml|s/"$BASE"/"$BASIS"/|nobody sets .BASIS
		github.yml|s/kernels.ci.hook/kernels\/ci\/hoook/|^kernels/ci/hoook
		gitlab.yml|s/- BASE=/- BASIS=/|nobody sets .BASE
		gitlab.yml|s/^  script:/  skript:/|KeyError
		gitlab.yml|s/ make -C/ (make -C/|gitlab.yml: faultsig: sh: .*yntax error
		kernelci.yaml|s/collections: faultsig/collections: mm/|the name of its suite
		kernelci.yaml|s/- job: kselftest-faultsig/- job: kselftest/|no job kselftest
		test-definitions/faultsig/faultsig.yaml|s/ -x / -y /|faultsig.sh takes no -y
		test-definitions/faultsig/faultsig.yaml|s/{CELLS}/{CELL}/|nobody sets .CELL
	EDITS
}

copy_hook
check_pairs
check_refused
check_tree
check_git
check_files
check_wrong_files
exit "$failed"
