/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Completions made up here: those of a request that went well, of a zero-copy send with
 * its notification, and the same with one thing wrong.
 */
#ifndef FAULTSIG_CONTROLS_COMPLETIONS_H
#define FAULTSIG_CONTROLS_COMPLETIONS_H

static void complete(struct uring *u, uint64_t user_data, int res, uint32_t flags)
{
	struct io_uring_cqe cqe = { .user_data = user_data, .res = res, .flags = flags };

	uring_note_completion(u, &cqe);
}

static bool flags_say(struct uring *u, const char *words)
{
	const char *wrong = uring_check_flags(u);

	if (wrong && !words)
		printf("# unexpected: %s\n", wrong);
	return words ? wrong && strstr(wrong, words) : !wrong;
}

TEST(completion_flags)
{
	struct uring u = { 0 };

	complete(&u, REQUEST_HELD, FAULT_LEN, 0);
	EXPECT_TRUE(flags_say(&u, NULL));
	u.flags[REQUEST_HELD] = IORING_CQE_F_BUFFER;
	EXPECT_TRUE(flags_say(&u, "the held request: cqe.flags 0x1, expected 0"));
}

TEST(completion_of_nobody)
{
	struct uring u = { 0 };

	complete(&u, REQUEST_NR, FAULT_LEN, 0);
	EXPECT_TRUE(flags_say(&u, "1 completions of no request of ours"));
}

TEST(completion_notification)
{
	struct uring u = { 0 };

	complete(&u, REQUEST_HELD, FAULT_LEN, IORING_CQE_F_MORE);
	EXPECT_TRUE(flags_say(&u, "the held request: cqe.flags 0x2, expected 0"));
	complete(&u, REQUEST_HELD, 0, IORING_CQE_F_NOTIF);
	EXPECT_TRUE(flags_say(&u, NULL));
	u.res[REQUEST_NOTIFY] = -EFAULT;
	EXPECT_TRUE(flags_say(&u, "the notification: cqe.res -14"));
}

TEST(completion_order)
{
	struct uring u = { 0 };

	complete(&u, REQUEST_HELD, 0, IORING_CQE_F_NOTIF);
	complete(&u, REQUEST_HELD, FAULT_LEN, IORING_CQE_F_MORE);
	EXPECT_TRUE(flags_say(&u, "the notification came ahead"));
}

#endif /* FAULTSIG_CONTROLS_COMPLETIONS_H */
