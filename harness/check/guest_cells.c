// SPDX-License-Identifier: GPL-2.0-only
/* A program with three cells, as run_tests.sh knows them; the second panics. For guest.sh. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const cells[] = { "a.b.one", "a.b.two", "a.b.three" };

static int wanted(int argc, char **argv, const char *cell)
{
	int filters = 0;

	for (int i = 1; i + 1 < argc; i += 2) {
		filters += !strcmp(argv[i], "-r");
		if (!strcmp(argv[i], "-r") && !strcmp(argv[i + 1], cell))
			return 1;
	}
	return !filters;
}

static void run(const char *cell, int number)
{
	printf("#  RUN           %s ...\n", cell);
	fflush(stdout);
	if (!strcmp(cell, "a.b.two")) {
		int fd = open("/proc/sysrq-trigger", O_WRONLY);

		if (write(fd, "c", 1) != 1)
			_exit(1);
	}
	printf("# faultsig {\"cell\":\"%s\",\"program\":\"cells\",", cell);
	printf("\"expected\":\"COMPLETED\",\"observed\":\"COMPLETED\",\"reason\":\"\",");
	printf("\"complaints\":[],\"unjudged\":[],\"ms\":1.0,\"cpu_ms\":0.00,");
	printf("\"after_cpu_ms\":0.00,\"refaults\":0,\"function\":\"\"}\n");
	printf("#            OK  %s\nok %d %s\n", cell, number, cell);
}

int main(int argc, char **argv)
{
	int list = argc > 1 && !strcmp(argv[1], "--list"), number = 0;

	if (!list)
		printf("TAP version 13\n1..3\n");
	for (int i = 0; i < 3; i++)
		if (list)
			printf("%s\tCOMPLETED\tuser\t\n", cells[i]);
		else if (wanted(argc, argv, cells[i]))
			run(cells[i], ++number);
	return 0;
}
