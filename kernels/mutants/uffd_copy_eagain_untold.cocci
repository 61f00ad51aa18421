// SPDX-License-Identifier: GPL-2.0-only
// Mutant: UFFDIO_COPY that fails with EAGAIN while an event is unread does not write its answer
// Emulates: undoes 95567729173e ("mm/userfaultfd: fix uninitialized output field for -EAGAIN
//   race"), v6.15
// Seen as: a monitor that goes by the field "copy" goes on with garbage
// Severity: medium
// Files: mm/userfaultfd.c fs/userfaultfd.c
// Kernels: 7.3
// Cells: madvise_dontneed.event_answer_anon.none

@@
expression user;
@@
userfaultfd_copy(...)
{
	<...
	if (unlikely(atomic_read(&ctx->mmap_changing))) {
-		if (unlikely(put_user(ret, &user->copy)))
-			return -EFAULT;
		goto out;
	}
	...>
}
