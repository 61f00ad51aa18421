# SPDX-License-Identifier: GPL-2.0-only
#
# Copies what a guest of kernels/boot writes to standard output and results.log. It reads
# the events of faultsig_supervise, whose job QEMU is, and ends when QEMU does or the guest
# is silent for too long; faultsig_supervise then finds nobody who reads, and ends QEMU.
#
# -v silence=SECONDS   how long the guest may write no result
# -v boots=TIMES       how many times as long it may be silent while it boots
# -v results=FILE      results.log
# -v end=FILE          for the verdict: how guest and QEMU ended, which cells were running

function note(what) { print what >end }

function heard(text)
{
	# The clock of a supervisor in the guest is not a result.
	if (text ~ /^\001\ttick\t/)
		return
	quiet_since = clock
	# faultsig_init wrote it, or kernels/lava/guest; a supervisor in the guest has other lines of this form.
	if (text ~ /^\001(guest|exit|signal|broke|silence|ended|mount|module|sysctl)\t/) {
		note(substr(text, 2))
		if (text ~ /^\001guest\t/)
			started = 1
		return
	}
	# Once its time is up, QEMU's supervisor describes QEMU's tasks.
	if (text ~ /^# ([a-z]+ )?task [0-9]+/)
		dump = 1
	if (dump)
		return
	print text >results
	print text
	fflush()
	if (!started)
		note("qemu\t" text)
	# A supervisor in the guest puts the name of its job in front.
	sub(/^[^#\t]*\t/, "", text)
	if (text !~ /^# +[A-Z]+ +[^ ]+/)
		return
	split(text, word, / +/)
	if (word[2] == "RUN")
		running[word[3]] = ++nr
	else if (word[2] ~ /^(OK|FAIL|SKIP|XFAIL|XPASS)$/)
		delete running[word[3]]
}

function event(what, ms,	limit)
{
	clock = ms
	limit = started ? silence : boots * silence
	if (what == "tick" && clock - quiet_since > limit * 1000) {
		note("silence\t" limit)
		exit
	}
	if (what != "tick" && what != "start")
		note("ended\t" what "\t" ms)
}

BEGIN { FS = "\t"; quiet_since = 0 }

/^\001/ { event($2, $3); next }
{ heard(substr($0, index($0, "\t") + 1)) }

END {
	for (cell in running)
		note("cell\t" cell)
}
