// SPDX-License-Identifier: GPL-2.0-only
/*
 * A core that really is dumped, where core_pattern makes it a file in the working
 * directory; leave_runner() forbids it to every other victim.  The core has the registers
 * of the thread in the fault and the memory of its process.  The page that is held is left
 * out, but must not hold up the dump.
 *
 * Deciding kernel code: fs/coredump.c:do_coredump(), mm/gup.c:get_dump_page(),
 * kernel/signal.c:complete_signal(): a signal that dumps core is not fatal at once.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core.h"
#include "faultsig.h"

#define MAX_SEGMENTS	512

/* Bytes of the victim's memory with payload, which has to be in the core. */
#define WITNESS_LEN	4000

/*
 * struct dump - the dump of a cell.
 * @witness: WITNESS_LEN bytes of payload, at the same address in the victim.
 * @dir: directory for the core, with nothing else in it.
 * @core: name of the core, once found.
 */
struct dump {
	uint8_t *witness;
	char dir[64];
	char core[320];
};

static struct dump *dump_of(struct fault_cell *c)
{
	return *cell_priv(c);
}

/**
 * core_probe() - tell whether a core is a file in the working directory, and allowed.
 * Return: NULL, or the answer.
 */
const struct answer *core_probe(void)
{
	struct rlimit core;
	char pattern[128] = "";
	int fd = open("/proc/sys/kernel/core_pattern", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, pattern, sizeof(pattern) - 1) <= 0)
		pattern[0] = '|';
	if (fd >= 0)
		close(fd);
	if (strchr("|@\n", pattern[0]) || strchr(pattern, '/'))
		return lacks(NEED_CORE_PATTERN);
	if (access(P_tmpdir, W_OK))
		return lacks(NEED_CORE_DIRECTORY);
	if (getrlimit(RLIMIT_CORE, &core) || core.rlim_max != RLIM_INFINITY)
		return lacks(NEED_CORE_LIMIT);
	return NULL;
}

/**
 * dump_setup() - make a directory for the core, and memory that has to be in the core.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int dump_setup(struct fault_cell *c)
{
	struct dump *d = calloc(1, sizeof(*d));
	int err;

	if (!d)
		return -ENOMEM;
	d->witness = mmap(NULL, WITNESS_LEN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
	snprintf(d->dir, sizeof(d->dir), "%s/faultsig_core_XXXXXX", P_tmpdir);
	if (d->witness == MAP_FAILED || !mkdtemp(d->dir)) {
		err = -errno;
		free(d);
		return err;
	}
	payload_fill(d->witness, WITNESS_LEN);
	*cell_priv(c) = d;
	return 0;
}

/**
 * dump_arm() - in the victim: allow a core, and change to its directory.
 * @c: the cell.
 * Return: 0 or -errno.
 */
int dump_arm(struct fault_cell *c)
{
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };

	if (chdir(dump_of(c)->dir) || setrlimit(RLIMIT_CORE, &unlimited))
		return -errno;
	return 0;
}

static int is_entry(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

/* List the directory. Returns the number of files; the last one is the core. */
static int find_core(struct dump *d)
{
	struct dirent **entries;
	int i, n = scandir(d->dir, &entries, is_entry, alphasort);

	for (i = 0; i < n; i++) {
		snprintf(d->core, sizeof(d->core), "%s/%s", d->dir, entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return n;
}

/**
 * dump_teardown() - remove the directory with all cores in it.
 * @c: the cell, set up or not.
 */
void dump_teardown(struct fault_cell *c)
{
	struct dump *d = dump_of(c);

	if (!d)
		return;
	while (find_core(d) > 0 && !unlink(d->core))
		;
	rmdir(d->dir);
	munmap(d->witness, WITNESS_LEN);
	free(d);
}

/* Does the segment have the witness with all its bytes? */
static bool has_witness(const struct dump *d, int fd, const struct elf64_phdr *segment)
{
	uintptr_t at = (uintptr_t)d->witness;
	uint8_t copy[WITNESS_LEN];

	if (segment->p_type != PT_LOAD || at < segment->p_vaddr ||
	    at + WITNESS_LEN > segment->p_vaddr + segment->p_filesz)
		return false;
	return pread(fd, copy, sizeof(copy), segment->p_offset + at - segment->p_vaddr) ==
	       sizeof(copy) && !memcmp(copy, d->witness, sizeof(copy));
}

/* Count the threads whose registers are in the notes. */
static int count_threads(int fd, const struct elf64_phdr *notes)
{
	off_t at = notes->p_offset, end = at + notes->p_filesz;
	struct elf64_note note;
	int n = 0;

	while (at < end && pread(fd, &note, sizeof(note), at) == sizeof(note)) {
		n += note.n_type == NT_PRSTATUS;
		at += sizeof(note) + ((note.n_namesz + 3) & ~3U) + ((note.n_descsz + 3) & ~3U);
	}
	return n;
}

static const char *check_segments(const struct dump *d, int fd, const struct elf64_hdr *head)
{
	struct elf64_phdr segments[MAX_SEGMENTS];
	size_t size = head->e_phnum * sizeof(*segments);
	off_t end = 0, length = lseek(fd, 0, SEEK_END);
	int i, threads = 0, found = 0;

	if (head->e_phnum > MAX_SEGMENTS ||
	    pread(fd, segments, size, head->e_phoff) != (ssize_t)size)
		return complain("the core has no table of %d segments", head->e_phnum);
	for (i = 0; i < head->e_phnum; i++) {
		off_t behind = segments[i].p_offset + segments[i].p_filesz;

		end = behind > end ? behind : end;
		found += has_witness(d, fd, &segments[i]);
		if (segments[i].p_type == PT_NOTE)
			threads += count_threads(fd, &segments[i]);
	}
	if (length < end)
		return complain("the core has %ld bytes, its segments need %ld", (long)length,
				(long)end);
	if (threads != 2)
		return complain("the core has the registers of %d threads, expected 2", threads);
	return found == 1 ? NULL : complain("a page of the process is not in the core");
}

/**
 * dump_check() - check for one complete core: both threads, all of each segment, the witness.
 * @c: the cell.
 * @moved: unused.
 * Return: NULL, or a complaint.
 */
const char *dump_check(struct fault_cell *c, long moved)
{
	struct dump *d = dump_of(c);
	int files = find_core(d), fd;
	const char *wrong;
	struct elf64_hdr head;

	(void)moved;
	if (files != 1)
		return complain("%d cores were dumped, expected 1", files);
	fd = open(d->core, O_RDONLY | O_CLOEXEC);
	if (pread(fd, &head, sizeof(head), 0) != sizeof(head) ||
	    memcmp(head.e_ident, ELFMAG, SELFMAG) || head.e_type != ET_CORE)
		wrong = complain("what was dumped is no core");
	else
		wrong = check_segments(d, fd, &head);
	close(fd);
	return wrong;
}

