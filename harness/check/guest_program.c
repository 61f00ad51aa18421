// SPDX-License-Identifier: GPL-2.0-only
/* A program of a guest that does as its argument says: for guest.sh. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void tell_kernel(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (write(fd, text, strlen(text)) < 0)
		perror(path);
	close(fd);
}

static void talk(void)
{
	for (int i = 0; i < 20000; i++) {
		if (i % 100 == 0)
			tell_kernel("/dev/kmsg", "<3>a line of the kernel's");
		printf("line %d of the results\n", i);
	}
}

static void eat(void)
{
	tell_kernel("/proc/self/oom_score_adj", "-1000");
	for (;;)
		memset(malloc(1000000), 1, 1000000);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(what, "talk"))
		talk();
	printf("#  RUN           path.source.first ...\n");
	printf("#            OK  path.source.first\n");
	printf("#  RUN           path.source.second ...\n");
	if (!strcmp(what, "panic"))
		tell_kernel("/proc/sysrq-trigger", "c");
	if (!strcmp(what, "hang"))
		pause();
	if (!strcmp(what, "die"))
		raise(SIGKILL);
	if (!strcmp(what, "eat"))
		eat();
	if (!strcmp(what, "reboot"))
		tell_kernel("/proc/sysrq-trigger", "b");
	if (!strcmp(what, "complain"))
		tell_kernel("/dev/kmsg", "<4>WARNING: CPU: 0 PID: 1 at x.c:1 f");
	return 3;
}
