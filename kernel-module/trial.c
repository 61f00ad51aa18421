// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <asm/posix_types.h>	/* which tools/include's linux/types.h leaves out */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Debian has the kernel's DRM headers in libdrm-dev, and not with the others. */
#if __has_include("libdrm/drm.h")
#include <libdrm/drm.h>
#elif __has_include("drm/drm_mode.h")
#include <drm/drm.h>
#else
#define NO_DRM
#endif

#include "trial.h"

#define MODULE		"slowfault"
#define PARAMETERS	"/sys/module/" MODULE "/parameters/"
#define REFERENCES	"/sys/module/" MODULE "/refcnt"
#define WORKERS		"slowfault_"
#define CARDS		8
#define POLL_MS		2

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return done;
}

/* Read the first word of a file; "" if there is none. */
static const char *first_word(const char *path)
{
	static char word[64];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, word, sizeof(word) - 1);

	if (fd >= 0)
		close(fd);
	word[n > 0 ? n : 0] = '\0';
	word[strcspn(word, "\n ")] = '\0';
	return word;
}

/**
 * set_patience_ms() - set how long a region stalls, and a lock is held.
 * @ms: milliseconds.
 * Return: false if the module does not take it.
 */
bool set_patience_ms(unsigned int ms)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", ms);
	return write_text(PARAMETERS "patience_ms", text);
}

/**
 * now_ms() - read CLOCK_MONOTONIC.
 * Return: milliseconds.
 */
uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ULL + t.tv_nsec / 1000000;
}

/**
 * open_pidfd() - open a pidfd, with close-on-exec.
 * @pid: the process.
 * Return: the descriptor, or -1.
 */
int open_pidfd(pid_t pid)
{
	return syscall(SYS_pidfd_open, pid, 0);
}

/**
 * ends_in() - wait for a process to die; it stays a zombie.
 * @pidfd: the process.
 * @ms: how long to wait, milliseconds.
 * Return: true if it is dead.
 */
bool ends_in(int pidfd, int ms)
{
	struct pollfd pfd = { .fd = pidfd, .events = POLLIN };

	return pidfd >= 0 && poll(&pfd, 1, ms) == 1;
}

static bool is_free(void)
{
	return !strcmp(first_word(REFERENCES), "0");
}

static bool is_worker(const char *pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	return !strncmp(first_word(path), WORKERS, strlen(WORKERS));
}

static bool no_worker(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	bool none = proc;

	while (none && (entry = readdir(proc)))
		none = entry->d_name[0] < '0' || entry->d_name[0] > '9' ||
		       !is_worker(entry->d_name);
	if (proc)
		closedir(proc);
	return none;
}

static bool comes_true(bool (*what)(void), int ms)
{
	uint64_t deadline = now_ms() + ms;

	while (!what()) {
		if (now_ms() > deadline)
			return false;
		poll(NULL, 0, POLL_MS);
	}
	return true;
}

/**
 * module_is_free() - wait until nothing holds the module any more.
 * @ms: how long to wait, milliseconds.
 * Return: true if it could be unloaded.
 */
bool module_is_free(int ms)
{
	return comes_true(is_free, ms);
}

/**
 * no_workers() - wait until all kernel threads of the module are gone.
 * @ms: how long to wait, milliseconds.
 * Return: true if they are.
 */
bool no_workers(int ms)
{
	return comes_true(no_worker, ms);
}

/**
 * unload() - unload the module, if nothing holds it.
 * Return: false with errno; EWOULDBLOCK if something holds it.
 */
bool unload(void)
{
	return !syscall(SYS_delete_module, MODULE, O_NONBLOCK);
}

#ifdef NO_DRM

static bool make_buffer(struct buffer *b)
{
	(void)b;
	return false;
}

#else

static bool make_buffer(struct buffer *b)
{
	struct drm_mode_create_dumb create = { .width = 1024, .height = 16, .bpp = 32 };
	struct drm_prime_handle prime = { .flags = DRM_CLOEXEC };
	struct drm_mode_map_dumb map = { 0 };

	if (ioctl(b->card, DRM_IOCTL_MODE_CREATE_DUMB, &create))
		return false;
	prime.handle = create.handle;
	map.handle = create.handle;
	if (ioctl(b->card, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime))
		return false;
	b->dmabuf = prime.fd;
	b->size = create.size;
	if (ioctl(b->card, DRM_IOCTL_MODE_MAP_DUMB, &map))
		return false;
	b->offset = map.offset;
	return true;
}

#endif

/**
 * find_buffer() - make a dumb buffer on the first DRM device that has such buffers.
 * Return: the buffer, which stays; its card is -1 if there is none.
 */
struct buffer find_buffer(void)
{
	struct buffer b;
	char path[32];
	int i;

	for (i = 0; i < CARDS; i++) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", i);
		b = (struct buffer){ .card = open(path, O_RDWR | O_CLOEXEC), .dmabuf = -1 };
		if (b.card < 0)
			continue;
		if (make_buffer(&b))
			return b;
		close(b.card);
	}
	return (struct buffer){ .card = -1, .dmabuf = -1 };
}
