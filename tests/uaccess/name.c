// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of files and what the kernel tells about them: a pathname, the strings of
 * execve(), attributes, directory entries (lib/strncpy_from_user.c, fs/exec.c,
 * fs/stat.c, fs/readdir.c).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "attributes.h"
#include "families.h"
#include "libc.h"
#include "peer.h"
#include "sources.h"

#define NAME		"/dev/null"
#define ARGUMENT	"an argument of some length"
/* The content is printable, so that the kernel asks for no module to run it. */
#define NO_PROGRAM	"no program"
/* Bytes for one directory entry with a short name; a second one does not fit. */
#define ENTRY_LEN	24

static bool is_null_device(mode_t mode, unsigned int device_major, unsigned int device_minor)
{
	return S_ISCHR(mode) && device_major == 1 && device_minor == 3;
}

static void openat_fill(struct fault_cell *c, uint8_t *page)
{
	memcpy(cell_buf_in(c, page), NAME, sizeof(NAME));
}

/* Returns 0 for any descriptor; check() has its number. */
static long openat_run(struct fault_cell *c)
{
	long fd = sysret(openat(AT_FDCWD, cell_buf(c), O_RDONLY | O_CLOEXEC));

	if (fd < 0)
		return fd;
	*cell_priv(c) = (void *)fd;
	return 0;
}

static const char *openat_check(struct fault_cell *c, long ret)
{
	struct stat st;

	(void)ret;
	if (fstat((long)*cell_priv(c), &st))
		return complain("no descriptor: %s", strerror(errno));
	if (!is_null_device(st.st_mode, major(st.st_rdev), minor(st.st_rdev)))
		return complain("opened something else than " NAME);
	if (fcntl((long)*cell_priv(c), F_GETFD) != FD_CLOEXEC)
		return complain("opened without O_CLOEXEC");
	return check_page_around(c, 0);
}

static const struct fault_path path_openat = {
	.name = "openat", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/namei.c:getname_flags(): strncpy_from_user()",
	.len = sizeof(NAME),
	.fill = openat_fill, .run = openat_run, .check = openat_check,
};

static long statx_of_file(struct fault_cell *c, void *answer)
{
	return sysret(syscall(SYS_statx, cell_fds(c)[0], "", AT_EMPTY_PATH, STATX_BASIC_STATS,
			      answer));
}

static long statx_run(struct fault_cell *c)
{
	return statx_of_file(c, cell_buf(c));
}

/* A second call must give the same answer, padding included: no other process has the file. */
static const char *statx_check(struct fault_cell *c, long ret)
{
	const struct statx *stx = cell_buf(c);
	struct statx again;
	const char *wrong;

	(void)ret;
	memset(&again, 0xff, sizeof(again));
	if ((stx->stx_mask & STATX_BASIC_STATS) != STATX_BASIC_STATS ||
	    !S_ISREG(stx->stx_mode) || stx->stx_size != cell_len(c) + SPARE)
		return complain("mask %#x, mode %#o, size %llu are not those of the file",
				stx->stx_mask, stx->stx_mode, (unsigned long long)stx->stx_size);
	wrong = attributes_check(cell_fds(c)[0], stx);
	if (wrong)
		return wrong;
	if (statx_of_file(c, &again) || memcmp(stx, &again, sizeof(again)))
		return complain("the attributes are others the second time");
	return check_page_around(c, sizeof(*stx));
}

const struct fault_path path_statx = {
	.name = "statx", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/stat.c:cp_statx(): copy_to_user()",
	.len = sizeof(struct statx), .setup = memfd_with_payload,
	.run = statx_run, .check = statx_check,
};

/* Open a directory of procfs: each one begins with "." and "..". */
static int entries_setup(struct fault_cell *c)
{
	return open_first(c, "/proc/self/task", O_RDONLY | O_DIRECTORY);
}

static long getdents_run(struct fault_cell *c)
{
	return sysret(syscall(SYS_getdents64, cell_fds(c)[0], cell_buf(c), cell_len(c)));
}

