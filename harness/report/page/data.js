// SPDX-License-Identifier: GPL-2.0-only
// The data of the page: unpacks its blocks, and answers questions about cells, runs and states.
'use strict';

const blocks = new Map();

// Returns a promise of what a block holds.
function unpack(name) {
	if (!blocks.has(name))
		blocks.set(name, read_block(document.getElementById(`block-${name}`).textContent));
	return blocks.get(name);
}

function read_block(text) {
	const packed = atob(text);
	const bytes = new Uint8Array(packed.length);
	for (let i = 0; i < packed.length; i++)
		bytes[i] = packed.charCodeAt(i);
	const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
	return new Response(stream).json();
}

const PROGRAM = 0, PATH = 1, SOURCE = 2, STIMULUS = 3;
const VERDICT = 0, RAW = 1, EXPECTED = 2, OBSERVED = 3, DEFECT = 4, FUNCTION = 5, REASON = 6;

const VERDICTS = ['pass', 'expected_fail', 'fail', 'unexpected_pass', 'flake', 'skip', 'not_run',
	'error'];
const VERDICT_NAMES = {
	pass: 'pass', expected_fail: 'known', fail: 'new', unexpected_pass: 'gone', flake: 'flake',
	skip: 'skipped', not_run: 'not run', error: 'error',
};
const FAILS_A_RUN = ['fail', 'unexpected_pass', 'error'];

// Tones, from what is least worth a look to what is most; each has a colour in style.css.
const TONES = ['none', 'skip', 'pass', 'not_run', 'flake', 'spin', 'unwoken', 'unkillable',
	'wrong', 'other', 'gone', 'error', 'new'];
const TONE_NAMES = {
	skip: 'skipped', pass: 'pass', not_run: 'not run', flake: 'flake', spin: 'known: SPINNING',
	unwoken: 'known: UNWOKEN', unkillable: 'known: UNKILLABLE', wrong: 'known: WRONG',
	other: 'known: another outcome', gone: 'a known defect is gone', error: 'error',
	new: 'new failure',
};
const TONE_QUERIES = {
	skip: 'skip', pass: 'pass', not_run: 'not_run', flake: 'flake',
	spin: 'expected_fail SPINNING', unwoken: 'expected_fail UNWOKEN',
	unkillable: 'expected_fail UNKILLABLE', wrong: 'expected_fail WRONG',
	other: 'expected_fail -SPINNING -UNWOKEN -UNKILLABLE -WRONG', gone: 'unexpected_pass',
	error: 'error', new: 'fail',
};
const OF_VERDICT = { fail: 'new', unexpected_pass: 'gone', error: 'error', skip: 'skip',
	not_run: 'not_run', flake: 'flake', pass: 'pass' };
const OF_KNOWN = { SPINNING: 'spin', UNWOKEN: 'unwoken', UNKILLABLE: 'unkillable', WRONG: 'wrong' };

function tone_of(state) {
	return OF_VERDICT[state[VERDICT]] || OF_KNOWN[state[OBSERVED]] || 'other';
}

let axes, cells, states, runs, classes, count;
let tones;	// of each state, its number in TONES
let names;	// of each cell, program:path.source.stimulus

async function load_index() {
	const data = await unpack('index');
	({ axes, cells, states, runs, classes } = data);
	count = cells[PROGRAM].length;
	tones = Uint8Array.from(states, (state) => TONES.indexOf(tone_of(state)));
	names = new Array(count);
	for (let i = 0; i < count; i++)
		names[i] = `${axes[0][cells[0][i]]}:${axes[1][cells[1][i]]}.` +
			`${axes[2][cells[2][i]]}.${axes[3][cells[3][i]]}`;
	runs.forEach((run, number) => {
		run.number = number;
		run.states = Int32Array.from(run.states);
	});
}

function state_of(cell, run) {
	const number = run.states[cell];
	return number < 0 ? null : states[number];
}

// The worst tone of a cell in some runs
function tone(cell, chosen) {
	let worst = 0;
	for (const run of chosen) {
		const state = run.states[cell];
		if (state >= 0 && tones[state] > worst)
			worst = tones[state];
	}
	return worst;
}

function run_by_label(label) {
	return runs.find((run) => run.label === label);
}

function axis_name(axis, cell) {
	return axes[axis][cells[axis][cell]];
}

function class_of(cell) {
	return classes[`${axis_name(PROGRAM, cell)}:${axis_name(PATH, cell)}`] || '';
}
