// SPDX-License-Identifier: GPL-2.0-only
/*
 * Made-up completions: those of a request that went well, those of a zero-copy send with
 * its notification, and both with one thing wrong.
 */
#include <errno.h>
#include <string.h>

#include "families.h"
#include "io_uring/completions.h"

static void complete(struct uring *u, uint64_t user_data, int res, uint32_t flags)
{
	struct io_uring_cqe cqe = { .user_data = user_data, .res = res, .flags = flags };

	uring_note_completion(u, &cqe);
}

/* Returns NULL if the complaint has @words, or if there is none and @words is NULL. */
static const char *flags_say(struct uring *u, const char *words)
{
	const char *wrong = uring_check_flags(u);

	if (!words)
		return wrong;
	if (wrong && strstr(wrong, words))
		return NULL;
	return complain("no complaint: %s", words);
}

static const char *completion_flags(void)
{
	struct uring u = { 0 };
	const char *wrong;

	complete(&u, REQUEST_HELD, FAULT_LEN, 0);
	wrong = flags_say(&u, NULL);
	u.flags[REQUEST_HELD] = IORING_CQE_F_BUFFER;
	return wrong ?: flags_say(&u, "the held request: cqe.flags 0x1, expected 0");
}

static const char *completion_of_nobody(void)
{
	struct uring u = { 0 };

	complete(&u, REQUEST_NR, FAULT_LEN, 0);
	return flags_say(&u, "1 completions of no request of ours");
}

static const char *completion_notification(void)
{
	struct uring u = { 0 };
	const char *wrong;

	complete(&u, REQUEST_HELD, FAULT_LEN, IORING_CQE_F_MORE);
	wrong = flags_say(&u, "the held request: cqe.flags 0x2, expected 0");
	complete(&u, REQUEST_HELD, 0, IORING_CQE_F_NOTIF);
	wrong = wrong ?: flags_say(&u, NULL);
	u.res[REQUEST_NOTIFY] = -EFAULT;
	return wrong ?: flags_say(&u, "the notification: cqe.res -14");
}

static const char *completion_order(void)
{
	struct uring u = { 0 };

	complete(&u, REQUEST_HELD, 0, IORING_CQE_F_NOTIF);
	complete(&u, REQUEST_HELD, FAULT_LEN, IORING_CQE_F_MORE);
	return flags_say(&u, "the notification came ahead");
}

const struct matrix_check checks_completions[] = {
	{ "completion_flags", completion_flags },
	{ "completion_of_nobody", completion_of_nobody },
	{ "completion_notification", completion_notification },
	{ "completion_order", completion_order },
	{ }
};
