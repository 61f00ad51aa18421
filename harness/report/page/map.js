// SPDX-License-Identifier: GPL-2.0-only
// The map: a gallery with a picture for each stimulus, and one of them in full.

const map_view = {
	title: 'Map',
	high: 0,
	cursor: -1,

	render(main, found) {
		const base = run_by_label(state.a);
		const others = chosen_runs();
		const shown = base ? found.filter((cell) => others.some((run) =>
			seen_word(cell, run) !== seen_word(cell, base))) : found;
		if (state.stim && axes[STIMULUS].includes(state.stim))
			this.render_one(main, shown);
		else
			this.render_gallery(main, shown);
	},

	compare_choice() {
		return runs.length > 1 ? run_choice('a', 'Only what differs from', 'no kernel') : null;
	},

	render_gallery(main, found) {
		const chosen = chosen_runs();
		const present = found.filter((cell) => chosen.some((run) => run.states[cell] >= 0));
		const of_stimulus = new Map();
		const counts = new Array(TONES.length).fill(0);
		for (const cell of present) {
			const stimulus = cells[STIMULUS][cell];
			if (!of_stimulus.has(stimulus))
				of_stimulus.set(stimulus, { list: [], bad: 0, fresh: 0 });
			const entry = of_stimulus.get(stimulus);
			const value = tone(cell, chosen);
			entry.list.push(cell);
			entry.bad += value >= TONES.indexOf('flake') ? 1 : 0;
			entry.fresh += value >= TONES.indexOf('gone') ? 1 : 0;
			counts[value]++;
		}
		const order = [...of_stimulus].sort((a, b) => b[1].fresh - a[1].fresh ||
			b[1].bad - a[1].bad ||
			b[1].list.length - a[1].list.length);
		main.replaceChildren(element('p', { class: 'choices' }, element('span',
			{ class: 'quiet small' }, 'A picture for each stimulus: paths down, sources ',
			'across. A stripe is a source, a block a program.'), this.compare_choice()),
		legend(counts),
		element('ul', { class: 'gallery' }, ...order.map(([stimulus, { list, bad }]) =>
			element('li', {}, link({ stim: axes[STIMULUS][stimulus] },
				draw_thumbnail(list, chosen),
				element('span', { class: 'name' }, axes[STIMULUS][stimulus]),
				element('span', { class: 'quiet small' },
					`${plural(list.length, 'cell')}${bad ? `, ${bad} fail` : ''}`))))));
		say(`${plural(present.length, 'cell')} in ${plural(order.length, 'picture')}`);
	},

	render_one(main, found) {
		const stimulus = axes[STIMULUS].indexOf(state.stim);
		const chosen = chosen_runs();
		const list = [];
		for (let cell = 0; cell < count; cell++)
			if (cells[STIMULUS][cell] === stimulus &&
				chosen.some((run) => run.states[cell] >= 0))
				list.push(cell);
		const shown = new Set(found);
		const picture = new Picture(list, shown, chosen, this.high, main.clientWidth - 50);
		this.picture = picture;
		const counts = new Array(TONES.length).fill(0);
		for (const cell of list)
			if (shown.has(cell))
				counts[tone(cell, chosen)]++;
		const [head, body] = picture.draw();
		this.box = element('div', { class: 'cursor', hidden: true,
			style: `scroll-margin: ${picture.top + 10}px` });
		this.holder = element('div', { id: 'map', class: 'scroll map', tabindex: '0',
			role: 'application', 'aria-roledescription': 'map',
			'aria-label': `Paths by sources, ${state.stim}: arrows move, Enter opens` },
		element('div', { class: 'heads', style: `width: ${picture.width}px` }, head),
		element('div', { class: 'sheet', style: `width: ${picture.width}px`,
			onmousemove: (event) => this.point(event),
			onclick: (event) => this.point(event, true) }, body, this.box));
		main.replaceChildren(this.head(), legend(counts), this.holder);
		const opened = list.indexOf(names.indexOf(state.cell));
		this.cursor = opened >= 0 ? list[opened] : list.includes(this.cursor) ? this.cursor : -1;
		if (this.cursor >= 0)
			this.show_cursor();
		say(`${state.stim}: ${plural(list.filter((cell) => shown.has(cell)).length, 'cell')}`);
	},

	head() {
		const change = (step) => {
			const at = HEIGHTS.indexOf(this.picture.high) + step;
			this.high = HEIGHTS[Math.max(0, Math.min(HEIGHTS.length - 1, at))];
			show();
		};
		return element('p', { class: 'choices' }, link({ stim: '' }, '← all stimuli'),
			element('label', {}, 'Stimulus ', element('select', { id: 'stimulus',
				onchange: (event) => go({ stim: event.target.value }) },
			...[...axes[STIMULUS]].sort().map((name) => element('option', { value: name,
				selected: name === state.stim }, name)))),
			element('button', { type: 'button', 'aria-label': 'Lower rows',
				onclick: () => change(-1) }, '−'),
			element('button', { type: 'button', 'aria-label': 'Higher rows',
				onclick: () => change(1) }, '+'), this.compare_choice());
	},

	point(event, open) {
		const { picture } = this;
		const place = event.currentTarget.getBoundingClientRect();
		const column = Math.floor((event.clientX - place.left - picture.left) / picture.wide);
		const row = Math.floor((event.clientY - place.top) / picture.high);
		const cell = column < 0 || row < 0 ? -1 : cell_at(picture.grid, row, column);
		if (cell < 0)
			return;
		this.cursor = cell;
		this.show_cursor();
		if (open)
			go({ cell: names[cell] });
	},

	show_cursor() {
		const { picture } = this;
		const [row, column] = place_of(picture.grid, this.cursor);
		Object.assign(this.box.style, { left: `${picture.left + column * picture.wide - 2}px`,
			top: `${row * picture.high - 2}px`,
			width: `${picture.wide + 3}px`, height: `${picture.high + 3}px` });
		this.box.hidden = false;
		const chosen = chosen_runs();
		const seen = chosen.length === 1 ? state_of(this.cursor, chosen[0]) : null;
		say(names[this.cursor] + (seen ? `: ${VERDICT_NAMES[seen[VERDICT]]}, ${seen[OBSERVED]}` :
			`: ${TONE_NAMES[TONES[tone(this.cursor, chosen)]]}`));
	},

	// The next cell in a direction; where there is none, the cursor stays.
	step(down, right) {
		const { grid } = this.picture;
		let [row, column] = this.cursor < 0 ? [0, -1] : place_of(grid, this.cursor);
		if (this.cursor < 0)
			[down, right] = [0, 1];
		do {
			row += down;
			column += right;
			if (row < 0 || column < 0 || row >= grid.row_keys.length ||
				column >= grid.sources.length)
				return;
		} while (cell_at(grid, row, column) < 0);
		this.cursor = cell_at(grid, row, column);
		this.show_cursor();
		this.box.scrollIntoView({ block: 'nearest', inline: 'nearest' });
	},

	key(event) {
		const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1],
			ArrowRight: [0, 1] };
		if (!state.stim || document.activeElement !== this.holder)
			return false;
		if (event.key === 'Enter' && this.cursor >= 0)
			go({ cell: names[this.cursor] });
		else if (event.key in steps)
			this.step(...steps[event.key]);
		else
			return false;
		return true;
	},
};
