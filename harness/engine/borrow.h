/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For a program that runs the paths of other programs' rooms on sources of its own: between
 * matrix.h and the rooms. Their paths are defined then, and have no cells but those of
 * CELLS() and CELLS_FAILS() in the program itself.
 */
#ifndef FAULTSIG_BORROW_H
#define FAULTSIG_BORROW_H

/* A room has functions of paths that the program does not run. */
#pragma GCC diagnostic ignored "-Wunused-function"

#undef FAULT_PATH
#undef FAULT_PATH_APART
#undef FAULT_PATH_FAILS
#undef FAULT_PATH_SHORT
#undef FAULT_PATH_PAGES
#undef FAULT_PATH_FAILS_LATE
#undef FAULT_PATH_RELEASES

#define FAULT_PATH(path_name, ...) \
	static const struct fault_path path_##path_name __attribute__((unused))
#define FAULT_PATH_APART(...)
#define FAULT_PATH_FAILS(...)
#define FAULT_PATH_SHORT(...)
#define FAULT_PATH_PAGES(...)
#define FAULT_PATH_FAILS_LATE(...)
#define FAULT_PATH_RELEASES(...)

#endif /* FAULTSIG_BORROW_H */
