// SPDX-License-Identifier: GPL-2.0-only
// The panel of a cell: its history, what was seen on one kernel, its story, and what to do now.

function definition(pairs) {
	return element('dl', {}, ...pairs.filter(([, value]) => value !== null &&
		value !== undefined && value !== '').flatMap(([key, value]) =>
		[element('dt', {}, key), element('dd', {}, value)]));
}

function history_row(cell, shown) {
	return element('div', { class: 'history', role: 'group', 'aria-label': 'On each kernel' },
		...runs.map((run) => {
			const seen = state_of(cell, run);
			const name = seen ? TONES[tones[run.states[cell]]] : 'none';
			return element('button', { type: 'button', class: 'kernel', disabled: !seen,
				'aria-pressed': run === shown ? 'true' : 'false',
				onclick: () => go({ run: run.label }) }, swatch(name),
			element('strong', {}, run.label),
			element('span', {}, seen ? seen[OBSERVED] : 'no such cell'));
		}));
}

function stack_list(log) {
	const match = /^# stack: (.*)$/m.exec(log || '');
	if (!match)
		return [];
	return [element('h3', {}, 'Stack while held'), element('ol', { class: 'stack' },
		...match[1].split(' < ').map((name) => element('li', {}, name)))];
}

function seen_block(cell, run, details) {
	const seen = state_of(cell, run);
	const [ms, cpu, after, refaults] = details.numbers[cell];
	const more = details.more[cell] || {};
	const lines = (list) => list && list.length ? element('ul', {}, ...list.map((text) =>
		element('li', {}, text))) : null;
	return element('section', {}, element('p', { class: 'verdict' },
		swatch(TONES[tones[run.states[cell]]]),
		element('strong', {}, { fail: 'NEW FAILURE', unexpected_pass: 'KNOWN DEFECT IS GONE',
			expected_fail: 'KNOWN DEFECT', pass: 'PASS', skip: 'SKIPPED', error: 'ERROR',
			flake: 'FLAKE', not_run: 'NOT RUN' }[seen[VERDICT]]),
		seen[EXPECTED] === seen[OBSERVED] ? ` ${seen[OBSERVED]}` :
			` expected ${seen[EXPECTED]}, observed ${seen[OBSERVED]}`,
		` on ${run.kernel}, ${run.arch}`),
	definition([
		['Defect', seen[DEFECT] && link({ defect: seen[DEFECT] }, seen[DEFECT])],
		['Seen', details.reasons[cell]],
		['Broken', lines(more.complaints)],
		['Not judged', lines(more.unjudged)],
		['Cure', more.cure], ['Needs', more.needs_config], ['Since', more.since],
		['Last in', /[a-z]/.test(seen[FUNCTION] || '') ? element('code', {}, seen[FUNCTION]) : null],
		['Schedule', more.schedule], ['Seed', more.seed], ['Rounds', more.rounds],
		['Took', ms === null ? null : `${ms} ms; CPU ${cpu === null ? '?' : cpu} ms while held` +
			`${after === undefined || after === null ? '' : `, ${after} ms after`}; ` +
			`${refaults === null ? '?' : refaults} refaults`],
	]));
}

