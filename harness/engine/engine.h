/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The engine's own parts: the cell, the victim process, what was observed, and
 * the deadlines.  Fixtures use it too; tests need only faultsig.h.
 */
#ifndef FAULTSIG_ENGINE_H
#define FAULTSIG_ENGINE_H

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "faultsig.h"
#include "proc.h"

/*
 * Deadlines: how long something that must happen may take before the cell says
 * that it did not.  None of them is ever waited out by a conforming cell, so
 * they are generous: an emulated guest or four hogs on two CPUs cost a factor
 * of ten, not of a thousand.
 */
#define ARM_DEADLINE_MS		5000	/* fork, mmap, register: 1 ms idle */
#define STALL_DEADLINE_MS	5000	/* first fault message: 0.2 ms idle */
#define QUIESCE_DEADLINE_MS	2000	/* message to asleep: 0.1 ms at most */
#define HELD_DEADLINE_MS	8000	/* spin or asleep: 30 ms with 8 hogs */
#define REPLY_DEADLINE_MS	5000	/* a sibling's mmap + munmap: 30 us */
#define DEATH_DEADLINE_MS	2000	/* SIGKILL to reaped: 0.6 ms; aio 44 ms */
#define TOLD_DEADLINE_NS	2000000000ULL	/* a server of FUSE is told of a signal: 0.1 ms */
#define DEAF_MS			200	/* SIGKILL to out of the fault: 0.6 ms */
#define BYSTANDER_DEATH_MS	500	/* SIGKILL to the end of a process */
#define LEADER_DEADLINE_MS	10000	/* its text may come from disk: 4.6 s seen */
#define EXIT_DEADLINE_MS	20000	/* in do_exit(): RCU at load 18 took 2 s */
#define RELEASE_DEADLINE_MS	5000	/* release to finished: 0.2 ms */
#define UNWOKEN_MS		200	/* released, yet asleep: four times WAKE_LATE_MS */
#define UNWOKEN_SLICE_MS	20	/* between two looks for it */
#define STOP_DEADLINE_MS	5000	/* SIGSTOP to the leader's stop, SIGCONT to its report */
#define PINS_DEADLINE_MS	10000	/* ring teardown: a work item, RCU; 2 s at load 10 */
#define PINS_NOISE_MS		1000	/* how long another's pins may go on */
#define PINS_QUIET_NS		300000L	/* no pin counted: between two cells that pin */
#define PINS_FIRST_NS		20000000L	/* ... and before the first of a program */
#define PINS_SETTLE_NS		300000000L	/* ... and where more are held than should be */

/*
 * After the decision no task of the victim may run until the release, and the release must
 * wake at once. A wait that polls breaks the first rule: one cell of each path class and
 * stimulus is watched for WATCH_ON_MS. A lost wake-up that something else repairs breaks the
 * second.
 */
#define WATCH_ON_MS		110	/* a poll every 100 ms shows */
#define RELEASED_CPU_NS		300000000ULL	/* 8 ms; 24 ms where a core is dumped, emulated */
#define WAKE_GRACE_MS		5	/* release to finished: 0.2 ms; then look every ms */
#define WAKE_SLICE_MS		1
#define WAKE_LATE_MS		50	/* late: asleep in the fault so long after the release */
#define WAKE_LATE_LOOKS		20	/* ... by a controller that was not off the CPU itself */
#define WAKE_STEPS_MS		2000	/* ... in however many sleeps: 80 ms seen */

/*
 * Spin or asleep.  A spinner never leaves the run queue, so its wchan is "0"
 * and its run time grows; measured: no sleeper used more than 0.5 ms of CPU in
 * 30 ms, no spinner less than 20 ms.
 */
