// Small drawings in table cells: histograms of latency, the depth of a queue over time.

/** The bounds of bucket b: it holds the durations with floor(8 log2(ns + 1)) = b. */
function bucketStart(bucket) {
  return 2 ** (bucket / 8) - 1;
}

/** The common scale of all histograms, so that rows can be compared: whole decades of time. */
function decadesOf(histograms) {
  let low = Infinity;
  let high = -Infinity;
  for (const histogram of histograms) {
    for (const [bucket] of histogram) {
      low = Math.min(low, bucket);
      high = Math.max(high, bucket + 1);
    }
  }
  if (low === Infinity) return { from: 3, to: 9 };
  const from = Math.floor(Math.log10(Math.max(1, bucketStart(low))));
  return { from, to: Math.max(from + 1, Math.ceil(Math.log10(bucketStart(high) + 1))) };
}

const histogramSize = { width: 230, height: 26 };

function histogramPicture(histogram, scale, middle, label) {
  const { width, height } = histogramSize;
  const x = (ns) => ((Math.log10(Math.max(1, ns)) - scale.from) / (scale.to - scale.from)) * width;
  const most = Math.max(...histogram.map(([, n]) => n));
  const bars = histogram.map(([bucket, n]) => {
    const left = x(bucketStart(bucket));
    const size = Math.max(1.5, (n / most) * (height - 3));
    return drawing("rect", { class: "bar-mark", x: left.toFixed(1), width: Math.max(1.5, x(bucketStart(bucket + 1)) - left - 0.5).toFixed(1), y: (height - size).toFixed(1), height: size.toFixed(1) });
  });
  return drawing("svg", { class: "histogram", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    decadeLines(scale, width, height), bars,
    drawing("line", { class: "middle-mark", x1: x(middle), x2: x(middle), y1: 0, y2: height }));
}

function decadeLines(scale, width, height) {
  const lines = [];
  for (let decade = scale.from; decade <= scale.to; decade++) {
    const x = ((decade - scale.from) / (scale.to - scale.from)) * width;
    lines.push(drawing("line", { class: "grid-mark", x1: x, x2: x, y1: 0, y2: height }));
  }
  return lines;
}

/** The scale above the column of histograms. */
function histogramAxis(scale) {
  const { width } = histogramSize;
  const labels = [];
  const decades = scale.to - scale.from;
  const every = Math.ceil(decades / 5);
  for (let decade = scale.from; decade <= scale.to; decade += every) {
    const x = ((decade - scale.from) / decades) * width;
    const anchor = decade === scale.from ? "start" : decade === scale.to ? "end" : "middle";
    labels.push(drawing("text", { x, y: 10, "text-anchor": anchor }, decadeName(decade)));
  }
  return drawing("svg", { class: "histogram", width, height: 12, "aria-hidden": "true" }, labels);
}

function decadeName(decade) {
  const [unit, size] = [...units].reverse().find(([, ns]) => 10 ** decade >= ns) ?? units[0];
  return `${Math.round(10 ** decade / size)} ${unit}`;
}

/** Depth as a stepped line over the whole trace; `points` are [instant, depth]. */
function depthPicture(points, most, end, label) {
  const width = 260;
  const height = 30;
  const x = (at) => ((at / end) * width).toFixed(1);
  const y = (depth) => (height - 1 - (depth / Math.max(1, most)) * (height - 4)).toFixed(1);
  let line = `M0,${y(0)}`;
  for (const [at, depth] of points) line += `H${x(at)}V${y(depth)}`;
  line += `H${width}`;
  return drawing("svg", { class: "depth", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    drawing("line", { class: "grid-mark", x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }),
    drawing("path", { class: "area", d: `${line}V${height}H0Z` }),
    drawing("path", { class: "line", d: line }));
}
