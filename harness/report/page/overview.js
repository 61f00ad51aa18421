// SPDX-License-Identifier: GPL-2.0-only
// The first view: the runs, what failed newly in them, and each program on each kernel.

function count_link(run, verdict, number) {
	if (!number)
		return element('span', { class: 'quiet' }, '0');
	const bad = FAILS_A_RUN.includes(verdict) ? 'bad' : '';
	return element('span', { class: bad }, link({ view: 'cells', run: run.label,
		q: with_words(verdict) }, number.toLocaleString('en')));
}

function runs_table(found) {
	const all = runs.map((run) => count_verdicts(found, run));
	const shown = VERDICTS.filter((verdict) => FAILS_A_RUN.includes(verdict) ||
		['pass', 'expected_fail', 'skip'].includes(verdict) ||
		all.some((counts) => counts[verdict]));
	const rows = runs.map((run) => {
		const counts = all[run.number];
		return element('tr', {},
			element('th', { scope: 'row' }, link({ view: 'map', run: run.label }, run.label),
				element('span', { class: 'quiet small' }, ` ${run.kernel} ${run.arch}`)),
			element('td', { class: 'wide' }, bar(count_tones(found, run))),
			...shown.map((verdict) => element('td', { class: 'number' },
				count_link(run, verdict, counts[verdict]))));
	});
	return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Runs' },
		element('table', { class: 'runs' },
			element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Kernel'),
				element('th', { scope: 'col' }, element('span', { class: 'hidden' }, 'Share')),
				...shown.map((verdict) => element('th', { scope: 'col', class: 'number' },
					VERDICT_NAMES[verdict])))),
			element('tbody', {}, ...rows)));
}

// New failures of one program that look alike are one line, with their number on each kernel.
function new_groups(found) {
	const groups = new Map();
	for (const cell of found) {
		for (const run of runs) {
			const seen = state_of(cell, run);
			if (!seen || !FAILS_A_RUN.includes(seen[VERDICT]))
				continue;
			// An error says nothing of what was expected.
			const expected = seen[VERDICT] === 'error' ? '' : seen[EXPECTED];
			const program = axis_name(PROGRAM, cell);
			const key = [program, seen[VERDICT], expected, seen[OBSERVED],
				seen[FUNCTION]].join('\n');
			if (!groups.has(key))
				groups.set(key, { program, seen, expected, all: 0,
					numbers: runs.map(() => 0),
					example: { cell: names[cell], run: run.label } });
			const group = groups.get(key);
			group.all++;
			group.numbers[run.number]++;
		}
	}
	return [...groups.values()].sort((a, b) => b.all - a.all);
}

const GROUPS_SHOWN = 40;

function new_line({ program, seen, expected, numbers, example }) {
	const where = seen[FUNCTION] ? ` in:${seen[FUNCTION]}` : '';
	const query = `${program}:* ${seen[VERDICT]} ${seen[OBSERVED]}` +
		`${expected && ` expected:${expected}`}${where}`;
	const on = runs.filter((run) => numbers[run.number]).flatMap((run) => [' · ',
		runs.length > 1 ? `${run.label}:\u00a0` : '',
		link({ view: 'cells', run: run.label, q: query }, runs.length > 1 ?
			`${numbers[run.number]}` : plural(numbers[run.number], 'cell'))]);
	return element('li', {}, swatch(tone_of(seen)),
		`${program}: ${expected && `expected ${expected}, `}observed `,
		element('strong', {}, seen[OBSERVED]), seen[FUNCTION] ? ` in ${seen[FUNCTION]}` : '',
		...on, ' · as ', link(example, example.cell.split(':')[1]));
}

function new_list(found) {
	const groups = new_groups(found);
	if (!groups.length)
		return element('p', { class: 'good' }, 'Nothing new: each failure is a known defect.');
	return element('div', {}, element('ul', { class: 'plain' },
		...groups.slice(0, GROUPS_SHOWN).map(new_line)),
	groups.length > GROUPS_SHOWN ? element('p', { class: 'quiet' },
		`and ${plural(groups.length - GROUPS_SHOWN, 'more group')}`) : null);
}

function run_errors() {
	const items = runs.flatMap((run) => (run.totals ? run.totals.errors :
		['the run did not end']).map((text) => element('li', {}, swatch('error'),
		`${run.label}: ${text}`)));
	return items.length ? [element('h2', {}, 'The run broke'),
		element('ul', { class: 'plain' }, ...items)] : [];
}

const NOTES_SHOWN = 100;

function run_notes() {
	const noted = runs.filter((run) => run.totals && run.totals.notes.length);
	return noted.length ? [element('h2', {}, 'Notes'), element('ul', { class: 'plain' },
		...noted.map(({ label, totals }) => element('li', {}, element('details', {},
			element('summary', {}, `${label}: ${plural(totals.notes.length, 'note')}`),
			element('ul', {}, ...totals.notes.slice(0, NOTES_SHOWN).map((text) =>
				element('li', {}, text)))))))] : [];
}

function program_matrix(found) {
	const of_program = new Map();
	for (const cell of found) {
		const program = axis_name(PROGRAM, cell);
		if (!of_program.has(program))
			of_program.set(program, []);
		of_program.get(program).push(cell);
	}
	const rows = [...of_program].map(([program, list]) => element('tr', {},
		element('th', { scope: 'row' }, link({ view: 'cells', q: `${program}:*` }, program)),
		...runs.map((run) => {
			const counts = count_verdicts(list, run);
			const fresh = FAILS_A_RUN.reduce((sum, verdict) => sum + counts[verdict], 0);
			const any = VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0);
			if (!any)
				return element('td', { class: 'quiet' }, 'no cell');
			return element('td', {}, link({ view: 'cells', run: run.label, q: `${program}:*` },
				bar(count_tones(list, run)),
				element('span', { class: 'small' }, `${counts.pass}`,
					counts.expected_fail ? ` · ${counts.expected_fail} known` : '',
					fresh ? element('strong', { class: 'bad' }, ` · ${fresh} new`) : '',
					counts.skip ? ` · ${counts.skip} skipped` : '')));
		})));
	return element('div', { class: 'scroll', tabindex: '0', role: 'region',
		'aria-label': 'Programs and kernels' },
	element('table', { class: 'matrix' }, element('thead', {}, element('tr', {},
		element('th', { scope: 'col' }, 'Program'),
		...runs.map((run) => element('th', { scope: 'col' }, run.label)))),
	element('tbody', {}, ...rows)));
}

const overview_view = {
	title: 'Overview',
	render(main, found) {
		main.replaceChildren(element('h2', {}, 'Runs'), runs_table(found),
			legend(sum_tones(found)), ...run_errors(), element('h2', {}, 'New'), new_list(found),
			element('h2', {}, 'Programs'), program_matrix(found), ...run_notes());
		say(plural(found.length, 'cell') + ' of ' + plural(runs.length, 'run'));
	},
};

function sum_tones(found) {
	const sum = new Array(TONES.length).fill(0);
	for (const run of runs)
		count_tones(found, run).forEach((n, i) => { sum[i] += n; });
	return sum;
}
