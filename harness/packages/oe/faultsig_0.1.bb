# SPDX-License-Identifier: GPL-2.0-only
#
# The suite for OpenEmbedded and Yocto. The framework is that of the kernel that is built anyway
# (6.12 or newer), as for kernel-selftest of meta-oe. Copy this folder into a layer, with
# faultsig-${PV}.tar.xz in a folder files/: build/deb/faultsig_${PV}.orig.tar.xz of "make deb".
SUMMARY = "Conformance suite: a signal during a page fault"
DESCRIPTION = "A kselftest suite that asks a running kernel what happens when a thread is \
stalled in a page fault and a signal arrives"
SECTION = "devel/kernel"
LICENSE = "GPL-2.0-only"
LIC_FILES_CHKSUM = "file://COPYING;md5=b234ee4d69f5fce4486a80fdaf4a4263"

FILESEXTRAPATHS:prepend := "${THISDIR}/files:"
SRC_URI = "file://faultsig-${PV}.tar.xz"
S = "${@d.getVar('UNPACKDIR') or d.getVar('WORKDIR')}/faultsig-${PV}"

DEPENDS = "fuse3 libdrm liburing numactl"

inherit pkgconfig

# The kernel's source, and not the headers of its packages
do_configure[depends] += "virtual/kernel:do_shared_workdir"
do_configure[noexec] = "1"

# CC of OpenEmbedded has blanks in it, and the flags of the sysroot.
EXTRA_OEMAKE = "KSRC=${STAGING_KERNEL_DIR} WERROR=0 CC='${CC}' AR='${AR}' \
    CFLAGS='${CFLAGS}' CPPFLAGS='${CPPFLAGS}' LDFLAGS='${LDFLAGS}' PKG_CONFIG=pkg-config \
    OUTPUT='${B}'"

do_compile() {
    oe_runmake all
}

# The suite's own check of itself, and the sources that dkms would build, stay behind.
do_install() {
    oe_runmake install DESTDIR=${D} prefix=${prefix} libexecdir=${libexecdir}
    rm ${D}${libexecdir}/kselftests/faultsig/installed
    rm ${D}${libexecdir}/kselftests/faultsig/faultsig_sandbox
    rm -r ${D}${prefix}/src
}

FILES:${PN} += "${libexecdir}/kselftests/faultsig"
PACKAGES =+ "${PN}-bash-completion ${PN}-zsh-completion"
FILES:${PN}-bash-completion = "${datadir}/bash-completion"
FILES:${PN}-zsh-completion = "${datadir}/zsh"

# A POSIX shell is enough; busybox has all else that run_tests.sh calls.
RRECOMMENDS:${PN} = "btrfs-tools e2fsprogs-mke2fs fuse3-utils util-linux-losetup xfsprogs-mkfs \
    kernel-module-slowfault"
