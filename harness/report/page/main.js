// SPDX-License-Identifier: GPL-2.0-only
// The state of the page is its address: what is behind the "#" says all that is shown. A click
// changes the address, and the page follows it, so that back and forward work.

const VIEWS = { overview: overview_view, map: map_view, cells: cells_view,
	changes: changes_view, defects: defects_view };
const EMPTY = { view: 'overview', run: '', stim: '', a: '', b: '', q: '', defect: '', cell: '' };
let state = { ...EMPTY };

function address(changes) {
	const next = { ...state, ...changes };
	const words = Object.keys(EMPTY).filter((key) => next[key] !== EMPTY[key])
		.map((key) => `${key}=${encodeURIComponent(next[key])}`);
	return `#${words.join('&')}`;
}

function read_address() {
	const next = { ...EMPTY };
	for (const word of location.hash.slice(1).split('&')) {
		const at = word.indexOf('=');
		const key = word.slice(0, at);
		if (at > 0 && key in EMPTY) {
			try {
				next[key] = decodeURIComponent(word.slice(at + 1));
			} catch (error) {
				next[key] = word.slice(at + 1);
			}
		}
	}
	if (!(next.view in VIEWS))
		next.view = EMPTY.view;
	return next;
}

// Go to another state; while somebody types, in place of the present one.
function go(changes, replace) {
	const next = address(changes);
	if (next === address({}))
		return;
	if (replace) {
		history.replaceState(null, '', next);
		follow();
	} else {
		location.hash = next;
	}
}

// The run that was chosen, or all of them
function chosen_runs() {
	const run = run_by_label(state.run);
	return run ? [run] : runs;
}

function by_id(id) {
	return document.getElementById(id);
}

let shown = null;	// what the main part shows, as text
let opened_from = null;	// what had the focus when the panel was opened

function show() {
	const begin = performance.now();
	const found = select(state.q, chosen_runs());
	VIEWS[state.view].render(by_id('main'), found);
	document.body.dataset.found = found.length;
	document.body.dataset.ms = (performance.now() - begin).toFixed(1);
}

function follow() {
	const before = state;
	state = read_address();
	const { cell, defect, ...rest } = state;
	const wanted = JSON.stringify(rest);
	const focus = document.activeElement && document.activeElement.id;
	show_frame();
	if (wanted !== shown) {
		shown = wanted;
		show();
		if (focus && by_id(focus) && document.activeElement !== by_id(focus))
			by_id(focus).focus();
	}
	if (cell !== before.cell || defect !== before.defect || state.run !== before.run)
		show_panel(before);
}

function show_frame() {
	by_id('views').replaceChildren(...Object.entries(VIEWS).map(([name, view]) =>
		element('a', { href: address({ view: name, cell: '', defect: '' }),
			'aria-current': name === state.view ? 'page' : null }, view.title)));
	if (document.activeElement !== by_id('query') || by_id('query').value.trim() !== state.q)
		by_id('query').value = state.q;
	by_id('run').value = run_by_label(state.run) ? state.run : '';
	document.title = ['faultsig', VIEWS[state.view].title, state.stim, state.q,
		state.cell || state.defect].filter((word) => word).join(' · ');
}

async function show_panel(before) {
	const panel = by_id('panel');
	const key = state.cell || state.defect;
	if (!key) {
		panel.hidden = true;
		document.body.classList.remove('opened');
		// What opened it, or its successor, if the view was drawn anew
		if (opened_from)
			(opened_from.isConnected && opened_from !== document.body ? opened_from :
				by_id('list') || by_id('map') || by_id('main')).focus({ preventScroll: true });
		opened_from = null;
		return;
	}
	if (panel.hidden)
		opened_from = document.activeElement;
	const was_hidden = panel.hidden;
	const body = element('div', { class: 'content' }, element('p', { class: 'quiet' }, '...'));
	panel.hidden = false;
	panel.setAttribute('aria-label', state.cell ? `Cell ${state.cell}` : `Defect ${state.defect}`);
	document.body.classList.add('opened');
	panel.replaceChildren(element('button', { type: 'button', class: 'close',
		'aria-label': 'Close', onclick: () => go({ cell: '', defect: '' }) }, '×'), body);
	await (state.cell ? fill_cell(body, state.cell) : fill_defect(body, state.defect));
	panel.scrollTop = 0;
	if (was_hidden || before.cell !== state.cell || before.defect !== state.defect)
		panel.focus({ preventScroll: true });
	panel.dataset.shows = key;
}

// ---- the keyboard ----

function step_run(step) {
	const labels = ['', ...runs.map((run) => run.label)];
	const at = labels.indexOf(by_id('run').value) + step;
	if (at >= 0 && at < labels.length)
		go({ run: labels[at] });
}

function escape_pressed() {
	if (state.cell || state.defect)
		go({ cell: '', defect: '' });
	else if (document.activeElement === by_id('query'))
		by_id('main').focus();
	else if (state.view === 'map' && state.stim)
		go({ stim: '' });
}

function on_key(event) {
	const typing = ['INPUT', 'SELECT'].includes(document.activeElement.tagName);
	if (event.ctrlKey || event.metaKey || event.altKey || by_id('helping').open)
		return;
	if (event.key === 'Escape')
		escape_pressed();
	else if (typing)
		return;
	else if (event.key === '/')
		by_id('query').focus();
	else if (event.key === '?')
		by_id('helping').showModal();
	else if (event.key === '[' || event.key === ']')
		step_run(event.key === '[' ? -1 : 1);
	else if (event.key >= '1' && event.key <= '5')
		go({ view: Object.keys(VIEWS)[event.key - 1], cell: '', defect: '' });
	else if (!VIEWS[state.view].key || !VIEWS[state.view].key(event))
		return;
	event.preventDefault();
}

// Enter in the search goes to what was found, as far as the view can be gone into.
function on_query_key(event) {
	if (event.key !== 'Enter' && event.key !== 'ArrowDown')
		return;
	event.preventDefault();
	(by_id('list') || by_id('map') || by_id('main')).focus();
}

function on_query() {
	const q = by_id('query').value.trim();
	// The first letter makes a new entry of the history, the others change it.
	const list = state.view === 'overview' && q ? { view: 'cells' } : {};
	go({ q, cell: '', defect: '', ...list }, state.q !== '' || !q);
}

async function start() {
	await load_index();
	read_colours();
	by_id('run').replaceChildren(element('option', { value: '' }, 'any kernel'),
		...runs.map((run) => element('option', { value: run.label }, run.label)));
	by_id('kernel').hidden = runs.length < 2;
	by_id('query').addEventListener('input', on_query);
	by_id('query').addEventListener('keydown', on_query_key);
	by_id('run').addEventListener('change', (event) => go({ run: event.target.value }));
	by_id('help').addEventListener('click', () => by_id('helping').showModal());
	document.addEventListener('keydown', on_key);
	addEventListener('hashchange', follow);
	let resized;
	addEventListener('resize', () => {
		clearTimeout(resized);
		resized = setTimeout(show, 100);
	});
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
		read_colours();
		show();
	});
	follow();
	document.body.dataset.ready = performance.now().toFixed(0);
}

start().catch((error) => {
	by_id('main').replaceChildren(element('p', { class: 'bad' },
		`This page can't be shown: ${error.message}`));
	throw error;
});
