// SPDX-License-Identifier: GPL-2.0-only
// What all views draw with: elements, colours, links, bars.

// Makes an element: element('a', { href: '#' }, 'text', child)
function element(tag, attributes, ...children) {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes || {})) {
		if (name.startsWith('on'))
			made.addEventListener(name.slice(2), value);
		else if (value !== null && value !== undefined && value !== false)
			made.setAttribute(name, value === true ? '' : value);
	}
	made.append(...children.filter((child) => child !== null && child !== undefined));
	return made;
}

// A link to another state of the page, which the browser follows by itself. The panel closes,
// unless it is what the link opens.
function link(changes, ...children) {
	return element('a', { href: address({ cell: '', defect: '', ...changes }) }, ...children);
}

let colours;

function read_colours() {
	const style = getComputedStyle(document.documentElement);
	colours = TONES.map((name) => style.getPropertyValue(`--tone-${name}`).trim());
	colours.ink = style.getPropertyValue('--ink').trim();
	colours.quiet = style.getPropertyValue('--quiet').trim();
	colours.line = style.getPropertyValue('--line').trim();
	colours.paper = style.getPropertyValue('--paper').trim();
}

function swatch(name) {
	return element('span', { class: `swatch tone-${name}`, 'aria-hidden': 'true' });
}

function plural(number, noun) {
	return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

// How often each tone, or each verdict, is among some cells of a run
function count_tones(list, run) {
	const counts = new Array(TONES.length).fill(0);
	for (const cell of list)
		if (run.states[cell] >= 0)
			counts[tones[run.states[cell]]]++;
	return counts;
}

function count_verdicts(list, run) {
	const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]));
	for (const cell of list)
		if (run.states[cell] >= 0)
			counts[states[run.states[cell]][VERDICT]]++;
	return counts;
}

// A bar that is cut in the proportions of tones; the reader of a screen hears the numbers.
function bar(counts) {
	const all = counts.reduce((sum, n) => sum + n, 0);
	const parts = TONES.map((name, i) => [name, counts[i]]).filter(([, n]) => n).reverse();
	const label = parts.map(([name, n]) => `${TONE_NAMES[name]} ${n}`).join(', ');
	return element('span', { class: 'bar', role: 'img', 'aria-label': label, title: label },
		...parts.map(([name, n]) => element('span', {
			class: `tone-${name}`, style: `flex: ${n} 0 ${all ? 'auto' : 0}` })));
}

function legend(counts) {
	const items = TONES.map((name, i) => [name, counts[i]]).filter(([, n]) => n).reverse();
	return element('ul', { class: 'legend', 'aria-label': 'Legend' }, ...items.map(([name, n]) =>
		element('li', {}, link({ q: with_words(TONE_QUERIES[name]) }, swatch(name),
			`${TONE_NAMES[name]} `, element('span', { class: 'quiet' },
				n.toLocaleString('en'))))));
}

// The present query with words that replace those about outcomes and verdicts
function with_words(words) {
	const kept = state.q.split(/\s+/).filter((word) => {
		const bare = word.replace(/^-/, '');
		return word && !VERDICTS.includes(bare) && !/^[A-Z_]{4,}$/.test(bare);
	});
	return [...kept, words].join(' ');
}

// A small square for each run, which shows a cell's history
function strip(cell) {
	return element('span', { class: 'strip' }, ...runs.map((run) => {
		const seen = state_of(cell, run);
		const name = seen ? TONES[tones[run.states[cell]]] : 'none';
		return element('span', { class: `square tone-${name}`,
			title: `${run.label}: ${seen ? seen[OBSERVED] : 'no such cell'}` });
	}));
}

function say(text) {
	const said = document.getElementById('said');
	if (said.textContent !== text)
		said.textContent = text;
}
