#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs an installed faultsig, and writes "CASE RESULT" lines for send-to-lava.sh. The case is
# PROGRAM_CELL with "_" for dots, the name that kselftest.yaml gives it behind "faultsig_".

# shellcheck disable=SC1091
. ../../lib/sh-test-lib
OUTPUT="$(pwd)/output"
RESULT_FILE="${OUTPUT}/result.txt"
export RESULT_FILE

FAULTSIG_PATH="/opt/kselftests/mainline/faultsig"
CELLS=""
RAW="false"

usage() {
    echo "Usage: $0 [-p path] [-t 'glob ...'] [-x true|false]" 1>&2
    exit 1
}

while getopts "p:t:x:h" opt; do
    case "${opt}" in
        p) FAULTSIG_PATH="${OPTARG}" ;;
        t) CELLS="${OPTARG}" ;;
        x) RAW="${OPTARG}" ;;
        h|*) usage ;;
    esac
done

# A known defect is a pass, as XFAIL is in the logs of selftests.
write_results() {
    "${FAULTSIG_PATH}/faultsig_runner" fields program,cell,verdict \
        "${OUTPUT}/results.jsonl" | awk -F '\t' '
        BEGIN {
            result["pass"] = result["expected_fail"] = result["flake"] = "pass"
            result["skip"] = result["not_run"] = "skip"
        }
        {
            gsub(/\./, "_", $2)
            print $1 "_" $2, $3 in result ? result[$3] : "fail"
        }' >>"${RESULT_FILE}"
}

run_cells() {
    set -- -q -o "${OUTPUT}"
    [ "${RAW}" != "true" ] || set -- "$@" -x --all
    set -f
    for glob in ${CELLS}; do
        set -- "$@" -t "${glob}"
    done
    set +f
    "${FAULTSIG_PATH}/run_tests.sh" "$@"
}

create_out_dir "${OUTPUT}"
[ -x "${FAULTSIG_PATH}/run_tests.sh" ] || error_msg "No faultsig in ${FAULTSIG_PATH}"
run_cells
status=$?
# 1 is a new failure, which has a case of its own.
if [ "${status}" -le 1 ]; then
    report_pass "faultsig_run"
else
    report_fail "faultsig_run"
fi
[ ! -r "${OUTPUT}/results.jsonl" ] || write_results
