# SPDX-License-Identifier: GPL-2.0-only
#
# make install, uninstall, tarball and deb of a stand-alone build. The Makefile reads this file.
#
#   make install [DESTDIR= prefix=]    the suite, the command faultsig, its manual page and
#                                      completions, and the source of slowfault.ko for dkms
#   make install INSTALL_PATH=DIR      the suite alone
#   make uninstall [the same]          takes away what install brought
#   make tarball [ARCH=]               build/faultsig-VERSION-ARCH.tar.gz
#   make deb                           build/deb/*.deb, with Debian's own tools

FAULTSIG_VERSION := 0.1

prefix ?= /usr/local
bindir ?= $(prefix)/bin
libexecdir ?= $(prefix)/libexec
datadir ?= $(prefix)/share
mandir ?= $(datadir)/man
bashcompdir ?= $(datadir)/bash-completion/completions
zshcompdir ?= $(datadir)/zsh/site-functions
modsrcdir ?= $(prefix)/src

ifeq ($(origin INSTALL_PATH),undefined)
SUITE_DIR := $(libexecdir)/kselftests/faultsig
INSTALL_PATH := $(DESTDIR)$(SUITE_DIR)
INSTALL_ALL := 1
else
SUITE_DIR := $(abspath $(INSTALL_PATH))
override DESTDIR :=
endif

# All is first put together here, so that the list of what was installed is complete.
STAGE = $(OBJ)/stage

MODULE_SRCS := $(addprefix kernel-module/,Makefile main.c region.c handler.c caller.c resv.c \
	watch.c compat.h slowfault.h slowfault_uapi.h)

# $(call INSTALL_RUN,directory): run_tests.sh with all it reads
INSTALL_RUN = install -d $(sort $(addprefix $(1)/,. $(dir $(RUN_FILES)))) && \
	install -m 755 $(TEST_PROGS_EXTENDED) $(1) && \
	$(foreach f,$(RUN_FILES),install -m $(if $(shell test -x $(f) && echo y),755,644) \
		$(f) $(1)/$(f) &&) \
	cp -R $(RUN_DIRS) $(1)

# $(call INSTALL_REST,directory): what belongs to a system, and not to the suite's own directory
define INSTALL_REST
	install -d $(addprefix $(1),$(bindir) $(mandir)/man1 $(bashcompdir) $(zshcompdir) \
		$(modsrcdir)/faultsig-$(FAULTSIG_VERSION))
	ln -sr $(1)$(SUITE_DIR)/run_tests.sh $(1)$(bindir)/faultsig
	install -m 644 docs/faultsig.1 $(1)$(mandir)/man1
	install -m 644 harness/completion/faultsig.bash $(1)$(bashcompdir)/faultsig
	install -m 644 harness/completion/faultsig.zsh $(1)$(zshcompdir)/_faultsig
	install -m 644 $(MODULE_SRCS) $(1)$(modsrcdir)/faultsig-$(FAULTSIG_VERSION)
	sed 's/#MODULE_VERSION#/$(FAULTSIG_VERSION)/' harness/packages/dkms.conf \
		>$(1)$(modsrcdir)/faultsig-$(FAULTSIG_VERSION)/dkms.conf
endef

override define INSTALL_RULE
	rm -rf $(STAGE)
	install -d $(STAGE)$(SUITE_DIR)
	install -m 755 $(TEST_GEN_PROGS) $(TEST_GEN_PROGS_EXTENDED) $(STAGE)$(SUITE_DIR)
	install -m 644 config settings $(STAGE)$(SUITE_DIR)
	$(call INSTALL_RUN,$(STAGE)$(SUITE_DIR))
	$(if $(INSTALL_ALL),$(call INSTALL_REST,$(STAGE)))
	harness/packages/place install $(STAGE) "$(DESTDIR)" $(SUITE_DIR)
	rm -rf $(STAGE)
endef

.PHONY: uninstall tarball deb

uninstall:
	@harness/packages/place uninstall - "$(DESTDIR)" $(SUITE_DIR)

tarball:
	@harness/packages/tarball $(if $(ARCH),-a $(ARCH)) $(FAULTSIG_VERSION)

deb:
	@harness/packages/deb $(FAULTSIG_VERSION)