#define SPIN_CPU_NS		2000000ULL
#define SPIN_SHARED		25	/* times as much in a guest of several CPUs: 30 ms seen */
#define SPIN_SAMPLES		4	/* looks in a row: run time grew, never asleep */
#define SPIN_MESSAGES		200	/* ... or messages of one fault: 40 are due at most */
#define HANDLER_CPU_NS		200000ULL	/* allowance per handler run */
#define STORM_CPU_NS		1000000000ULL	/* ... between two of a fast timer: 0.1 s seen */
#define HUGE_FAULT_CPU_NS	6000000ULL	/* a MiB cleared ahead of each stall: 0.1 ms,
						 * now and then 3.1 ms in a virtual machine
						 */
#define EXIT_CPU_NS		100000000ULL	/* do_exit() ahead of PF_EXITING: 8 ms emulated */
#define SAMPLE_PERIOD_NS	500000L
#define LONG_WATCH_NS		200000000ULL	/* undecided so long: a deadline will decide */
#define LONG_PERIOD_NS		5000000L
#define QUIESCE_PACE_NS		20000L	/* at first; doubled up to QUIESCE_PACE_MAX_NS */
#define QUIESCE_PACE_MAX_NS	1000000L
#define PROBE_DEADLINE_MS	2000	/* a new task is asleep by then */
#define REAP_PACE_NS		50000L	/* see victim_reap() */
#define ASLEEP_SAMPLES		3
#define STARVED_PART	2	/* off the CPU more than 1/2 of a deadline: too busy a machine */
#define STARVED_CPU_PART 10	/* ... and on the CPU less than 1/10 of it */
#define STARVED_LOOK_NS	50000000L	/* longer than a tick: time to get a CPU */
#define NO_WCHAN_MS		50	/* asleep that long with wchan "0": wchan is useless */

/*
 * Values that the stimuli set and the judge looks for: sival_int of the first queued signal,
 * and the exit status of the program that execve() starts.
 */
#define QUEUE_BASE		100
#define QUEUE_LOWER		SIGRTMIN
#define QUEUE_HIGHER		(SIGRTMIN + 1)
#define QUEUE_LOW		5	/* how many are sent of QUEUE_LOWER */
#define QUEUE_HIGH		2	/* how many of QUEUE_HIGHER, which are sent first */
#define EXEC_CHILD_STATUS	42
#define EXEC_CHILD_ENV	"FAULTSIG_EXEC_CHILD"	/* tells the image to exit at once */

#define SIGNAL_LOG_LEN		64
#define CELL_FDS		8

/* struct fault_frame - what a signal frame has from the processor about a fault. */
struct fault_frame {
	uintptr_t pc;		/* 0: frame.c can't read this architecture's frames */
	bool has_trap;		/* the members below are known */
	bool page_fault;	/* the trap is a page fault */
	bool protection;	/* ... x86: the trap is a general protection fault */
	bool stack;		/* ... x86: the same, of an address in %rsp or %rbp */
	unsigned long error;	/* the error code of the processor, as it is */
	bool present;		/* a page was there, but forbade the access */
	bool has_key;		/* the next member is known */
	bool key;		/* ... by its protection key */
	bool write;
	bool exec;
	bool user;
	uintptr_t addr;
};

#define CROWD	3

/* struct crowd_member - a task that waits for the page beside the faulting thread. */
struct crowd_member {
	_Atomic pid_t pid;
	_Atomic uint32_t done;
	unsigned int place;
	pid_t parent;		/* the controller */
	uint8_t *page;
	uint8_t want;		/* the page's first byte */
	bool right;		/* it was found there */
};

