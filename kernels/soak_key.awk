# SPDX-License-Identifier: GPL-2.0-only
#
# What a soak compares of each cell: the texts that faultsig_runner fields prints, with the
# last one, the reason, without its numbers, and program and cell as one.

BEGIN { FS = "\t" }

{
	gsub(/0x[0-9a-f]+|-?[0-9]+([.][0-9]+)?/, "N", $7)
	print $1 ":" $2, $3, $4, $5, $6, $7
}
