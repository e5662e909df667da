// Results as SVG: bars beside one another, and distributions as curves. Readable on light and on dark ground.

const width = 720;
const colours = ['#2a78b8', '#d9822b', '#3d9a5d', '#9b5fb5', '#c0504d'];
const style = `<style>
  text { font: 13px "DejaVu Sans", "Liberation Sans", sans-serif; fill: #1d2733; }
  .title { font-size: 16px; font-weight: bold; }
  .note { font-size: 12px; fill: #56606c; }
  .ground { fill: #ffffff; }
  .grid { stroke: #d5dae0; }
  .axis { stroke: #7a8591; }
  .wish { stroke: #b3261e; stroke-dasharray: 5 4; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6eaf0; }
    .note { fill: #a7b0bb; }
    .ground { fill: #171c22; }
    .grid { stroke: #333c46; }
    .wish { stroke: #ff8a80; }
  }
</style>`;

const colourOf = (i) => colours[i % colours.length];
const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const text = (x, y, content, more = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(content)}</text>`;
const line = (x1, y1, x2, y2, kind) => `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" class="${kind}"/>`;

function page(height, title, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
${style}<rect class="ground" width="${width}" height="${height}" rx="6"/>
${text(20, 28, title, 'class="title"')}
${parts.join('\n')}
</svg>
`;
}

/// A number as people read it: three digits that count, thousands apart by a narrow space that does not break.
export function readable(value) {
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en').replaceAll(',', '\u202f');
  return String(Number(value.toPrecision(3)));
}

// Round steps, about five of them.
function ticks(most) {
  const raw = most / 5;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * size).find((n) => n >= raw);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/// bars: [{ label, value, note }]; `wish`: a line at a value that is not to be passed (or reached, says `wishText`).
export function bars({ title, axis, bars: all, wish, wishText }) {
  const [left, right, top, row] = [200, 110, 48, 34];
  const bottom = top + all.length * row + 4;
  const most = Math.max(...all.map((bar) => bar.value), wish ?? 0, 1e-9) * 1.02;
  const x = (value) => left + (Math.max(0, value) / most) * (width - left - right);
  const middle = 'text-anchor="middle" class="note"';
  const parts = ticks(most).flatMap((tick) => [line(x(tick), top, x(tick), bottom, 'grid'), text(x(tick), bottom + 18, readable(tick), middle)]);
  all.forEach((bar, i) => {
    const y = top + i * row + 6;
    parts.push(
      text(left - 10, y + 16, bar.label, 'text-anchor="end"'),
      `<rect x="${left}" y="${y}" width="${Math.max(1, x(bar.value) - left).toFixed(1)}" height="22" rx="2" fill="${colourOf(bar.colour ?? i)}"/>`,
      text(x(bar.value) + 6, y + 16, `${readable(bar.value)}${bar.note ? ` ${bar.note}` : ''}`),
    );
  });
  if (wish !== undefined) {
    parts.push(line(x(wish), top - 4, x(wish), bottom, 'wish'), text(x(wish), top - 8, wishText ?? `wished: ${readable(wish)}`, middle));
  }
  parts.push(line(left, top, left, bottom, 'axis'), text((left + width - right) / 2, bottom + 38, axis, middle));
  return page(bottom + 50, title, parts);
}

const frame = { left: 70, right: 24, top: 72, bottom: 300 };
const inner = width - frame.left - frame.right;

// Names above the picture, each with its colour.
function legend(lines) {
  let at = frame.left;
  return lines.flatMap(({ label }, i) => {
    const parts = [`<rect x="${at}" y="42" width="14" height="14" rx="2" fill="${colourOf(i)}"/>`, text(at + 20, 54, label)];
    at += 40 + label.length * 7.6;
    return parts;
  });
}

function curve(points, i, x, y) {
  const path = points.map(([a, b], n) => `${n ? 'L' : 'M'}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('');
  return `<path d="${path}" fill="none" stroke="${colourOf(i)}" stroke-width="2.2"/>`;
}

// A line across at this height, and a mark below the picture.
const level = (y, mark) => [line(frame.left, y, width - frame.right, y, 'grid'), text(frame.left - 8, y + 4, mark, 'text-anchor="end" class="note"')];
const below = (x, mark) => text(x, frame.bottom + 18, mark, 'text-anchor="middle" class="note"');

const axes = (xAxis, yAxis) => [
  line(frame.left, frame.bottom, width - frame.right, frame.bottom, 'axis'),
  line(frame.left, frame.top, frame.left, frame.bottom, 'axis'),
  text(frame.left + inner / 2, frame.bottom + 38, xAxis, 'text-anchor="middle" class="note"'),
  text(0, 0, yAxis, `text-anchor="middle" class="note" transform="translate(18 ${(frame.top + frame.bottom) / 2}) rotate(-90)"`),
];

/// Distributions of times. lines: [{ label, curve: [[share, microseconds], …] }]. The times stand on a logarithmic axis, so that a
/// tail ten times as long is seen beside the middle.
export function distribution({ title, lines, axis = 'time in milliseconds (logarithmic)' }) {
  const all = lines.flatMap(({ curve: points }) => points.map(([, time]) => time)).filter((time) => time > 0);
  const [low, high] = [Math.log10(Math.min(...all)), Math.log10(Math.max(...all))];
  const x = (time) => frame.left + ((Math.log10(Math.max(time, 10 ** low)) - low) / Math.max(high - low, 0.01)) * inner;
  const y = (share) => frame.bottom - share * (frame.bottom - frame.top);
  const parts = legend(lines);
  for (const share of [0, 0.25, 0.5, 0.75, 0.99]) {
    parts.push(...level(y(share), `${share * 100} %`));
  }
  for (let power = Math.floor(low); power <= high; ++power) {
    for (const tick of [1, 2, 5].map((n) => n * 10 ** power).filter((n) => Math.log10(n) >= low && Math.log10(n) <= high)) {
      parts.push(line(x(tick), frame.top, x(tick), frame.bottom, 'grid'), below(x(tick), readable(tick / 1000)));
    }
  }
  lines.forEach(({ curve: points }, i) => parts.push(curve(points.map(([share, time]) => [time, share]), i, x, y)));
  return page(frame.bottom + 52, title, [...parts, ...axes(axis, 'share that took no longer')]);
}

/// Values over something counted. lines: [{ label, points: [[x, y], …] }].
export function curves({ title, lines, xAxis, yAxis, logarithmic = false }) {
  const points = lines.flatMap((each) => each.points);
  const scale = (value) => (logarithmic ? Math.log2(value) : value);
  const [xs, most] = [points.map(([a]) => scale(a)), Math.max(...points.map(([, b]) => b), 1e-9) * 1.05];
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const x = (value) => frame.left + ((scale(value) - low) / Math.max(high - low, 1e-9)) * inner;
  const y = (value) => frame.bottom - (value / most) * (frame.bottom - frame.top);
  const parts = legend(lines);
  for (const tick of ticks(most)) parts.push(...level(y(tick), readable(tick)));
  const marks = logarithmic || points.length / lines.length <= 10 ? [...new Set(points.map(([a]) => a))] : ticks(high);
  for (const mark of marks) parts.push(below(x(mark), readable(mark)));
  lines.forEach((each, i) => {
    parts.push(curve(each.points, i, x, y));
    const dots = each.points.length <= 20 ? each.points : [];
    parts.push(...dots.map(([a, b]) => `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3.5" fill="${colourOf(i)}"/>`));
  });
  return page(frame.bottom + 52, title, [...parts, ...axes(xAxis, yAxis)]);
}