/* struct victim_shared - memory shared by the victim and the controller. */
struct victim_shared {
	_Atomic pid_t tid;		/* the faulting thread */
	_Atomic uint32_t returned;	/* path->run() is back */
	_Atomic uint32_t released;	/* futex: the source has let go */
	_Atomic uint32_t exit_now;	/* futex: STIM_SUBMITTER_EXIT is due */
	_Atomic uint32_t finished;	/* checked; the thread is about to end */
	_Atomic uint32_t handlers;	/* handler runs in the faulting thread */
	_Atomic uint32_t leader_handlers;
	_Atomic uint32_t log_len;
	struct {
		int signo;
		int code;
		pid_t pid;	/* the sender; a timer has none */
		int value;
		uintptr_t pc;	/* of the interrupted instruction, 0 if unknown */
	} log[SIGNAL_LOG_LEN];
	long ret;
	int fault_signo;		/* SIGSEGV or SIGBUS by a user access */
	int fault_code;
	uintptr_t fault_addr;
	int fault_lsb;			/* si_addr_lsb, 0 but for BUS_MCEERR_AR */
	unsigned int fault_pkey;	/* si_pkey, 0 but for SEGV_PKUERR */
	unsigned int pkey;		/* the key of the page, if it has one */
	struct fault_frame frame;	/* read by the handler of that signal */
	uintptr_t access;		/* function of a guarded user access */
	bool counted;			/* the access is over; its faults are in: */
	long minflt;
	long majflt;
	char wrong[200];		/* the path's own complaint */
	char broken[200];		/* set-up error inside the victim */
	struct crowd_member crowd[CROWD];
};

/* enum victim_command - commands of the controller to the victim's leader. */
enum victim_command {
	VICTIM_QUIT = 1,
	VICTIM_ACT,		/* stimulus.act() */
	VICTIM_MAP_AND_UNMAP,	/* one page: hangs if mmap_lock is held */
	VICTIM_JOIN,		/* join the faulting thread, which exits */
	VICTIM_UNMAP_REGION,
	VICTIM_MOVE_REGION,
	VICTIM_CROWD,		/* start the crowd */
	VICTIM_FAILED,		/* a reply: the leader could not obey */
};

/*
 * struct victim - the process that takes the fault.
 *
 * Its leader blocks every signal and obeys one-byte commands on @ctl; its second
 * thread takes the fault. victim.c has a drawing.
 */
struct victim {
	pid_t pid;
	int pidfd;
	int ctl;		/* SOCK_SEQPACKET, controller's end */
	int done;		/* eventfd: announces returned and finished */
	bool reaped;
	siginfo_t death;
	struct victim_shared *shared;
	pthread_t thread;	/* in the victim: the faulting thread */
};

/* struct seen_event - a kind of fault message: its offset and its flags. */
struct seen_event {
	struct fault_event event;
	long offset;		/* of the address, from the beginning of the page */
};

#define SEEN_EVENTS		16
#define UNJUDGED_MAX		8

/* struct observation - everything that was seen of one cell. */
#define FUNCTION_BYTES	64	/* longest name of a kernel function */

struct observation {
	enum outcome outcome;	/* as seen from outside; judge() may name it better */
	bool stalled;
	bool stop_reported;	/* CLD_STOPPED */
	bool continued;		/* SIGCONT was sent ... */
	bool continue_reported;	/* ... and CLD_CONTINUED came */
	bool returned_held;	/* the call returned while the fault was held */
	bool pending;		/* the signal's bit was set while held */
	bool dead;
	bool woken;		/* false: released, and never finished */
	bool survived;		/* alive beyond the release, despite a fatal signal */
	bool lock_checked;
	bool lock_free;		/* a sibling could mmap() and munmap() */
	pid_t stalled_tid;
	pid_t worker;		/* the kernel worker that is in the fault, or 0 */
	uint64_t cpu_ns;	/* while held, since the stimulus */
	uint64_t cpu_after_ns;	/* used by the whole process, from the release to its end */
	bool cpu_after_known;
	bool elsewhere;		/* held, but by none of the source's functions */
	char caller[64];	/* caller of the function in which it is held */
	unsigned int runs_watched;	/* how often a task got a CPU in watch_on() */
	unsigned int watched_ms;	/* how long watch_on() watched */
	unsigned int runs_late;	/* of the task in the fault, between decision and release */
	unsigned int late_ms;	/* time after the release at which it still slept in the fault */
	struct seen_event events[SEEN_EVENTS];
	unsigned int nr_events;	/* kinds seen; only SEEN_EVENTS of them are kept */
	unsigned int refaults;	/* messages after the first, while held */
	unsigned int interrupts;	/* messages about signals that came for the task */
	unsigned int handlers_held;
	unsigned int leader_handlers;
	unsigned int handlers;	/* handler runs in the end */
	long pins;		/* page pins left behind; negative: released too often */
	uint64_t tainted;	/* bits newly set */
	char function[FUNCTION_BYTES];	/* wchan while held */
	char stack[800];
	char klog[200];		/* first alarming kernel line that is about this cell */
	char kept[200];		/* complaint: what the cell did not give back to the machine */
	const char *unjudged[UNJUDGED_MAX];	/* the things that could not be looked at */
	char crowd[100];	/* first complaint about the crowd */
	bool bystander_waits;	/* the bystander slept in its call ... */
	char bystander_place[FUNCTION_BYTES];	/* ... here */
	bool bystander_deaf;	/* SIGKILL did not end it while the fault was held */
	char late_flags[160];	/* complaint: wrong flags of a fault after the release */
	char wrong[200];	/* first complaint of path, data or conservation */
	char broken[200];	/* set-up error */
};

