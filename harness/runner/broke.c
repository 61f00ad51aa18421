// SPDX-License-Identifier: GPL-2.0-only
/*
 * How faultsig_runner ends when it can't go on: with one sentence, in the name of
 * run_tests.sh, whose user knows no other.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "text.h"

/**
 * refuse() - end, because the user asked for something that is not there.
 * @hint: what to try instead.
 * @format: why, as printf() has it.
 */
void refuse(const char *hint, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("run_tests.sh: ", stderr);
	vfprintf(stderr, format, arguments);
	fprintf(stderr, "\nrun_tests.sh: try '%s'\n", hint);
	va_end(arguments);
	exit(2);
}

/**
 * broke() - end, because the run itself broke.
 * @format: why, as printf() has it.
 */
void broke(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("run_tests.sh: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(3);
}

/**
 * check_written() - end, if what was printed to a file did not arrive.
 * @file: the file.
 * @name: its name.
 * @directory: what may be full.
 */
void check_written(FILE *file, const char *name, const char *directory)
{
	struct rlimit limit = { .rlim_cur = RLIM_INFINITY };

	if (!fflush(file) && !ferror(file))
		return;
	if (errno != ENOSPC && errno != EFBIG && errno != EDQUOT)
		broke("can't write to %s: %s", name, strerror(errno));
	getrlimit(RLIMIT_FSIZE, &limit);
	broke("no space left in %s%s", directory, limit.rlim_cur == RLIM_INFINITY ? "" :
	      ", or files may not be larger (ulimit -f)");
}
