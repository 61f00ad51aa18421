// SPDX-License-Identifier: GPL-2.0-only
/* A process dumps core, a page of a file in it; the server is silent. Does SIGKILL help? */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Answer what the kernel asks, until it wants to read the file. */
static void serve(int dev)
{
	static const int size[64] = { [FUSE_GETATTR] = 104, [FUSE_OPEN] = 16, [FUSE_INIT] = 64 };
	static struct { struct fuse_in_header h; char rest[1 << 17]; } in;
	struct { struct fuse_out_header head; struct fuse_attr_out attr; } node = {
		.attr.attr = { .size = 4096, .mode = S_IFREG | 0600 } };
	struct { struct fuse_out_header head; struct fuse_init_out init; } init = {
		.init = { 7, 31, 1 << 17, FUSE_ASYNC_READ, .max_write = 4096 } };

	while (read(dev, &in, sizeof(in)) > 0 && in.h.opcode != FUSE_READ) {
		struct fuse_out_header *out = in.h.opcode == FUSE_INIT ? &init.head : &node.head;

		*out = (struct fuse_out_header){ sizeof(*out) + size[in.h.opcode], 0, in.h.unique };
		if (write(dev, out, out->len) < 0)
			_exit(2);
	}
}

int main(void)
{
	int dev = dup2(open("/dev/fuse", O_RDWR | O_CLOEXEC), 9), fd, pid, dead;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/tmp", "tmpfs", 0, NULL) || chdir("/tmp") ||
	    mount("fuse", "/proc/version", "fuse", 0, "fd=9,rootmode=100600,user_id=0,group_id=0"))
		return 2;
	alarm(20);
	pid = fork();
	if (!pid) {
		fd = open("/proc/version", O_RDONLY);
		lseek(fd, 0, SEEK_END);
		mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
		close_range(3, ~0U, 0);
		setrlimit(RLIMIT_CORE, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY });
		dprintf(open("/proc/self/coredump_filter", O_WRONLY), "0x7f");
		_exit(raise(SIGQUIT));
	}
	serve(dev);
	kill(pid, SIGKILL);
	dead = poll(&(struct pollfd){ syscall(SYS_pidfd_open, pid, 0), POLLIN, 0 }, 1, 2000);
	puts(dead ? "killed" : "alive 2 s after SIGKILL");
	return !dead;
}