/* struct pin_count - page pins of the whole machine, since boot. */
struct pin_count {
	long acquired;
	long released;
};

/* struct ledger - the kernel's counters of the things that a cell takes from the machine. */
struct ledger {
	long descriptors;	/* the controller's */
	long huge_pages;	/* in use, all pools */
	long huge_reserved;
	long huge_surplus;
	long queued_signals;	/* the user's pending signals and timers; runs_alone() only */
	long keys;		/* the user's; runs_alone() only */
};

/* struct kernel_state - state of the kernel that is compared before and after a cell. */
struct kernel_state {
	uint64_t taint;
	bool taint_known;
	struct pin_count pins;
	bool pins_counted;
	int pin_turn;		/* a lock, held while page pins are counted, or -1 */
	int kmsg;		/* /dev/kmsg, read up to its end, or -1 */
	struct ledger ledger;
};

/* struct race_plan - the moments of one round of a race, drawn from the seed. */
struct race_plan {
	bool hasty;		/* the acts begin before the task is seen asleep */
	unsigned long delay_ns[RACE_ACTS];
};

/* struct fault_cell - one (path, source, stimulus) in flight. */
struct fault_cell {
	const char *name;
	const struct fault_path *path;
	const struct fault_source *source;
	const struct stimulus *stim;
	const struct cell_variant *variant;
	struct fault_region region;
	struct victim victim;
	struct observation obs;
	struct kernel_state before;
	void *buf;
	size_t len;
	int fds[CELL_FDS];
	void *priv;
	timer_t timer;
	bool timer_armed;
	bool no_wchan;
	long huge_fallbacks;	/* count ahead of the cell: huge pages that could not be had */
	char small_caller[2][64];	/* obs.caller for a small page: a load, a store */
	bool long_watch;	/* stands for its path class and stimulus: see WATCH_ON_MS */
	struct task_sample seen;	/* the last look at all tasks of the victim */
	uint64_t seen_ns;	/* when that was */
	uint64_t cpu_base_ns;	/* CPU time of the victim when it fell asleep in the fault */
	uint64_t cpu_release_ns;	/* CPU time of the whole process at the release */
	uint64_t runs_decided;	/* runs of the task in the fault, at the decision */
	uint64_t start_ns;	/* when the cell began, after the wait for its turn to pin */
	unsigned int round;	/* of a schedule with rounds, from 0 */
	struct race_plan plan;
	int acted[RACE_ACTS];	/* results of the acts of a race */
	unsigned int crowd_messages[CROWD];
	bool crowd_reaped[CROWD];
	uint64_t crowd_cpu_ns[CROWD];	/* used when all had sent their message */
	pid_t bystander;	/* until it is reaped, or 0 */
	bool let_through;	/* the page has what is behind the source: schedule.lets_through */
};

