// SPDX-License-Identifier: GPL-2.0-only
// The search: words about names and states of cells. The help in page.html describes them.

let lower_names;

// Returns a function that says of a name whether it fits a shell glob.
function glob_matcher(glob) {
	const pattern = glob.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '.*')
		.replace(/\?/g, '.').replace(/\[!/g, '[^');
	let regex;
	try {
		regex = new RegExp(`^${pattern}$`);
	} catch (error) {
		return () => false;
	}
	if (glob.includes(':'))
		return (name) => regex.test(name);
	return (name) => regex.test(name.slice(name.indexOf(':') + 1));
}

// Returns of each state 1 or 0, or null if the word is none about states.
function state_table(word) {
	let test = null;
	if (word === 'new')
		test = (s) => FAILS_A_RUN.includes(s[VERDICT]);
	else if (VERDICTS.includes(word))
		test = (s) => s[VERDICT] === word;
	else if (/^[A-Z_]{4,}$/.test(word))
		test = (s) => s[OBSERVED] === word;
	else if (word.startsWith('defect:'))
		test = (s) => (s[DEFECT] || '').toLowerCase().includes(word.slice(7).toLowerCase());
	else if (word.startsWith('reason:'))
		test = (s) => s[REASON].toLowerCase().includes(word.slice(7).toLowerCase());
	else if (word.startsWith('in:'))
		test = (s) => s[FUNCTION] === word.slice(3);
	else if (word.startsWith('expected:'))
		test = (s) => s[EXPECTED] === word.slice(9);
	return test && Uint8Array.from(states, (s) => test(s) ? 1 : 0);
}

function any_run(table, chosen) {
	return (cell) => chosen.some((run) => run.states[cell] >= 0 && table[run.states[cell]]);
}

function differs(cell) {
	let first = null;
	for (const run of runs) {
		const state = run.states[cell];
		const observed = state < 0 ? '' : states[state][OBSERVED];
		if (first !== null && observed !== first)
			return true;
		first = observed;
	}
	return false;
}

// Returns a function that says of a cell whether one word fits it.
function word_test(word, chosen) {
	if (word === 'differs')
		return differs;
	if (word.startsWith('class:'))
		return (cell) => class_of(cell) === word.slice(6);
	const equals = word.lastIndexOf('=');
	const run = equals > 0 && run_by_label(word.slice(0, equals));
	if (run) {
		if (word.slice(equals + 1) === 'none')
			return (cell) => run.states[cell] < 0;
		const table = state_table(word.slice(equals + 1));
		return table ? any_run(table, [run]) : () => false;
	}
	const table = state_table(word);
	if (table)
		return any_run(table, chosen);
	if (/[*?[]/.test(word)) {
		const fits = glob_matcher(word);
		return (cell) => fits(names[cell]);
	}
	// A whole name means this cell, and not also those whose names go on.
	if (/^[^.]+[.][^.]+[.][^.]+$/.test(word)) {
		const end = word.includes(':') ? word : `:${word}`;
		const is_it = (name) => name === word || name.endsWith(end);
		if (names.some(is_it))
			return (cell) => is_it(names[cell]);
	}
	const part = word.toLowerCase();
	return (cell) => lower_names[cell].includes(part);
}

function split_words(query) {
	return (query.match(/(?:"[^"]*"|[^\s"])+/g) || []).map((word) => word.replace(/"/g, ''));
}

function term_test(term, chosen) {
	const negated = term.length > 1 && term.startsWith('-');
	const words = (negated ? term.slice(1) : term).split('|').filter((word) => word);
	const tests = words.map((word) => word_test(word, chosen));
	return (cell) => tests.some((test) => test(cell)) !== negated;
}

// Returns the cells that fit all words of a query, in order. Of chosen runs one has to fit, and
// to have the cell.
function select(query, chosen) {
	lower_names = lower_names || names.map((name) => name.toLowerCase());
	const tests = split_words(query).map((term) => term_test(term, chosen));
	const found = [];
	for (let cell = 0; cell < count; cell++)
		if (tests.every((test) => test(cell)))
			found.push(cell);
	return found;
}
