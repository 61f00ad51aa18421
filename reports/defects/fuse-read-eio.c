// SPDX-License-Identifier: GPL-2.0-only
/* read() of a file, whose server fails each READ with EINTR. Does the caller get EINTR? */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* Fail each READ, until the file is closed. */
static void serve(int dev)
{
	static const int size[64] = { [FUSE_GETATTR] = 104, [FUSE_OPEN] = 16, [FUSE_INIT] = 64 };
	static struct { struct fuse_in_header h; char rest[1 << 17]; } in;
	struct { struct fuse_out_header head; struct fuse_attr_out attr; } node = {
		.attr.attr = { .size = 4096, .mode = S_IFREG | 0600 } };
	struct { struct fuse_out_header head; struct fuse_init_out init; } init = {
		.init = { 7, 31, 1 << 17, FUSE_ASYNC_READ, .max_write = 4096 } };

	while (read(dev, &in, sizeof(in)) > 0 && in.h.opcode != FUSE_RELEASE) {
		struct fuse_out_header *out = in.h.opcode == FUSE_INIT ? &init.head : &node.head;

		*out = (struct fuse_out_header){ sizeof(*out) + size[in.h.opcode],
			in.h.opcode == FUSE_READ ? -EINTR : 0, in.h.unique };
		if (write(dev, out, out->len) < 0)
			_exit(2);
	}
}

int main(void)
{
	int dev = dup2(open("/dev/fuse", O_RDWR | O_CLOEXEC), 9), fd, pid, status;
	char byte;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("fuse", "/proc/version", "fuse", 0, "fd=9,rootmode=100600,user_id=0,group_id=0"))
		return 2;
	alarm(20);
	pid = fork();
	if (!pid) {
		fd = open("/proc/version", O_RDONLY);
		close_range(fd + 1, ~0U, 0);
		close(dev);
		_exit(pread(fd, &byte, 1, 0) < 0 ? errno : 0);
	}
	serve(dev);
	waitpid(pid, &status, 0);
	printf("read() fails with %d (EIO is %d, EINTR %d)\n", WEXITSTATUS(status), EIO, EINTR);
	return WEXITSTATUS(status) == EINTR ? 0 : WEXITSTATUS(status) == EIO ? 1 : 2;
}
