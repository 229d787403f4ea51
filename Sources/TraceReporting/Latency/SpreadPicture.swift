/// How durations spread, in a few characters: the longer to the right, in steps of the same factor.
struct SpreadPicture {
    private let first: Int64
    private let width: Double
    private let cells: Int

    private static let levels = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// For several of them on one scale.
    init(_ histograms: [DurationHistogram], cells: Int) {
        let buckets = histograms.flatMap { [$0.buckets.first?.bucket, $0.buckets.last?.bucket] }.compactMap(
            \.self)
        first = buckets.min() ?? 0
        width = max(Double((buckets.max() ?? 0) - first + 1), 1) / Double(max(cells, 1))
        self.cells = max(cells, 1)
    }

    func text(_ histogram: DurationHistogram) -> String {
        var counts = [Int64](repeating: 0, count: cells)
        for (bucket, count) in histogram.buckets {
            let cell = min(max(Int(Double(bucket - first) / width), 0), cells - 1)
            counts[cell] = counts[cell].clampedAdding(count)
        }
        let most = Double(max(counts.max() ?? 0, 1))
        return counts.map { count in
            if count == 0 { return " " }
            return Self.levels[min(Int(Double(count) / most * 7.99), 7)]
        }.joined()
    }

    /// What its left and right ends stand for.
    var ends: (Int64, Int64) {
        (
            DurationHistogram.middle(of: first),
            DurationHistogram.middle(of: first + Int64((width * Double(cells)).rounded()) - 1)
        )
    }
}
