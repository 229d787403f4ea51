/// What tasks of one name did at one place, of the whole path.
package struct PathShare: Sendable {
    /// The first of them.
    package let example: PathSegment
    package let label: String
    package let object: String?
    package let place: PathNames.Place
    package fileprivate(set) var count: Int64 = 0
    package fileprivate(set) var total: Int64 = 0

    /// In numbers first: a path can be long, and names are few.
    private struct Numbers: Hashable {
        let kind: PathSegment.Kind
        let task: Int64
        let site, reason, object: Int64?
        let note: PathSegment.Note?
    }

    private struct Key: Hashable {
        let kind: PathSegment.Kind
        let label: String
        let place: PathNames.Place
        let reason: Int64?
        let object: String?
        let note: PathSegment.Note?
    }

    static func all(of segments: [PathSegment], _ names: PathNames) throws -> [PathShare] {
        var numbers: [Numbers: Int] = [:]
        var places: [Key: Int] = [:]
        var shares: [PathShare] = []
        // Of a task that does the same again and again.
        var last: [(group: Numbers, index: Int)?] = [nil, nil, nil, nil]
        for segment in segments {
            let group = Numbers(
                kind: segment.kind, task: segment.task, site: segment.site, reason: segment.reason,
                object: segment.object, note: segment.note)
            let index: Int
            let slot = segment.kind == .run ? 0 : segment.kind == .ready ? 1 : segment.kind == .wait ? 2 : 3
            if let recent = last[slot], recent.group == group {
                index = recent.index
            } else if let known = numbers[group] {
                index = known
            } else {
                let made = PathShare(
                    example: segment, label: try names.task(segment.task),
                    object: try names.object(segment.object, reason: segment.reason),
                    place: try names.place(segment.site))
                let key = Key(
                    kind: segment.kind, label: made.label, place: made.place, reason: segment.reason,
                    object: made.object, note: segment.note)
                index = places[key] ?? shares.count
                if index == shares.count { shares.append(made) }
                places[key] = index
                numbers[group] = index
            }
            last[slot] = (group, index)
            shares[index].count += 1
            shares[index].total = shares[index].total.clampedAdding(segment.duration)
        }
        // Of those that took as long, the earlier one comes first.
        return shares.enumerated().sorted { ($1.element.total, $0.offset) < ($0.element.total, $1.offset) }
            .map(\.element)
    }
}