function log_block(cell, run, details) {
	const log = details.logs[cell];
	const crashed = ['CRASH', 'TIMEOUT'].includes(state_of(cell, run)[OBSERVED]);
	return element('section', {}, ...stack_list(log),
		...log ? [element('h3', {}, 'Log'), element('pre', {},
			log.replace(/^# stack: .*\n/m, ''))] : [],
		details.console && crashed ? element('details', {}, element('summary', {},
			'Console of the guests'), element('pre', {}, details.console)) : null);
}

function command(text) {
	const button = element('button', { type: 'button', 'aria-label': `Copy: ${text}`,
		onclick: async () => {
			try {
				await navigator.clipboard.writeText(text);
				button.textContent = 'copied';
			} catch (error) {
				getSelection().selectAllChildren(button.previousSibling);
			}
		} }, 'copy');
	return element('p', { class: 'command' }, element('code', {}, text), button);
}

// How run_tests.sh -k names a kernel; null if it is the one it runs on
function kernel_argument(run) {
	if (!run.guest)
		return null;
	const debian = /-(amd64|arm64|riscv64|cloud)|\+deb/.test(run.kernel);
	return debian ? `debian:${/^\d+\.\d+/.exec(run.kernel)[0]}` : 'KERNEL';
}

const MACHINES = { x86_64: '', aarch64: ' -a arm64', riscv64: ' -a riscv64' };

const NOT_SEEN = ['SKIP', 'NOT_RUN', 'ERROR', 'none'];

// The kernels between which the cell became what it is on this one, if bisect can get them
function last_change(cell, run) {
	const usable = runs.slice(0, run.number + 1).filter((other) => other.arch === run.arch &&
		!NOT_SEEN.includes(seen_word(cell, other)) &&
		/^debian:/.test(kernel_argument(other) || ''));
	if (usable[usable.length - 1] !== run)
		return null;
	for (let i = usable.length - 2; i >= 0; i--)
		if (seen_word(cell, usable[i]) !== seen_word(cell, run))
			return [usable[i], usable[i + 1]];
	return null;
}

function commands(cell, run) {
	const name = names[cell];
	const where = kernel_argument(run);
	const guest = where ? ` -k ${where}${MACHINES[run.arch] || ''}` : '';
	const list = [['Run it again, raw', `./run_tests.sh -x${guest} -t '${name}'`],
		['Does it fail each time?', `./run_tests.sh -x${guest} -n 10 -t '${name}'`]];
	const change = last_change(cell, run);
	if (change)
		list.push([`Which kernel changed it from ${seen_word(cell, change[0])}?`,
			`./run_tests.sh bisect --good ${kernel_argument(change[0]).slice(7)} ` +
			`--bad ${kernel_argument(change[1]).slice(7)} ${name.split(':')[1]}`]);
	return element('section', {}, element('h3', {}, 'What now'), ...list.flatMap(([why, text]) =>
		[element('p', { class: 'small quiet' }, why), command(text)]));
}

function story_block(cell, run, told) {
	const numbers = told.other[run.number][cell] || told.first[cell];
	if (!numbers)
		return element('p', { class: 'quiet' },
			'No story: the programs of the suite were not built, or do not have this cell.');
	const pairs = numbers.map((number) => {
		const match = /^(decided by|\S+)\s+(.*)$/.exec(told.lines[number]);
		return match ? [match[1], match[2]] : ['', told.lines[number]];
	});
	// The same of every cell
	const always = pairs.find(([key]) => key === 'always');
	return element('section', {}, element('h3', {}, 'Story'),
		definition(pairs.filter((pair) => pair !== always)),
		always ? element('details', {}, element('summary', {}, 'and always'), always[1]) : null);
}

// The chosen kernel; of any, the newest of those on which the cell is most worth a look
function run_to_show(cell) {
	const own = run_by_label(state.run);
	if (own && state_of(cell, own))
		return own;
	return runs.reduce((best, run) => !best || tone(cell, [run]) >= tone(cell, [best]) ?
		run : best, null);
}

async function fill_cell(body, name) {
	const cell = names.indexOf(name);
	if (cell < 0) {
		body.replaceChildren(element('h2', {}, 'No such cell'), element('p', {}, name));
		return;
	}
	const run = run_to_show(cell);
	const [told, details] = await Promise.all([unpack('stories'),
		unpack(`details${run.number}`)]);
	if (state.cell !== name)
		return;
	const [program, rest] = name.split(':');
	const parts = rest.split('.');
	body.replaceChildren(element('p', { class: 'kind' }, program,
		class_of(cell) ? ` · class ${class_of(cell)}` : ''),
	element('h2', {}, ...parts.flatMap((part, i) => [i ? '.' : '', element('wbr'),
		link({ view: 'cells', q: [`${program}:${part}.*`, `*.${part}.*`,
			`*.${part}`][i] }, part)])),
	history_row(cell, run), seen_block(cell, run, details), story_block(cell, run, told),
	commands(cell, run), log_block(cell, run, details));
}
