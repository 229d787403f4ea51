/// Who waited at which object: from when to when, and how long together.
struct WaitSpans: Sendable {
    struct Key: Hashable, Sendable {
        let object: Int64
        let task: Int64
    }

    struct Span: Sendable {
        var sum = WaitSum()
        var first: Int64 = .max
        var last: Int64 = 0
        var site: Int64 = 0
    }

    private(set) var spans: [Key: Span] = [:]

    mutating func add(_ wait: WaitDigest.Wait) {
        let key = Key(object: wait.object, task: wait.task)
        var span = spans[key] ?? Span()
        span.sum.add(wait)
        span.first = min(span.first, wait.began)
        span.last = max(span.last, wait.ended.clampedSubtracting(wait.run))
        span.site = wait.site
        spans[key] = span
    }
}
