# SPDX-License-Identifier: GPL-2.0-only
#
# Works as tools/testing/selftests/faultsig/ of a kernel tree and stand-alone.
#
#   make                        build
#   make setup [ARCHES=...]     bring packages and the kselftest framework (apt);
#                               ARCHES="arm64 riscv64": what their guests need, too
#   make run_tests [ARGS=...]   build and run (stand-alone: ./run_tests.sh ARGS)
#   make check                  the suite's own checks; make setup check brings a browser
#                               and what else they need
#   make pages                  write again what other files say: docs/contract.md and others
#   make module KDIR=           slowfault.ko for the kernel whose build tree that is
#   make install [DESTDIR= prefix=], make uninstall, tarball, deb
#                               packages: harness/packages/install.mk
#   make clean, make distclean
#
#   KSRC=<kernel tree >= 6.12>  where the framework is, when not in a tree
#   O=<dir>                     build there
#   STATIC=1                    for guests without libraries
#   WERROR=0                    warnings don't stop the build
#   HAVE_LIBURING=0 HAVE_LIBNUMA=0 HAVE_LIBFUSE=0
#                               build without; its cells skip

TEST_PROGRAMS := $(shell sed -n 's/^\([a-z][a-z_]*\).*/\1/p' tests/programs)

# The engine and the fixtures. An archive: a program gets what it calls, and nothing registers
# itself by constructor.
ENGINE_SRCS := $(sort $(wildcard harness/engine/*.c))
FIXTURE_SRCS := $(sort $(wildcard fixtures/*.c))
# Families of paths. An archive as well: a program gets those that its table names.
PATH_SRCS := $(sort $(wildcard tests/*/*.c))

SUPERVISE_SRCS := harness/runner/supervise.c harness/runner/tasks.c

# What a program and the runner share: the lists of known defects
KNOWN_SRCS := $(addprefix harness/runner/,text.c expect_read.c expect_match.c)

RUNNER_SRCS := $(KNOWN_SRCS) $(addprefix harness/runner/,main.c broke.c json.c cells.c \
	plan.c run.c supervisor.c collect.c ending.c guest.c verdict.c result.c stops.c show.c \
	machine.c totals.c groups.c summary.c compare.c several.c fields.c \
	explain.c nearest.c cases.c kernel_map.c kills.c select.c change.c \
	order.c entered.c)

