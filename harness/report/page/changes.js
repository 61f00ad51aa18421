// SPDX-License-Identifier: GPL-2.0-only
// What differs between two runs, or along all of them: cells that changed alike are one line,
// and the line is a search, so that the list of cells shows which they are.

const WORST = TONES.indexOf('new');

function seen_word(cell, run) {
	const seen = state_of(cell, run);
	return seen ? seen[OBSERVED] : 'none';
}

function change_groups(found, compared) {
	const groups = new Map();
	for (const cell of found) {
		const words = compared.map((run) => seen_word(cell, run));
		if (words.every((word) => word === words[0]))
			continue;
		const key = words.join(' ');
		if (!groups.has(key))
			groups.set(key, { words, list: [], worst: 0, programs: new Map() });
		const group = groups.get(key);
		group.list.push(cell);
		group.worst = Math.max(group.worst, tone(cell, compared));
		const program = axis_name(PROGRAM, cell);
		group.programs.set(program, (group.programs.get(program) || 0) + 1);
	}
	// A change from or to a skip is less news than one of the kernel's conduct.
	const quiet = (group) => group.words.includes('SKIP') || group.words.includes('none');
	return [...groups.values()].sort((a, b) => quiet(a) - quiet(b) ||
		(b.worst === WORST) - (a.worst === WORST) || b.list.length - a.list.length);
}

function change_row(group, compared) {
	const query = [...state.q.split(/\s+/).filter((word) => word),
		...compared.map((run, i) => `${run.label}=${group.words[i]}`)].join(' ');
	const programs = [...group.programs].sort((a, b) => b[1] - a[1])
		.map(([name, n]) => `${name} ${n}`).join(', ');
	return element('tr', {},
		element('td', { class: 'number' }, link({ view: 'cells', q: query },
			group.list.length.toLocaleString('en'))),
		...compared.map((run, i) => element('td', {}, swatch(TONES[Math.max(
			...group.list.map((cell) => tone(cell, [run])))]),
		element('span', { class: i && group.words[i] === group.words[i - 1] ? 'quiet' : '' },
			group.words[i]))),
		element('td', { class: 'small' }, programs, ', as ',
			link({ cell: names[group.list[0]] }, names[group.list[0]].split(':')[1])));
}

function run_choice(name, label, none) {
	return element('label', {}, `${label} `, element('select', { id: `choose-${name}`,
		onchange: (event) => go({ [name]: event.target.value }) },
	element('option', { value: '' }, none), ...runs.map((run) => element('option', {
		value: run.label, selected: state[name] === run.label }, run.label))));
}

const changes_view = {
	title: 'Differences',
	render(main, found) {
		const from = run_by_label(state.a);
		const to = run_by_label(state.b) || runs[runs.length - 1];
		const compared = from ? [from, to] : runs;
		if (runs.length < 2) {
			main.replaceChildren(element('p', {}, 'There is one run: nothing to compare. ',
				'Give report several directories.'));
			return;
		}
		const groups = change_groups(found, compared);
		const total = groups.reduce((sum, group) => sum + group.list.length, 0);
		main.replaceChildren(
			element('p', { class: 'choices' }, run_choice('a', 'From', 'all kernels'),
				from ? run_choice('b', 'to', 'the newest') : null),
			element('div', { class: 'scroll', tabindex: '0', role: 'region',
				'aria-label': 'Differences' },
			element('table', { class: 'changes' }, element('thead', {}, element('tr', {},
				element('th', { scope: 'col', class: 'number' }, 'Cells'),
				...compared.map((run) => element('th', { scope: 'col' }, run.label)),
				element('th', { scope: 'col' }, 'Where'))),
			element('tbody', {}, ...groups.map((group) => change_row(group, compared))))));
		say(`${plural(total, 'cell')} of ${found.length.toLocaleString('en')} differ, in ` +
			plural(groups.length, 'way'));
	},
};
