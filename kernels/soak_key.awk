# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the texts of each cell that a soak compares. They are those that faultsig_runner fields
# prints, with program and cell joined, and the last one, the reason, without its numbers.

BEGIN { FS = "\t" }

{
	gsub(/0x[0-9a-f]+|-?[0-9]+([.][0-9]+)?/, "N", $7)
	print $1 ":" $2, $3, $4, $5, $6, $7
}