# Files that run_tests.sh reads; they are at the same places when installed.
RUN_DIRS := expectations
RUN_FILES := harness/runner/lib.sh tests/programs kernels/changed kernels/functions.awk \
	$(sort $(wildcard kernels/map/* harness/report/*.sh harness/report/*.py \
	harness/report/page/* reports/defects/*.md))

# make takes a space for the end of a name.
SPACED := $(word 2,$(CURDIR))$(if $(filter command line,$(origin O)),$(word 2,$(O)))
ifneq ($(SPACED),)
$(error faultsig: make can't build where the path has a space: $(if $(word 2,$(O)),$(O),$(CURDIR)))
endif

# ---- Where the framework is: the tree around us, KSRC=, or one found --------

FRAMEWORK := build/framework

ifneq ($(wildcard ../lib.mk),)
IN_TREE := 1
KSRC_FOUND := $(shell kernels/framework check ../../../..)
else
KSRC_FOUND := $(shell kernels/framework find $(FRAMEWORK) $(KSRC))
endif

# The answer is a path, "archive" and a path, or a sentence that names us.
KSRC_ERROR := $(if $(filter faultsig:,$(firstword $(KSRC_FOUND))),$(KSRC_FOUND))
KSRC_ARCHIVE := $(if $(filter archive,$(firstword $(KSRC_FOUND))),$(KSRC_FOUND))

# Goals that lib.mk, once it is there, has to know about.
BUILD_GOALS := $(filter-out setup clean distclean,$(or $(MAKECMDGOALS),all))

# lib.mk sets these too late, or only at the top level of make.
ifeq ($(origin O)$(IN_TREE),command line)
OUTPUT := $(abspath $(O))
endif
ifeq ($(OUTPUT),)
OUTPUT := $(CURDIR)
endif

OBJ := $(OUTPUT)/obj
GENERATED := $(addprefix $(OUTPUT)/,$(TEST_PROGRAMS) \
	faultsig_supervise faultsig_runner faultsig_controls faultsig_sandbox faultsig_init faultsig_fuzz \
	faultsig_orphans faultsig_gcov) $(OBJ)

ifneq ($(filter setup,$(MAKECMDGOALS))$(if $(BUILD_GOALS),$(KSRC_ARCHIVE)),)

# ---- First what can't wait for lib.mk, then the other goals, in order -------

REST := $(filter-out setup,$(or $(MAKECMDGOALS),all))

.PHONY: setup $(REST) prepare rest
.DEFAULT_GOAL := all

setup: prepare

prepare:
	$(if $(filter setup,$(MAKECMDGOALS)),@kernels/framework packages $(filter check,$(MAKECMDGOALS)) $(ARCHES))
	@kernels/framework fetch $(FRAMEWORK) $(KSRC)

rest: prepare
	+@for goal in $(REST); do $(MAKE) --no-print-directory $$goal || exit; done

$(REST): rest
	@:

else ifneq ($(if $(BUILD_GOALS),$(KSRC_ERROR)),)

$(error $(KSRC_ERROR))

else ifneq ($(KSRC_ERROR)$(KSRC_ARCHIVE),)

# ---- No framework, and none needed ------------------------------------------

.PHONY: clean distclean

clean:
	rm -rf $(GENERATED)

distclean: clean
	rm -rf build

else

# ---- The build --------------------------------------------------------------

KSFT := $(if $(IN_TREE),..,$(KSRC_FOUND)/tools/testing/selftests)

TEST_GEN_PROGS := $(TEST_PROGRAMS)
TEST_GEN_PROGS_EXTENDED := faultsig_supervise faultsig_runner faultsig_controls faultsig_sandbox
ifneq ($(filter-out 0,$(STATIC)),)
# Process 1 of a guest, which has no libraries, what torments the module there, and what reads
# the counters of its kernel
TEST_GEN_PROGS_EXTENDED += faultsig_init faultsig_fuzz faultsig_orphans faultsig_gcov
endif
TEST_PROGS_EXTENDED := run_tests.sh
TEST_FILES := $(RUN_DIRS)
# All there may be: STATIC=1 made more than a clean without it knows of.
EXTRA_CLEAN := $(GENERATED)
# lib.mk's own pattern rules would build foo from foo.c and nothing else.
OVERRIDE_TARGETS := 1

ifneq ($(IN_TREE),)
# The way to keep a relative place in an installation. The top Makefile says
# SRC_PATH and OBJ_PATH; these serve a direct make -C faultsig install.
TEST_INCLUDES := $(RUN_FILES)
SRC_PATH ?= $(abspath ..)
OBJ_PATH ?= $(abspath $(INSTALL_PATH)/..)
export SRC_PATH
# slowfault.ko where there is a kernel to build it for: kselftest installs it beside
# the programs, which skip while it is not loaded.
KDIR ?= /lib/modules/$(shell uname -r)/build
export KDIR
ifneq ($(wildcard $(KDIR)/Module.symvers),)
TEST_GEN_MODS_DIR := kernel-module
endif
else
# runner.sh out of a tree neither reads settings nor prints a plan.
override define RUN_TESTS
	$(OUTPUT)/run_tests.sh $(ARGS)
endef

include harness/packages/install.mk
endif

.DEFAULT_GOAL := all
include $(KSFT)/lib.mk

ifneq ($(if $(IN_TREE),,$(filter-out $(CURDIR),$(OUTPUT))),)
all: $(OUTPUT)/run_tests.sh
EXTRA_CLEAN += $(addprefix $(OUTPUT)/,run_tests.sh $(RUN_FILES))

$(OUTPUT)/run_tests.sh: run_tests.sh $(RUN_FILES) $(wildcard $(addsuffix /*,$(RUN_DIRS)))
	@$(call INSTALL_RUN,$(OUTPUT))
endif

# The programs read the lists beside themselves; lib.mk copies them only to install.
ifneq ($(if $(IN_TREE),$(filter-out $(CURDIR),$(OUTPUT))),)
all: $(OUTPUT)/expectations/README
EXTRA_CLEAN += $(OUTPUT)/expectations

$(OUTPUT)/expectations/README: $(wildcard expectations/*)
	@rm -rf $(@D) && mkdir -p $(OUTPUT) && cp -R expectations $(OUTPUT)
	@touch $@
endif

# Not in CFLAGS: those are the user's, also on make's command line.
WERROR ?= 1
FAULTSIG_CFLAGS = -std=gnu11 -Og -g -fno-var-tracking -Wall -Wextra -Wmissing-declarations \
	-Wmissing-prototypes -Wstrict-prototypes \
	$(if $(filter-out 0,$(WERROR)),-Werror) -D_GNU_SOURCE= \
	-Iharness/engine -Ifixtures -Itests -isystem $(KSFT) $(KHDR_INCLUDES) $(TOOLS_INCLUDES) \
	$(foreach l,LIBURING LIBNUMA LIBFUSE,-DHAVE_$(l)=$(HAVE_$(l))) \
	$(if $(filter 1,$(HAVE_LIBFUSE)),$(LIBFUSE_CFLAGS))
FAULTSIG_LDFLAGS = $(if $(filter-out 0,$(STATIC)),-static) -Wl,--as-needed
FAULTSIG_LDLIBS = $(foreach l,LIBURING LIBNUMA LIBFUSE,\
	$(if $(filter 1,$(HAVE_$(l))),$($(l)_LIBS))) $(ATOMIC_LIBS) -lpthread

COMPILE = $(CC) $(FAULTSIG_CFLAGS) $(CFLAGS) $(CPPFLAGS)
LINK = $(CC) $(FAULTSIG_CFLAGS) $(CFLAGS) $(CPPFLAGS) $(FAULTSIG_LDFLAGS) $(LDFLAGS)

ifneq ($(filter default undefined,$(origin AR)),)
AR := $(if $(LLVM),$(LLVM_PREFIX)llvm-ar$(LLVM_SUFFIX),$(CROSS_COMPILE)ar)
endif

# ---- Libraries: there if a program that calls them links, static or not -----

PKG_CONFIG ?= $(CROSS_COMPILE)pkg-config

# $(call pkg_config,--cflags or --libs,package,answer without pkg-config)
pkg_config = $(shell $(PKG_CONFIG) $(if $(filter-out 0,$(STATIC)),--static) \
	$(1) $(2) 2>/dev/null || echo '$(3)')

# $(call links,flags,headers,functions,libraries): 1 or 0
links = $(shell t=$$(mktemp) || exit; \
	{ printf '\043include <%s>\n' $(2); printf 'int main(void) { return 0'; \
		printf ' + !(long)%s' $(3); echo '; }'; } | \
	$(CC) -D_GNU_SOURCE= $(CFLAGS) $(CPPFLAGS) $(1) $(FAULTSIG_LDFLAGS) $(LDFLAGS) \
		-x c - -x none -o $$t $(4) -lpthread >/dev/null 2>&1 && echo 1 || echo 0; \
	rm -f $$t)

# $(call once,variable,value): asks when first needed, and never again
once = $(eval $(1) := $(2))$($(1))

LIBURING_LIBS = $(call once,LIBURING_LIBS,$(call pkg_config,--libs,liburing,-luring))
LIBNUMA_LIBS = $(call once,LIBNUMA_LIBS,$(call pkg_config,--libs,numa,-lnuma))
LIBFUSE_LIBS = $(call once,LIBFUSE_LIBS,$(call pkg_config,--libs,fuse3,-lfuse3))
LIBFUSE_CFLAGS = $(call once,LIBFUSE_CFLAGS,$(call pkg_config,--cflags,fuse3,-I/usr/include/fuse3))
LIBFUSE_FLAGS = -DFUSE_USE_VERSION=31 $(LIBFUSE_CFLAGS)

# $(call has,flags,header,function,libraries): 1 or 0; to ask for all at once is quicker
has = $(if $(filter 1,$(HAVE_LIBRARIES)),1,$(call links,$(1),$(2),$(3),$(4)))

HAVE_LIBRARIES = $(call once,HAVE_LIBRARIES,$(call links,$(LIBFUSE_FLAGS),\
	liburing.h numa.h fuse_lowlevel.h,io_uring_queue_init numa_available fuse_session_loop,\
	$(LIBURING_LIBS) $(LIBNUMA_LIBS) $(LIBFUSE_LIBS) -latomic))
# gcc on riscv64 calls it for the atomics of a byte.
ATOMIC_LIBS = $(call once,ATOMIC_LIBS,$(if $(filter 1,$(call \
	has,,stdatomic.h,1,-latomic)),-latomic))
HAVE_LIBURING = $(call once,HAVE_LIBURING,$(call \
	has,,liburing.h,io_uring_queue_init,$(LIBURING_LIBS)))
HAVE_LIBNUMA = $(call once,HAVE_LIBNUMA,$(call \
	has,,numa.h,numa_available,$(LIBNUMA_LIBS)))
HAVE_LIBFUSE = $(call once,HAVE_LIBFUSE,$(call \
	has,$(LIBFUSE_FLAGS),fuse_lowlevel.h,fuse_session_loop,$(LIBFUSE_LIBS)))

# ---- Rules ------------------------------------------------------------------

ENGINE := $(patsubst %.c,$(OBJ)/%.o,$(ENGINE_SRCS) $(FIXTURE_SRCS))
PATHS := $(patsubst %.c,$(OBJ)/%.o,$(PATH_SRCS))
BODIES := $(patsubst %,$(OBJ)/tests/%.o,$(TEST_PROGRAMS) controls)
RUNNER := $(patsubst %.c,$(OBJ)/%.o,$(RUNNER_SRCS))
KNOWN := $(patsubst %.c,$(OBJ)/%.o,$(KNOWN_SRCS) harness/runner/known.c)

OBJECTS := $(sort $(ENGINE) $(PATHS) $(BODIES) $(RUNNER) $(KNOWN))

# $(call quote,text): one word of the shell's
quote = '$(subst ','\'',$(1))'

# Changed only when the commands did: STATIC=1 or a new library rebuilds all.
$(OBJ)/commands: FORCE
	@mkdir -p $(sort $(dir $(OBJECTS)))
	@printf '%s\n' $(call quote,$(COMPILE)) \
		$(call quote,$(LINK) $(FAULTSIG_LDLIBS) $(LDLIBS)) >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(OBJECTS): $(OBJ)/%.o: %.c $(OBJ)/commands
	$(call msg,CC,,$@)
	$(Q)$(COMPILE) -MMD -MP -c $< -o $@

# One list of alarming kernel messages, for the programs and, as it is, for kernels/boot
$(OBJ)/alarms.inc: harness/engine/alarms
	@mkdir -p $(@D)
	@awk -F '\t' '/^[^\043]/ { gsub(/[\\"]/, "\\\\&", $$2); print "\t\"" $$2 "\"," }' $< >$@.new
	@mv $@.new $@

$(OBJ)/harness/engine/klog.o: $(OBJ)/alarms.inc
$(OBJ)/harness/engine/klog.o: private FAULTSIG_CFLAGS += -I$(OBJ)

# The tools' <linux/kvm.h>, <linux/seccomp.h> and <drm/drm.h> are the kernel's own, not for user space.
$(OBJ)/tests/kvm/%.o $(OBJ)/fixtures/drm.o $(OUTPUT)/faultsig_sandbox: private TOOLS_INCLUDES :=

$(OBJ)/engine.a: $(ENGINE)
$(OBJ)/paths.a: $(PATHS)
$(OBJ)/known.a: $(KNOWN)

$(OBJ)/engine.a $(OBJ)/paths.a $(OBJ)/known.a:
	$(call msg,AR,,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(addprefix $(OUTPUT)/,$(TEST_PROGRAMS)): $(OUTPUT)/%: \
		$(OBJ)/tests/%.o $(OBJ)/paths.a $(OBJ)/engine.a $(OBJ)/known.a
	$(call msg,LINK,,$@)
	$(Q)$(LINK) $^ $(FAULTSIG_LDLIBS) $(LDLIBS) -o $@

$(OUTPUT)/faultsig_controls: $(OBJ)/tests/controls.o $(OBJ)/paths.a $(OBJ)/engine.a $(OBJ)/known.a
	$(call msg,LINK,,$@)
	$(Q)$(LINK) $^ $(FAULTSIG_LDLIBS) $(LDLIBS) -o $@

# Alone: it watches over everything else, and so may depend on none of it.
$(OUTPUT)/faultsig_supervise: $(SUPERVISE_SRCS) harness/runner/tasks.h $(OBJ)/commands
	$(call msg,CC,,$@)
	$(Q)$(LINK) $(SUPERVISE_SRCS) $(LDLIBS) -o $@

$(OUTPUT)/faultsig_runner: $(RUNNER)
	$(call msg,LINK,,$@)
	$(Q)$(LINK) $^ $(LDLIBS) -o $@

$(OUTPUT)/faultsig_sandbox: harness/check/sandbox.c $(OBJ)/commands
	$(call msg,CC,,$@)
	$(Q)$(LINK) $< $(LDLIBS) -o $@

$(OUTPUT)/faultsig_init: kernels/guest_init.c $(OBJ)/commands
	$(call msg,CC,,$@)
	$(Q)$(LINK) -MMD -MP -MF $(OBJ)/guest_init.d $< $(LDLIBS) -o $@

$(OUTPUT)/faultsig_gcov: kernels/guest_gcov.c $(OBJ)/commands
	$(call msg,CC,,$@)
	$(Q)$(LINK) $< $(LDLIBS) -o $@

TRIAL := $(addprefix kernel-module/,trial.c trial.h slowfault_uapi.h)

$(OUTPUT)/faultsig_fuzz $(OUTPUT)/faultsig_orphans: $(OUTPUT)/faultsig_%: \
		kernel-module/%.c $(TRIAL) $(OBJ)/commands
	$(call msg,CC,,$@)
	$(Q)$(LINK) $< kernel-module/trial.c $(LDLIBS) -o $@

-include $(OBJECTS:.o=.d) $(OBJ)/guest_init.d

module:
	$(Q)$(MAKE) -C kernel-module --no-print-directory modules $(if $(KDIR),KDIR=$(KDIR))

# Both measure time, so never both at once.
check: all | $(filter run_tests,$(MAKECMDGOALS))
	@KSRC=$(abspath $(KSFT)/../../..) harness/check/run

# Each page is told by a command, and make check compares the two.
pages: all
	$(Q)tell() { page=$$1; shift; "$$@" >$(OBJ)/page && cat $(OBJ)/page >$$page; }; \
	tell docs/contract.md ./run_tests.sh contract && \
	tell docs/coverage.md harness/check/coverage.sh page && \
	tell docs/cells.txt harness/check/coverage.sh paths && \
	tell docs/defects.md harness/check/defects.sh page && \
	tell reports/defects/README.md harness/check/reports.sh page

distclean: clean
	rm -rf build

FORCE:

.PHONY: check distclean module pages FORCE

endif