/* pins.c, klog.c, ledger.c */
void pins_turn(struct fault_cell *c);
void pins_before(struct fault_cell *c);
void pins_after(struct fault_cell *c);
void klog_before(struct fault_cell *c);
void klog_after(struct fault_cell *c);
bool klog_alarming(const char *line);
bool klog_was_negative(const char *text);
void klog_note_negative(const char *record);
void ledger_before(struct fault_cell *c);
void ledger_after(struct fault_cell *c);
bool runs_alone(void);

/* held_in.c */
void held_in_before(struct fault_cell *c);
void held_in_look(struct fault_cell *c, pid_t pid, pid_t tid);

/* report.c */
void report_cell(const struct fault_cell *c, const struct cell_verdict *verdict);
void report_klog(const struct fault_cell *c, unsigned long long seq, bool ours,
		 const char *text);

/* stop.c */
bool stopped(const struct fault_cell *c, char *why, size_t size);

/* page.c, region.c */
long cell_ok(const struct fault_cell *c);
void place_buffer(struct fault_cell *c);
int reserve_region(struct fault_cell *c);
int make_content(struct fault_cell *c);

/* victim.c */
int victim_start(struct fault_cell *c);
bool victim_command(struct fault_cell *c, enum victim_command command, int deadline_ms);
void victim_raise_flag(_Atomic uint32_t *flag);
bool victim_reap(struct fault_cell *c, int deadline_ms);
void victim_end(struct fault_cell *c);

/* stimulus.c */
int stimulus_prepare(struct fault_cell *c);
int stimulus_send(struct fault_cell *c);

/* observe.c */
bool observe_stall(struct fault_cell *c);
void observe_held(struct fault_cell *c);
void observe_released(struct fault_cell *c);
void observe_race(struct fault_cell *c);

/* schedule.c */
bool schedule_begin(struct fault_cell *c);
void schedule_plan(struct fault_cell *c);
bool another_round(struct fault_cell *c);

/* bystander.c */
void bystander_watch(struct fault_cell *c);
void bystander_end(struct fault_cell *c);

/* crowd.c */
const struct answer *crowd_probe(void);
void crowd_begin(struct fault_cell *c);
void crowd_watch(struct fault_cell *c);
void crowd_released(struct fault_cell *c);
void crowd_end(struct fault_cell *c);

/* race.c */
void race_plan(const char *cell, uint64_t seed, unsigned int round, struct race_plan *plan);
uint64_t race_digest(const char *cell, uint64_t seed, unsigned int rounds);
uint32_t race_seed(void);
int race_run(struct fault_cell *c);
void race_describe(const struct fault_cell *c, char *buf, size_t size);

/* observation.c */
bool wait_victim(struct fault_cell *c, _Atomic uint32_t *flag, int deadline_ms);
bool is_of_crowd(struct fault_cell *c, pid_t tid);
unsigned int drain_events(struct fault_cell *c, pid_t *tid);
bool tells_source(const struct fault_cell *c);
void break_cell(struct fault_cell *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void add_unjudged(struct fault_cell *c, const char *what);

/* contract.c */
enum outcome contract_outcome(const struct cell_variant *v, const struct stimulus *stim);
long contract_failure(const struct fault_path *path, enum fault_error error,
		      enum layout layout);
long contract_interruption(const struct fault_path *path);
void contract_explain(const char *cell, const struct cell_variant *v,
		      const struct stimulus *stim);

/* frame.c */
extern const bool kernel_looks_present;

/* names.c */
const char *outcome_name(enum outcome outcome);
const char *path_class_name(enum path_class class);
const char *path_class_story(enum path_class class);

/* flags.c */
const char *flags_complaint(const struct fault_cell *c, const struct fault_event *event);

/* judge.c */
void judge(struct fault_cell *c, struct cell_verdict *verdict);

#endif /* FAULTSIG_ENGINE_H */
