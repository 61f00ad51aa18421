# SPDX-License-Identifier: GPL-2.0-only
#
# slowfault.ko, the suite's test module, for the kernel of the image.
SUMMARY = "Test module of faultsig: fault handlers that stall on command"
SECTION = "devel/kernel"
LICENSE = "GPL-2.0-only"
LIC_FILES_CHKSUM = "file://../COPYING;md5=b234ee4d69f5fce4486a80fdaf4a4263"

FILESEXTRAPATHS:prepend := "${THISDIR}/files:"
SRC_URI = "file://faultsig-${PV}.tar.xz"
S = "${@d.getVar('UNPACKDIR') or d.getVar('WORKDIR')}/faultsig-${PV}/kernel-module"

inherit module

# Our Makefile hands no O= on: the build directory's own Makefile knows where the source is.
EXTRA_OEMAKE += "KDIR=${STAGING_KERNEL_BUILDDIR}"
MAKE_TARGETS = "modules"

do_install() {
    install -D -m 644 slowfault.ko \
        ${D}${nonarch_base_libdir}/modules/${KERNEL_VERSION}/updates/slowfault.ko
}
