// SPDX-License-Identifier: GPL-2.0-only
// The picture: paths down, sources across, one picture for each stimulus. Many defects are
// those of a kind of source, or of a kind of path, and are stripes and blocks in it.

const HEIGHTS = [3, 4, 6, 8, 12, 16];
const NARROWEST = 4, WIDEST = 18;	// of a column
const LABELS_FROM = 12;		// a row or column so large has its name beside it
const TALLEST = 1800;		// higher than this a picture is not seen at a glance
const THUMB_WIDTH = 150, THUMB_HEIGHT = 190;
const MARGIN_LEFT = 170, MARGIN_TOP = 150;
const MARGIN_SMALL = 84, MARGIN_RIGHT = 80, MARGIN_TOP_SMALL = 100;

function path_key(cell) {
	return cells[PROGRAM][cell] * 65536 + cells[PATH][cell];
}

// The rows and columns that a list of cells needs, in order
function grid_of(list) {
	const row_keys = [...new Set(list.map(path_key))];
	const sources = [...new Set(list.map((cell) => cells[SOURCE][cell]))]
		.sort((a, b) => axes[SOURCE][a] < axes[SOURCE][b] ? -1 : 1);
	const row_of = new Map(row_keys.map((key, i) => [key, i]));
	const column_of = new Map(sources.map((source, i) => [source, i]));
	const at = new Map();
	for (const cell of list)
		at.set(row_of.get(path_key(cell)) * 65536 + column_of.get(cells[SOURCE][cell]), cell);
	return { row_keys, sources, row_of, column_of, at, list };
}

function cell_at(grid, row, column) {
	const cell = grid.at.get(row * 65536 + column);
	return cell === undefined ? -1 : cell;
}

function place_of(grid, cell) {
	return [grid.row_of.get(path_key(cell)), grid.column_of.get(cells[SOURCE][cell])];
}

function make_canvas(width, height) {
	const scale = Math.min(window.devicePixelRatio || 1, 2);
	const canvas = element('canvas', { width: width * scale, height: height * scale,
		style: `width: ${width}px; height: ${height}px` });
	const context = canvas.getContext('2d');
	context.scale(scale, scale);
	return [canvas, context];
}

// A thumbnail has the rows and columns that its stimulus needs, so that it is full. Where they are
// more than its dots, a dot is the worst of its cells.
function draw_thumbnail(list, chosen) {
	const grid = grid_of(list);
	const [canvas, context] = make_canvas(THUMB_WIDTH, THUMB_HEIGHT);
	const worst = new Uint8Array(THUMB_WIDTH * THUMB_HEIGHT);
	const wide = Math.min(8, THUMB_WIDTH / grid.sources.length);
	const high = Math.min(8, THUMB_HEIGHT / grid.row_keys.length);
	for (const cell of list) {
		const [row, column] = place_of(grid, cell);
		const x = Math.floor(column * wide), y = Math.floor(row * high);
		const value = tone(cell, chosen);
		if (value > worst[y * THUMB_WIDTH + x])
			worst[y * THUMB_WIDTH + x] = value;
	}
	for (let value = 1; value < TONES.length; value++) {
		context.fillStyle = colours[value];
		// What is new has to be seen even if it is one cell.
		const more = value >= TONES.indexOf('gone') ? 2 : 0;
		for (let i = 0; i < worst.length; i++)
			if (worst[i] === value)
				context.fillRect(i % THUMB_WIDTH - more / 2,
					Math.floor(i / THUMB_WIDTH) - more / 2,
					Math.max(2, Math.ceil(wide)) + more,
					Math.max(2, Math.ceil(high)) + more);
	}
	return canvas;
}

// Consecutive rows or columns of one group: [name, first, length]
function groups_of(keys, name_of) {
	const groups = [];
	keys.forEach((key, i) => {
		const name = name_of(key);
		const last = groups[groups.length - 1];
		if (last && last[0] === name)
			last[2]++;
		else
			groups.push([name, i, 1]);
	});
	return groups;
}

function fit_text(context, text, width) {
	let fitted = text;
	while (fitted.length > 3 && context.measureText(fitted).width > width)
		fitted = `${fitted.slice(0, -2)}…`;
	return fitted;
}

class Picture {
	constructor(list, found, chosen, high, room) {
		this.grid = grid_of(list);
		this.found = found;
		this.chosen = chosen;
		this.high = high || this.best_height();
		this.left = this.high >= LABELS_FROM && room > 600 ? MARGIN_LEFT : MARGIN_SMALL;
		const wide = Math.floor((room - this.left) / this.grid.sources.length);
		this.wide = Math.max(NARROWEST, Math.min(WIDEST, wide));
		this.width = this.left + this.grid.sources.length * this.wide + MARGIN_RIGHT;
		this.top = this.wide >= LABELS_FROM ? MARGIN_TOP : MARGIN_TOP_SMALL;
		this.height = this.top + this.grid.row_keys.length * this.high + 4;
	}

