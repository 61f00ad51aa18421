// SPDX-License-Identifier: GPL-2.0-only
// Pictures of cells on canvases: paths down, sources across. Many defects are those of a kind of
// source, or of a kind of path, and are stripes and blocks in it.

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
	const worst = new Uint8Array(THUMB_WIDTH * THUMB_HEIGHT);
	const wide = Math.min(8, THUMB_WIDTH / grid.sources.length);
	const high = Math.min(8, THUMB_HEIGHT / grid.row_keys.length);
	const [canvas, context] = make_canvas(THUMB_WIDTH, Math.ceil(high * grid.row_keys.length));
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
		this.height = this.grid.row_keys.length * this.high + 4;
	}

	best_height() {
		const fits = HEIGHTS.filter((high) => high * this.grid.row_keys.length <= TALLEST);
		return fits.length ? fits[fits.length - 1] : HEIGHTS[0];
	}

	// Returns the cells, and the names of columns, which stay above them when they scroll.
	draw() {
		const [body, context] = make_canvas(this.width, this.height);
		const [head, head_context] = make_canvas(this.width, this.top);
		this.context = context;
		context.font = head_context.font = '11px system-ui, sans-serif';
		this.draw_rows();
		this.draw_columns(head_context);
		this.grid.at.forEach((cell, key) => this.draw_cell(cell, key >> 16, key & 65535));
		return [head, body];
	}

	draw_cell(cell, row, column) {
		const { context, wide, high } = this;
		const value = tone(cell, this.chosen);
		const x = this.left + column * wide, y = row * high;
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
		const { context, high, left } = this;
		const has_labels = high >= LABELS_FROM;
		const program = (key) => axes[PROGRAM][Math.floor(key / 65536)];
		context.textAlign = 'right';
		context.textBaseline = 'middle';
		let free = 0;
		for (const [name, first] of groups_of(this.grid.row_keys, program)) {
			const y = first * high;
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
			i * high + high / 2));
	}

	// Names of columns, or of their groups: the wider ones first, if there is not room for all
	draw_columns(head) {
		const { context, wide, left, top } = this;
		const groups = groups_of(this.grid.sources, (source) => wide >= LABELS_FROM ?
			axes[SOURCE][source] : family_of(axes[SOURCE][source]));
		const taken = [];
		context.fillStyle = colours.line;
		head.fillStyle = colours.ink;
		for (const [name, first, length] of groups.sort((a, b) => b[2] - a[2])) {
			const x = left + first * wide + Math.min(length * wide, 16) / 2;
			context.fillRect(left + first * wide - 1, 0, 1, this.height);
			if (taken.some((other) => Math.abs(other - x) < 11))
				continue;
			taken.push(x);
			head.save();
			head.translate(x, top - 4);
			head.rotate(-Math.PI / 3);
			head.fillText(fit_text(head, name, top + 10), 0, 0);
			head.restore();
		}
	}
}

function family_of(source) {
	return source.split('_').slice(0, source.startsWith('uffd_') ? 2 : 1).join('_');
}
