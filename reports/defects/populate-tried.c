// SPDX-License-Identifier: GPL-2.0-only
/* mmap(MAP_POPULATE) of a page of a file, whose server fails each READ. Does it return? */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#define MANY	100	/* READs; two are what a fault asks for */

/* Fail each READ, until the file is closed. Return how many there were. */
static int serve(int dev)
{
	static const int size[64] = { [FUSE_GETATTR] = 104, [FUSE_OPEN] = 16, [FUSE_INIT] = 64 };
	static struct { struct fuse_in_header h; char rest[1 << 17]; } in;
	struct { struct fuse_out_header head; struct fuse_attr_out attr; } node = {
		.attr.attr = { .size = 4096, .mode = S_IFREG | 0600 } };
	struct { struct fuse_out_header head; struct fuse_init_out init; } init = {
		.init = { 7, 31, 1 << 17, FUSE_ASYNC_READ, .max_write = 4096 } };
	int reads = 0;

	while (reads < MANY && read(dev, &in, sizeof(in)) > 0 && in.h.opcode != FUSE_RELEASE) {
		struct fuse_out_header *out = in.h.opcode == FUSE_INIT ? &init.head : &node.head;

		*out = (struct fuse_out_header){ sizeof(*out) + size[in.h.opcode],
			in.h.opcode == FUSE_READ ? -EIO : 0, in.h.unique };
		reads += in.h.opcode == FUSE_READ;
		if (write(dev, out, out->len) < 0)
			_exit(2);
	}
	return reads;
}

int main(void)
{
	int dev = dup2(open("/dev/fuse", O_RDWR | O_CLOEXEC), 9), fd, pid, reads;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("fuse", "/proc/version", "fuse", 0, "fd=9,rootmode=100600,user_id=0,group_id=0"))
		return 2;
	alarm(20);
	pid = fork();
	if (!pid) {
		close_range(3, ~0U, 0);
		fd = open("/proc/version", O_RDONLY);
		lseek(fd, 0, SEEK_END);
		mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
		_exit(0);
	}
	reads = serve(dev);
	printf("%d READs\n", reads);
	kill(pid, SIGKILL);
	return reads == MANY;
}
