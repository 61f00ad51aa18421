// SPDX-License-Identifier: GPL-2.0-only
// The list of cells, each with its outcome on every kernel. Only the rows in sight exist.

const cells_view = {
	title: 'Cells',
	found: [],
	cursor: 0,

	render(main, found) {
		this.found = found;
		const opened = found.indexOf(names.indexOf(state.cell));
		this.cursor = opened >= 0 ? opened : Math.min(this.cursor, Math.max(0, found.length - 1));
		this.rows = element('div', { class: 'rows' });
		this.list = element('div', { id: 'list', role: 'listbox', tabindex: '0',
			'aria-label': 'Cells', onscroll: () => this.fill() }, this.rows);
		main.replaceChildren(this.head(), found.length ? this.list : element('p', {},
			'No cell fits. ', link({ q: '' }, 'Show all')));
		const sample = element('div', { class: 'row' }, 'x');
		this.rows.append(sample);
		this.height = sample.offsetHeight || 30;
		this.rows.style.height = `${found.length * this.height}px`;
		if (found.length) {
			this.list.scrollTop = this.cursor * this.height - this.list.clientHeight / 2;
			this.move(this.cursor);
		}
		this.say();
	},

	head() {
		const counts = new Array(TONES.length).fill(0);
		for (const cell of this.found)
			counts[tone(cell, chosen_runs())]++;
		counts[0] = 0;
		return legend(counts);
	},

	fill() {
		const first = Math.max(0, Math.floor(this.list.scrollTop / this.height) - 5);
		const last = Math.min(this.found.length,
			first + Math.ceil(this.list.clientHeight / this.height) + 10);
		const rows = [];
		for (let i = first; i < last; i++)
			rows.push(this.row(i));
		this.rows.replaceChildren(...rows);
		this.list.setAttribute('aria-activedescendant', `row${this.cursor}`);
	},

	row(i) {
		const cell = this.found[i];
		const [program, name] = names[cell].split(':');
		const worst = tone(cell, chosen_runs());
		const seen = chosen_runs().length === 1 ? state_of(cell, chosen_runs()[0]) : null;
		return element('div', { class: 'row', id: `row${i}`, role: 'option',
			'aria-selected': i === this.cursor ? 'true' : 'false',
			'aria-setsize': this.found.length, 'aria-posinset': i + 1,
			style: `top: ${i * this.height}px`,
			onclick: () => { this.cursor = i; this.fill(); go({ cell: names[cell] }); } },
		swatch(TONES[worst]), element('span', { class: 'name' },
			element('span', { class: 'quiet' }, `${program}:`), name),
		element('span', { class: 'outcome' }, seen ? seen[OBSERVED] : ''), strip(cell));
	},

	move(to) {
		this.cursor = Math.max(0, Math.min(this.found.length - 1, to));
		const top = this.cursor * this.height;
		if (top < this.list.scrollTop)
			this.list.scrollTop = top;
		else if (top + this.height > this.list.scrollTop + this.list.clientHeight)
			this.list.scrollTop = top + this.height - this.list.clientHeight;
		this.fill();
	},

	say() {
		say(`${plural(this.found.length, 'cell')} of ${count.toLocaleString('en')}`);
	},

	key(event) {
		if (document.activeElement !== this.list || !this.found.length)
			return false;
		const page = Math.floor(this.list.clientHeight / this.height);
		const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page,
			Home: -count, End: count };
		if (event.key === 'Enter')
			go({ cell: names[this.found[this.cursor]] });
		else if (event.key in steps)
			this.move(this.cursor + steps[event.key]);
		else
			return false;
		return true;
	},
};
