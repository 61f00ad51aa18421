// SPDX-License-Identifier: GPL-2.0-only
// The known defects: how many cells of each kernel one explains, and its report.

// Of each title, the number of cells on each run that show it, and that do not
function count_defects(found) {
	const counts = new Map();
	for (const run of runs) {
		for (const cell of found) {
			const seen = state_of(cell, run);
			if (!seen || !seen[DEFECT])
				continue;
			if (!counts.has(seen[DEFECT]))
				counts.set(seen[DEFECT], runs.map(() => [0, 0]));
			counts.get(seen[DEFECT])[run.number][seen[VERDICT] === 'unexpected_pass' ? 1 : 0]++;
		}
	}
	return counts;
}

function defect_query(title) {
	return `defect:"${title.replace(/"/g, '')}"`;
}

function defect_count(title, run, [shown, gone]) {
	if (!shown && !gone)
		return element('td', { class: 'number quiet' }, '0');
	return element('td', { class: 'number' }, link({ view: 'cells', run: run.label,
		q: defect_query(title) }, shown.toLocaleString('en')),
	gone ? element('span', { class: 'bad' }, ` ${gone} gone`) : null);
}

const defects_view = {
	title: 'Defects',
	render(main, found) {
		const counts = count_defects(found);
		const sum = (list) => list.reduce((all, [shown]) => all + shown, 0);
		const order = [...counts].sort((a, b) => sum(b[1]) - sum(a[1]));
		main.replaceChildren(element('div', { class: 'scroll', tabindex: '0', role: 'region',
			'aria-label': 'Known defects' }, element('table', { class: 'defects' },
			element('thead', {}, element('tr', {},
				element('th', { scope: 'col' }, 'Known defect'),
				...runs.map((run) => element('th', { scope: 'col', class: 'number' },
					run.label)))),
			element('tbody', {}, ...order.map(([title, of_runs]) => element('tr', {},
				element('th', { scope: 'row' }, link({ defect: title }, title)),
				...runs.map((run) => defect_count(title, run, of_runs[run.number]))))))));
		if (!order.length)
			main.replaceChildren(element('p', {}, 'No known defect shows in these cells.'));
		say(plural(order.length, 'known defect'));
	},
};

function entry_block(entry) {
	return element('section', {}, element('p', { class: 'quiet small' },
		`${entry.file}:${entry.line}`),
	element('dl', {}, ...entry.keys.flatMap(([key, value]) => [element('dt', {}, key),
		element('dd', {}, /^https?:/.test(value) ? element('a', { href: value,
			rel: 'noreferrer' }, value) : value)])),
	element('pre', {}, entry.globs.join('\n')));
}

// A cell that shows the defect on the newest kernel, and how to run it
function example_of(title) {
	for (const run of [...runs].reverse()) {
		const cell = names.findIndex((name, i) => {
			const seen = state_of(i, run);
			return seen && seen[DEFECT] === title && seen[VERDICT] !== 'unexpected_pass';
		});
		if (cell >= 0)
			return [element('p', {}, `On ${run.label}, for one: `, link({ cell: names[cell],
				run: run.label }, names[cell])), commands(cell, run)];
	}
	return [];
}

// The panel of a defect: its entries in expectations/, and the pages that they name
async function fill_defect(body, title) {
	const { entries, pages } = await unpack('defects');
	const mine = entries.filter((entry) => entry.title === title);
	const all = names.map((name, cell) => cell);
	const of_runs = count_defects(all).get(title) || runs.map(() => [0, 0]);
	const named = [...new Set(mine.flatMap((entry) => entry.pages))];
	body.replaceChildren(element('p', { class: 'kind' }, 'Known defect'),
		element('h2', {}, title),
		element('table', {}, element('tbody', {}, ...runs.map((run) => element('tr', {},
			element('th', { scope: 'row' }, run.label),
			defect_count(title, run, of_runs[run.number]))))),
		element('p', {}, link({ view: 'map', q: defect_query(title), stim: '' },
			'Its picture'), ' · ', link({ view: 'cells', q: defect_query(title) },
			'Its cells')),
		...named.filter((name) => pages[name]).map((name) => {
			const section = element('section', { class: 'page' });
			// Made by defects.py of a file of the suite, with everything escaped
			section.innerHTML = pages[name];
			return element('div', {}, element('p', { class: 'quiet small' }, name), section);
		}),
		...example_of(title),
		element('h3', {}, 'What expectations/ says'),
		...mine.map(entry_block), mine.length ? null : element('p', {},
			'No entry of expectations/ has this title; the results are of another suite.'));
}
