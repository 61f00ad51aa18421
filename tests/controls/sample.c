// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does a look find all tasks of a process, also when one has taken another's place? The engine
 * does not list them for each look.
 */
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "families.h"

#define SITTERS	40

static struct sitter {
	_Atomic pid_t tid;
	pthread_t thread;
	sem_t end;
} sitters[SITTERS];

static void *sit(void *arg)
{
	struct sitter *sitter = arg;

	atomic_store(&sitter->tid, gettid());
	while (sem_wait(&sitter->end))
		;
	return NULL;
}

static bool begin(struct sitter *sitter)
{
	atomic_store(&sitter->tid, 0);
	sem_init(&sitter->end, 0, 0);
	return !pthread_create(&sitter->thread, NULL, sit, sitter);
}

/* End a thread. It is back from pthread_join() ahead of its end in /proc. */
static bool end(struct sitter *sitter)
{
	const struct timespec pace = { .tv_nsec = REAP_PACE_NS };
	uint64_t deadline = deadline_in(REPLY_DEADLINE_MS);

	sem_post(&sitter->end);
	pthread_join(sitter->thread, NULL);
	while (task_is_of(getpid(), atomic_load(&sitter->tid)) && left_ms(deadline))
		nanosleep(&pace, NULL);
	return left_ms(deadline);
}

static unsigned int count_tasks(void)
{
	struct task_sample sample = { 0 };

	sample_tasks(getpid(), 0, &sample);
	return sample.tasks;
}

static const char *finds_all_tasks(void)
{
	unsigned int before = count_tasks(), i;

	for (i = 0; i < SITTERS; i++)
		if (!begin(&sitters[i]))
			return "a thread does not start";
	if (count_tasks() != before + SITTERS)
		return complain("%u tasks, and %u that were started", count_tasks(), SITTERS);
	for (i = 0; i < SITTERS; i++) {
		if (!end(&sitters[i]) || !begin(&sitters[i]))
			return "a thread does not end and start again";
		if (count_tasks() != before + SITTERS)
			return complain("%u tasks after one was replaced", count_tasks());
	}
	for (i = 0; i < SITTERS; i++)
		if (!end(&sitters[i]))
			return "a thread does not end";
	if (count_tasks() != before)
		return complain("%u tasks when all have ended", count_tasks());
	return NULL;
}

const struct matrix_check checks_sample[] = {
	{ "finds_all_tasks", finds_all_tasks },
	{ }
};
