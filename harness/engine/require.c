// SPDX-License-Identifier: GPL-2.0-only
/*
 * The functions that sort an error number: the required thing is absent, is there and wrong, or
 * can't be looked at. What a cell may need is in requirements.c.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "environment.h"
#include "require.h"

/**
 * under_seccomp() - tell whether a seccomp filter may answer in place of the kernel.
 * Return: true if there is a filter, or if even this question is refused.
 */
bool under_seccomp(void)
{
	int mode = prctl(PR_GET_SECCOMP, 0, 0, 0, 0);

	return mode > 0 || (mode < 0 && errno != EINVAL);
}

/* Each thread needs only one answer: it is used before the next probe is asked. */
static __thread struct answer last_answer;

/**
 * lacks() - make the answer "it is not there".
 * @need: the thing that is not there.
 * Return: the answer; the next answer of this thread takes its place.
 */
const struct answer *lacks(enum need need)
{
	last_answer = (struct answer){ .kind = ANSWER_ABSENT, .need = need };
	return &last_answer;
}

/**
 * wrong_answer() - make the answer "it is there, and wrong".
 * @fmt: printf format: the question, the reply that came, and the reply that had to come.
 * Return: the answer; the next answer of this thread takes its place.
 */
const struct answer *wrong_answer(const char *fmt, ...)
{
	struct answer answer = { .kind = ANSWER_WRONG };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(answer.words, sizeof(answer.words), fmt, ap);
	va_end(ap);
	last_answer = answer;
	return &last_answer;
}

/**
 * no_answer() - make the answer "nobody can look".
 * @asked: the call that was tried.
 * @err: 0, or the -errno that came.
 * Return: the answer; the next answer of this thread takes its place.
 */
const struct answer *no_answer(const char *asked, long err)
{
	struct answer answer = { .kind = ANSWER_UNKNOWN };

	snprintf(answer.words, sizeof(answer.words), "can't look: %s%s%s", asked,
		 err ? ": " : "", err ? strerror(-err) : "");
	last_answer = answer;
	return &last_answer;
}

static bool is_shortage(long err)
{
	switch (-err) {
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case EAGAIN:
	case EINTR:
	case ETIMEDOUT:
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
	case EBUSY:
		return true;
	}
	return false;
}

/* Does the error mean absence? A refusal does if the table knows a switch or a filter is set. */
static bool is_absence(enum need need, long err)
{
	switch (-err) {
	case ENOSYS:
	case ENODEV:
	case ENXIO:
	case ENOTTY:
	case EOPNOTSUPP:
		return true;
	case EPERM:
	case EACCES:
	case ENOENT:
		return requirement(need)->cure || under_seccomp();
	}
	return false;
}

/**
 * answer_to() - turn the kernel's reply to a probe into an answer.
 * @need: the thing that was asked for.
 * @asked: the call, for the words of the answer.
 * @result: its result, or -errno.
 *
 * Return: NULL if the thing is there (@result is not negative), or one of the three answers.
 */
const struct answer *answer_to(enum need need, const char *asked, long result)
{
	if (result >= 0)
		return NULL;
	if (is_absence(need, result))
		return lacks(need);
	if (is_shortage(result))
		return no_answer(asked, result);
	return wrong_answer("%s: %s", asked, strerror(-result));
}

/**
 * answer_to_flag() - turn the reply to a flag, for which EINVAL means "not known", into an answer.
 * @need: the thing that was asked for.
 * @asked: the call, for the words of the answer.
 * @result: its result, or -errno.
 *
 * Return: as answer_to().
 */
const struct answer *answer_to_flag(enum need need, const char *asked, long result)
{
	return result == -EINVAL ? lacks(need) : answer_to(need, asked, result);
}

/**
 * keep_answer() - keep the answer of a probe that runs once.
 * @kept: filled.
 * @answer: NULL for "there".
 */
void keep_answer(struct answer *kept, const struct answer *answer)
{
	*kept = answer ? *answer : (struct answer){ .kind = ANSWER_THERE };
}

/**
 * kept_answer() - return the kept answer of a probe that ran once.
 * @kept: the answer.
 * Return: the answer, or NULL for "there", as a probe returns it.
 */
const struct answer *kept_answer(const struct answer *kept)
{
	return kept->kind == ANSWER_THERE ? NULL : kept;
}
