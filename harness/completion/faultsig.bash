# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Completion for bash: of verbs, options and cells. In the source tree:
#
#	. harness/completion/faultsig.bash
#
# There are 24,000 cells. So a cell is completed part by part, first its path, then the source,
# then the stimulus.

# _faultsig_cells COMMAND WORD: print how the word can go on, up to the next dot
_faultsig_cells()
{
	local of_program="" parts=${2//[!.]/}

	[[ $2 == *:* ]] && of_program=${2%%:*}:
	"$1" list -t "${2//[*\?\[]/}*" 2>/dev/null |
		awk -F '\t' -v word="$2" -v of="$of_program" -v parts="${#parts}" '{
			n = split($2, part, ".")
			name = of
			for (i = 1; i <= parts + 1 && i <= n; i++)
				name = name part[i] (i < n ? "." : "")
			if (index(name, word) == 1 && !seen[name]++)
				print name
		}'
}

_faultsig_programs()
{
	"$1" list 2>/dev/null | awk -F '\t' '!seen[$1]++ { print $1 }'
}

# _faultsig_options VERB: print its options
_faultsig_options()
{
	case $1 in
	run | submit) echo "-t -c --tier --first -k -a -j -n -o -x -q -v --require --all --seed --help" ;;
	list) echo "-t -c --tier --first --json --help" ;;
	explain) echo "--json --help" ;;
	report) echo "-q --html --junit --ktap --kcidb --csv --raw --origin --help" ;;
	bisect) echo "--good --bad -a -o --log --help" ;;
	bisect-step) echo "--expect --match --tries --bad --check --log -a --help" ;;
	*) echo "--help" ;;
	esac
}

# _faultsig_reply WORDS WORD [COLON]: offer the words that begin with WORD; bash takes what is
# before a colon for another word
_faultsig_reply()
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
	[[ -z ${3-} ]] || COMPREPLY=("${COMPREPLY[@]#"${2%%:*}":}")
	[[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *. ]] || compopt -o nospace 2>/dev/null
}

_faultsig()
{
	local command=${COMP_WORDS[0]} verbs="run list explain contract report submit bisect bisect-step"
	local verb=run cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} colon=

	COMPREPLY=()
	command -v "$command" >/dev/null || return
	case ${COMP_WORDS[1]} in
	-* | "") ;;
	*) [[ $COMP_CWORD -eq 1 ]] || verb=${COMP_WORDS[1]} ;;
	esac
	# "PROGRAM", ":" and "CELL" are three words, or two if nothing is behind the colon.
	if [[ $cur == : ]]; then
		cur=$prev: prev=${COMP_WORDS[COMP_CWORD-2]} colon=yes
	elif [[ $prev == : ]]; then
		cur=${COMP_WORDS[COMP_CWORD-2]}:$cur prev=${COMP_WORDS[COMP_CWORD-3]} colon=yes
	fi
	case $prev in
	-t)
		_faultsig_reply "$(_faultsig_cells "$command" "$cur")
			$([[ $cur == *[.:]* ]] || _faultsig_programs "$command")" "$cur" "$colon"
		return
		;;
	-k)
		mapfile -t COMPREPLY < <(compgen -W "host" -- "$cur"; compgen -f -- "$cur")
		return
		;;
	-c) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	--tier) _faultsig_reply "smoke quick full" "$cur"; return ;;
	-a) _faultsig_reply "amd64 arm64 riscv64" "$cur"; return ;;
	-o) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	-j | -n | --first | --require | --seed | --tries | --good | --bad | --match) return ;;
	--expect) _faultsig_reply "ok fail" "$cur"; return ;;
	esac
	case $verb:$cur in
	*:-*) _faultsig_reply "$(_faultsig_options "$verb")" "$cur" ;;
	run:*) [[ $COMP_CWORD -ne 1 ]] || _faultsig_reply "$verbs" "$cur" ;;
	explain:* | bisect:* | bisect-step:*)
		_faultsig_reply "$(_faultsig_cells "$command" "$cur")" "$cur" "$colon" ;;
	report:*) mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
	esac
}

complete -F _faultsig faultsig run_tests.sh ./run_tests.sh
