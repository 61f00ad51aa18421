// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FPU's part of a signal frame, whose end is in the page that stalls: a family of
 * real_stalls.c. rt_sigreturn() restores it with page faults disabled. If that fails, it reads
 * the memory, and tries again; and it has to read all that the processor does, not what the
 * frame says its size is (CVE-2024-26603).
 *
 *	area            area + 576        area + 640 = the page
 *	| FXSAVE, header | "the end", YMM | YMM ...
 *
 * Deciding kernel code: arch/x86/kernel/fpu/signal.c:restore_fpregs_from_user(),
 * check_xstate_in_sigframe().
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "families.h"
#include "sources.h"
#include "uaccess/sigreturn.h"

#ifdef __x86_64__

/* Bytes of the two parts that every area has: of FXSAVE, and the header. */
#define LEGACY		576
/* Bytes of the area ahead of the page: it has to be aligned to 64. */
#define AHEAD		640
#define STATE_AVX	4ULL
#define MAGIC_END	0x46505845U	/* FP_XSTATE_MAGIC2 */

/* The area: the kernel's struct _xstate, with what it says about itself in sw_reserved. */
struct area {
	uint8_t fxsave[464];
	uint32_t magic;
	uint32_t whole_size;
	uint64_t features;
	uint32_t size;
	uint8_t unused[28];
	uint64_t used;
	uint8_t header[56];
	uint32_t end;
};

/* The area of a real frame, and the frame that the cell makes. */
static struct area saved;
static uint8_t frame[sizeof(ucontext_t) + 64] __attribute__((aligned(16)));

static void on_save(int signo, siginfo_t *info, void *ucontext)
{
	const ucontext_t *uc = ucontext;

	(void)signo;
	(void)info;
	memcpy(&saved, uc->uc_mcontext.fpregs, sizeof(saved));
}

/* Take an area from the frame of a signal to ourselves. */
static const struct answer *xsave_probe(void)
{
	struct sigaction action = { .sa_sigaction = on_save, .sa_flags = SA_SIGINFO }, before;

	sigaction(SIGUSR2, &action, &before);
	raise(SIGUSR2);
	sigaction(SIGUSR2, &before, NULL);
	return saved.magic && saved.features & STATE_AVX ? NULL : lacks(NEED_AVX);
}

/* The area says that it ends behind its header, and that it has registers of AVX. */
static int xsave_arm(struct fault_cell *c)
{
	uint8_t *page = cell_page(c) - small_page();

	if (mmap(page, small_page(), PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		return -errno;
	saved.size = LEGACY;
	saved.used |= STATE_AVX;
	saved.end = MAGIC_END;
	memcpy(cell_page(c) - AHEAD, &saved, sizeof(saved));
	return 0;
}

static long xsave_run(struct fault_cell *c)
{
	struct resumption *r = *cell_priv(c);
	ucontext_t *context = resumption_frame(r, frame);

	/* The stack for handlers is set ahead of the registers, too: keep it. */
	context->uc_stack = (stack_t){ .ss_sp = r->stack, .ss_size = RESUME_STACK };
	/* The mask is set ahead of the registers: a signal that is blocked would not come. */
	sigemptyset(&context->uc_sigmask);
	context->uc_flags |= 1;		/* UC_FP_XSTATE */
	context->uc_mcontext.fpregs = (void *)(cell_page(c) - AHEAD);
	return resumption_run(r, frame);
}

#else

static const struct answer *xsave_probe(void)
{
	return lacks(NEED_AVX);
}

#endif

static const struct fault_path path_sigreturn_xsave = {
	.name = "sigreturn_xsave", .class = PATH_UACCESS, .access = FAULT_LOAD,
	.decides = "arch/x86/kernel/fpu/signal.c:restore_fpregs_from_user(): fault_in_readable()",
	.len = 64, .offset = PATH_AT_START, .probe = xsave_probe,
#ifdef __x86_64__
	.setup = resumption_setup, .arm = xsave_arm, .run = xsave_run,
	.check = rt_sigreturn_check, .teardown = resumption_teardown,
#endif
};

const struct matrix_row rows_xsave[] = {
	{ .path = &path_sigreturn_xsave, .sources = sources_held_load, .stimuli = stimuli_few,
	  .fails = sources_failing_kernel },
	{ .path = &path_sigreturn_xsave, .apart = "file", .sources = sources_fuse,
	  .stimuli = stimuli_few },
	{ }
};
