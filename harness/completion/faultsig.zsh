#compdef faultsig run_tests.sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Completion for zsh: of verbs, options and cells. In the source tree:
#
#	autoload -U compinit && compinit
#	. harness/completion/faultsig.zsh && compdef _faultsig run_tests.sh
#
# A cell is completed part by part, first its path, then the source, then the stimulus.

_faultsig_cells()
{
	local command=${words[1]} word=$PREFIX of_program= parts=${PREFIX//[^.]/}
	local -a cells

	[[ $word != *:* ]] || of_program=${word%%:*}:
	cells=(${(f)"$($command list -t "$word*" 2>/dev/null |
		awk -F '\t' -v of="$of_program" -v parts="${#parts}" '{
			n = split($2, part, ".")
			name = of
			for (i = 1; i <= parts + 1 && i <= n; i++)
				name = name part[i] (i < n ? "." : "")
			if (!seen[name]++)
				print name
		}')"})
	# The next part, if there is one, goes on without a blank.
	compadd -S '' -- ${(M)cells:#*.}
	compadd -- ${cells:#*.}
}

_faultsig_targets()
{
	_faultsig_cells
	[[ $PREFIX == *[.:]* ]] ||
		compadd -- ${(fu)"$(${words[1]} list 2>/dev/null | cut -f 1 | uniq)"}
}

_faultsig_run()
{
	_arguments -s '*-t[only cells that match]:cell:_faultsig_targets' \
		'*-c[cells that go through a file, FILE\:FUNCTION or commits]:change:_files' \
		'--tier[few cells]:tier:(smoke quick full)' '--first[so many of them]:cells:' \
		'*-k[run in a guest with this kernel]:kernel:_files' \
		'*-a[machine of the guests]:architecture:(amd64 arm64 riscv64)' \
		'-j[jobs at once]:jobs:' '-n[run every cell so often]:repeat:' \
		'-o[where the results go]:directory:_files -/' '-x[no expectations]' \
		'(-v)-q[only what is not as expected]' '(-q)-v[every cell]' \
		'--require[fail if fewer were judged]:percent:' '--seed[moments of races]:seed:' \
		'--all[also where many have failed alike]' '(-h --help)'{-h,--help}'[usage]'
}

_faultsig()
{
	local -a verbs=(run:'run cells' list:'print the cells' explain:'the story of one cell'
		contract:'what is right' report:'summary of results' submit:'run, as jobs of LAVA'
		bisect:'which kernel changed a cell' bisect-step:'a step of git bisect run')

	if (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then
		_describe verb verbs
		return
	fi
	case ${words[2]} in
	list) _arguments '*-t[only cells that match]:cell:_faultsig_targets' '--json[as JSON]' \
		'*-c[cells that go through a file, FILE\:FUNCTION or commits]:change:_files' \
		'--tier[few cells]:tier:(smoke quick full)' '--first[so many of them]:cells:' ;;
	explain) _arguments '--json[as JSON]' '*:cell:_faultsig_cells' ;;
	report) _arguments '-q[only what is not as expected]' \
		'--'{html,junit,ktap,kcidb,csv}'[a form, to a file]:file:_files' \
		'--raw[KTAP without what is known]' '--origin[of KCIDB]:name:' \
		'*:directory:_files -/' ;;
	bisect) _arguments '--good[kernel]:kernel:' '--bad[kernel]:kernel:' \
		'-o[where the results go]:directory:_files -/' '*:cell:_faultsig_cells' ;;
	bisect-step) _arguments '--expect[good is]:(ok fail)' '--match[one symptom]:regex:' \
		'--tries[so often]:tries:' '--check[try both ends first]' '*:cell:_faultsig_cells' ;;
	contract) ;;
	*) _faultsig_run ;;
	esac
}

# As a function of $fpath it is called; as a file that was read it is only defined.
[[ ${funcstack[1]-} != _faultsig ]] || _faultsig "$@"