/* Open the directory again, with a position of its own. */
static int open_again(struct fault_cell *c)
{
	char name[32];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", cell_fds(c)[0]);
	return open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static const char *getdents_check(struct fault_cell *c, long ret)
{
	const struct dirent64 *entry = cell_buf(c);
	size_t written = offsetof(struct dirent64, d_name) + sizeof("."), i;
	uint8_t again[ENTRY_LEN];
	int fd = open_again(c);
	long n;

	if (entry->d_reclen != ret || entry->d_type != DT_DIR || strcmp(entry->d_name, "."))
		return complain("the first entry has %u bytes, type %u", entry->d_reclen,
				entry->d_type);
	n = syscall(SYS_getdents64, fd, again, sizeof(again));
	close(fd);
	if (n != ret || memcmp(entry, again, written))
		return complain("the first entry is another the second time");
	for (i = written; i < (size_t)ret; i++)
		if (((const uint8_t *)entry)[i] != cell_byte(c, i))
			return complain("byte %zu, behind the name, was written", i);
	return check_page_around(c, ret);
}

/* The position must be that of the first entry that was not delivered. */
static const char *getdents_conserve(struct fault_cell *c, long moved)
{
	return check_file_position(c, moved / ENTRY_LEN);
}

const struct fault_path path_getdents = {
	.name = "getdents", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/readdir.c:filldir64(): unsafe_put_user()",
	.len = ENTRY_LEN, .ok = ENTRY_LEN,
	.setup = entries_setup, .run = getdents_run,
	.check = getdents_check, .conserve = getdents_conserve,
};

/* The directory begins with ".", "..", "task", "fd" and a longer name, on every kernel. */
static int process_setup(struct fault_cell *c)
{
	return open_first(c, "/proc/self", O_RDONLY | O_DIRECTORY);
}

/* The fifth entry begins in the good page, and ends in the failing one. */
static const struct fault_path path_getdents_across = {
	.name = "getdents_across", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/readdir.c:filldir64(): unsafe_put_user()",
	.fails = { -EFAULT, FAILS_SKIP, 4 * ENTRY_LEN },
	.setup = process_setup, .run = getdents_run, .conserve = getdents_conserve,
};

#define LISTED		1024	/* bytes of names that are enough: some of any length */

/* The entries that are whole in front of the edge, and the bytes of them. */
static long entries_before(const uint8_t *listed, long len, long edge)
{
	long at = 0;

	while (at < len) {
		const struct dirent64 *entry = (const struct dirent64 *)(listed + at);
		long end = offsetof(struct dirent64, d_name) + strlen(entry->d_name) + 1;

		if (at + end > edge)
			break;
		at += entry->d_reclen;
	}
	return at ?: -EFAULT;
}

/* The edge of the failing page comes at each byte of the first entries, one after the other. */
static long getdents_each_run(struct fault_cell *c)
{
	uint8_t *edge = (uint8_t *)cell_buf(c) + cell_good_len(c), listed[LISTED];
	long len = syscall(SYS_getdents64, cell_fds(c)[0], listed, sizeof(listed)), got, at;

	for (at = 1; at < len; at++) {
		if (lseek(cell_fds(c)[0], 0, SEEK_SET))
			return -errno;
		got = sysret(syscall(SYS_getdents64, cell_fds(c)[0], edge - at, sizeof(listed)));
		if (got != entries_before(listed, len, at))
			return -EIO;
	}
	return len < 0 ? -EIO : -EFAULT;
}

static const struct fault_path path_getdents_each = {
	.name = "getdents_each", .class = PATH_UACCESS, .access = FAULT_STORE,
	.decides = "fs/readdir.c:filldir64(): unsafe_copy_dirent_name()",
	.setup = process_setup, .run = getdents_each_run,
};

/* What is left of a line that was read in part is copied ahead of all else. */
#define LINE_LEN	64

static int version_setup(struct fault_cell *c)
{
	return open_first(c, "/proc/version", O_RDONLY);
}

static long read_left_run(struct fault_cell *c)
{
	char first;

	if (read(cell_fds(c)[0], &first, 1) != 1)
		return -EIO;
	return sysret(read(cell_fds(c)[0], cell_buf(c), cell_len(c)));
}

static const char *read_left_check(struct fault_cell *c, long ret)
{
	char again[LINE_LEN];

	if (pread(cell_fds(c)[0], again, ret, 1) != ret || memcmp(cell_buf(c), again, ret))
		return complain("the line is another the second time");
	return check_page_around(c, ret);
}

static const struct fault_path path_proc_read_left = {
	.name = "proc_read_left", .class = PATH_UACCESS, .access = FAULT_STORE,
	.len = LINE_LEN, .ok = LINE_LEN,
	.decides = "fs/seq_file.c:seq_read_iter()",
	.setup = version_setup, .run = read_left_run, .check = read_left_check,
};

/* The arguments and the environment of the controller, whose beginnings are long enough. */
#define BEGINNING	8

static int environ_setup(struct fault_cell *c)
{
	return open_first(c, "/proc/self/environ", O_RDONLY);
}

static int cmdline_setup(struct fault_cell *c)
{
	return open_first(c, "/proc/self/cmdline", O_RDONLY);
}

static long begin_run(struct fault_cell *c)
{
	return sysret(read(cell_fds(c)[0], cell_buf(c), cell_len(c)));
}

static const char *begin_check(struct fault_cell *c, long ret)
{
	char again[BEGINNING];

	if (pread(cell_fds(c)[0], again, ret, 0) != ret || memcmp(cell_buf(c), again, ret))
		return complain("the beginning is another the second time");
	if (pread(cell_fds(c)[0], again, sizeof(again), INT_MAX))
		return complain("there is something behind the end");
	return check_page_around(c, ret);
}

#define BEGINS \
	.class = PATH_UACCESS, .access = FAULT_STORE, .len = BEGINNING, .ok = BEGINNING, \
	.run = begin_run, .check = begin_check

static const struct fault_path path_proc_environ = {
	BEGINS, .name = "proc_environ", .decides = "fs/proc/base.c:environ_read(): copy_to_user()",
	.setup = environ_setup,
};

static const struct fault_path path_proc_cmdline = {
	BEGINS, .name = "proc_cmdline",
	.decides = "fs/proc/base.c:get_mm_cmdline(): copy_to_user()", .setup = cmdline_setup,
};

/* Make a file that execve() refuses after it has copied the arguments. */
static int refused_program(void)
{
	int fd = memfd_create("faultsig", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, NO_PROGRAM, sizeof(NO_PROGRAM)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static long refused_exec(int fd, char *argument)
{
	char *argv[] = { argument, NULL }, *envp[] = { NULL };

	return sysret(syscall(SYS_execveat, fd, "", argv, envp, AT_EMPTY_PATH));
}

static const struct answer *execve_argv_probe(void)
{
	int fd = refused_program();
	long ret;

	if (fd < 0)
		return answer_to(NEED_EXEC_MEMFD, "memfd_create()", -errno);
	ret = refused_exec(fd, ARGUMENT);
	close(fd);
	if (ret == -ENOEXEC)
		return NULL;
	return answer_to(NEED_EXEC_MEMFD, "execveat() of what is no program", ret) ?:
	       wrong_answer("execveat() of what is no program: %ld", ret);
}

static int refused_program_setup(struct fault_cell *c)
{
	cell_fds(c)[0] = refused_program();
	return cell_fds(c)[0] < 0 ? -errno : 0;
}

static void execve_argv_fill(struct fault_cell *c, uint8_t *page)
{
	memcpy(cell_buf_in(c, page), ARGUMENT, sizeof(ARGUMENT));
}

static long execve_argv_run(struct fault_cell *c)
{
	return refused_exec(cell_fds(c)[0], cell_buf(c));
}

static const struct fault_path path_execve_argv = {
	.name = "execve_argv", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "fs/exec.c:copy_strings(): strnlen_user()",
	.len = sizeof(ARGUMENT), .ok = -ENOEXEC, .probe = execve_argv_probe,
	.setup = refused_program_setup, .fill = execve_argv_fill, .run = execve_argv_run,
	.check = unchanged_check,
};

const struct matrix_row rows_name[] = {
	{ .path = &path_openat, .sources = sources_held_load, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_statx, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_getdents, .sources = sources_held_store, .stimuli = stimuli_signals,
	  .fails = sources_failing_kernel },
	{ .path = &path_getdents_across, .fails = sources_failing_kernel,
	  .layouts = BIT_OF(LAYOUT_MID_BUFFER) },
	{ .path = &path_getdents_each, .fails = SOURCES(&source_prot_none),
	  .layouts = BIT_OF(LAYOUT_MID_BUFFER) },
	{ .path = &path_proc_read_left, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = SOURCES(&source_prot_none) },
	{ .path = &path_proc_environ, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = SOURCES(&source_prot_none) },
	{ .path = &path_proc_cmdline, .sources = sources_anon, .stimuli = stimuli_few,
	  .fails = SOURCES(&source_prot_none) },
	{ .path = &path_execve_argv, .sources = sources_held_load,
	  .stimuli = stimuli_signals, .fails = sources_failing_kernel },
	{ }
};
