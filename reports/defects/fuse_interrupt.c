// SPDX-License-Identifier: GPL-2.0-only
/* A process is stopped and continued in write() of a page of a file, whose server obeys signals. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* Stop and continue who waits for a READ, obey FUSE_INTERRUPT, until the file is closed. */
static void serve(int dev, int pid)
{
	static const int size[64] = { [FUSE_GETATTR] = 104, [FUSE_OPEN] = 16, [FUSE_INIT] = 64 };
	static struct { struct fuse_in_header h; struct fuse_interrupt_in i; char b[1 << 17]; } in;
	struct { struct fuse_out_header head; struct fuse_attr_out attr; } node = {
		.attr.attr = { .size = 4096, .mode = S_IFREG | 0600 } };
	struct { struct fuse_out_header head; struct fuse_init_out init; } init = {
		.init = { 7, 31, 1 << 17, 0, .max_write = 4096 } };

	while (read(dev, &in, sizeof(in)) > 0 && in.h.opcode != FUSE_RELEASE) {
		struct fuse_out_header *out = in.h.opcode == FUSE_INIT ? &init.head : &node.head;

		*out = (struct fuse_out_header){ sizeof(*out) + size[in.h.opcode],
			in.h.opcode == FUSE_INTERRUPT ? -EINTR : 0,
			in.h.opcode == FUSE_INTERRUPT ? in.i.unique : in.h.unique };
		if (in.h.opcode == FUSE_READ ? kill(pid, SIGSTOP) || kill(pid, SIGCONT) :
		    write(dev, out, out->len) < 0)
			_exit(2);
	}
}

int main(void)
{
	int dev = dup2(open("/dev/fuse", O_RDWR | O_CLOEXEC), 9), fd, pid, status, data[2];
	char *page;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("fuse", "/proc/version", "fuse", 0, "fd=9,rootmode=100600,user_id=0,group_id=0"))
		return 2;
	alarm(20);
	pid = fork();
	if (!pid) {
		fd = open("/proc/version", O_RDONLY);
		lseek(fd, 0, SEEK_END);
		page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
		close_range(3, ~0U, 0);
		_exit(pipe(data) || write(data[1], page, 1) < 0 ? errno : 0);
	}
	serve(dev, pid);
	waitpid(pid, &status, 0);
	printf("write() fails with %d (EFAULT: %d)\n", WEXITSTATUS(status), EFAULT);
	return WEXITSTATUS(status) == EFAULT;
}