	best_height() {
		const fits = HEIGHTS.filter((high) => high * this.grid.row_keys.length <= TALLEST);
		return fits.length ? fits[fits.length - 1] : HEIGHTS[0];
	}

	draw() {
		const [canvas, context] = make_canvas(this.width, this.height);
		this.context = context;
		context.font = '11px system-ui, sans-serif';
		this.draw_rows();
		this.draw_columns();
		this.grid.at.forEach((cell, key) => this.draw_cell(cell, key >> 16, key & 65535));
		return canvas;
	}

	draw_cell(cell, row, column) {
		const { context, wide, high } = this;
		const value = tone(cell, this.chosen);
		const x = this.left + column * wide, y = this.top + row * high;
		const w = wide > 4 ? wide - 1 : wide, h = high > 4 ? high - 1 : high;
		context.globalAlpha = this.found.has(cell) ? 1 : 0.12;
		context.fillStyle = colours[value];
		context.fillRect(x, y, w, h);
		if (value >= TONES.indexOf('gone') && high >= 6) {
			// A cross, for those who do not see red
			context.strokeStyle = colours.paper;
			context.lineWidth = 1.5;
			context.beginPath();
			context.moveTo(x + 1, y + 1);
			context.lineTo(x + w - 1, y + h - 1);
			context.moveTo(x + w - 1, y + 1);
			context.lineTo(x + 1, y + h - 1);
			context.stroke();
		}
		context.globalAlpha = 1;
	}

	draw_rows() {
		const { context, high, left, top } = this;
		const has_labels = high >= LABELS_FROM;
		const program = (key) => axes[PROGRAM][Math.floor(key / 65536)];
		context.textAlign = 'right';
		context.textBaseline = 'middle';
		let free = 0;
		for (const [name, first] of groups_of(this.grid.row_keys, program)) {
			const y = top + first * high;
			context.fillStyle = colours.line;
			context.fillRect(0, y - 1, this.width - MARGIN_RIGHT, 1);
			context.fillStyle = colours.ink;
			if (has_labels || y < free)
				continue;
			context.fillText(fit_text(context, name, left - 8), left - 6, y + 7);
			free = y + 12;
		}
		if (!has_labels)
			return;
		this.grid.row_keys.forEach((key, i) => context.fillText(
			fit_text(context, axes[PATH][key % 65536], left - 8), left - 6,
			top + i * high + high / 2));
	}

	// Names of columns, or of their groups: the wider ones first, if there is not room for all
	draw_columns() {
		const { context, wide, left, top } = this;
		const groups = groups_of(this.grid.sources, (source) => wide >= LABELS_FROM ?
			axes[SOURCE][source] : family_of(axes[SOURCE][source]));
		const taken = [];
		context.textAlign = 'left';
		for (const [name, first, length] of groups.sort((a, b) => b[2] - a[2])) {
			const x = left + first * wide + Math.min(length * wide, 16) / 2;
			context.fillStyle = colours.line;
			context.fillRect(left + first * wide - 1, top - 6, 1, this.height - top + 6);
			if (taken.some((other) => Math.abs(other - x) < 11))
				continue;
			taken.push(x);
			context.save();
			context.translate(x, top - 8);
			context.rotate(-Math.PI / 3);
			context.fillStyle = colours.ink;
			context.fillText(fit_text(context, name, top + 10), 0, 0);
			context.restore();
		}
	}
}

function family_of(source) {
	return source.split('_').slice(0, source.startsWith('uffd_') ? 2 : 1).join('_');
}

const map_view = {
	title: 'Map',
	high: 0,
	cursor: -1,

	render(main, found) {
		if (state.stim && axes[STIMULUS].includes(state.stim))
			this.render_one(main, found);
		else
			this.render_gallery(main, found);
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
		main.replaceChildren(legend(counts), element('p', { class: 'quiet small' },
			'One picture a stimulus: paths down, sources across. A stripe is a source, a ',
			'block a program.'),
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
		this.box = element('div', { class: 'cursor', hidden: true });
		this.holder = element('div', { id: 'map', class: 'scroll map', tabindex: '0',
			role: 'application', 'aria-roledescription': 'map',
			'aria-label': `Paths by sources, ${state.stim}: arrows move, Enter opens` },
		element('div', { class: 'sheet', style: `width: ${picture.width}px`,
			onmousemove: (event) => this.point(event),
			onclick: (event) => this.point(event, true) }, picture.draw(), this.box));
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
				onclick: () => change(1) }, '+'));
	},

	point(event, open) {
		const { picture } = this;
		const place = event.currentTarget.getBoundingClientRect();
		const column = Math.floor((event.clientX - place.left - picture.left) / picture.wide);
		const row = Math.floor((event.clientY - place.top - picture.top) / picture.high);
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
			top: `${picture.top + row * picture.high - 2}px`,
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
