internal import TraceModel

/// What the end of a task's life, or of any stretch of it, depended on: its own runs, and of each wait what those did who
/// ended it.
///
/// Pure: walks back from the end, and asks a ``PathSource``. While the task ran or was ready, that is the path. While it
/// waited, the path is that of the one who ended the wait, as far back as the wait reaches; so each moment is in exactly one
/// segment. What is not known is a segment too, and nothing is made up.
package struct CriticalPath: Sendable {
    /// In the order of time, without a gap between them.
    package private(set) var segments: [PathSegment] = []
    /// Whether waits were left alone because the path is longer than its limit.
    package private(set) var isCut = false
    /// Waits that took less were not followed.
    package let shortest: Int64

    /// How much of it is not known.
    package var unknown: Int64 {
        segments.reduce(Int64(0)) { $0.clampedAdding($1.kind == .unknown ? $1.duration : 0) }
    }

    /// A wait that is being followed, or at the bottom the life of the task.
    private struct Frame {
        /// Who waits, or whose life it is.
        let task: Int64
        /// Since when.
        let floor: Int64
        let waiting: PathStep?
        /// On whom the walk is.
        var position: Position
    }

    private struct Position {
        var task: Int64
        /// Its steps from this end on are behind the walk.
        var bound = Int64.max
        var link: PathSegment.Link?
        /// Where it was located, so that it is not looked for again.
        var step: PathStep?
    }

    private var frames: [Frame] = []
    private var time: Int64
    private let subject: Int64

    /// How many stretches of other tasks are told, and how many in all.
    package static let most = 5_000
    private static let mostOwn = 600_000
    private static let deepest = 100
    private let limit: Int
    private var followed = 0
    /// Times of one moment, told by two threads or kept apart by the trace, differ by less.
    private static let tolerance: Int64 = 1000

    /// Waits that took less than `shortest` are not followed, and so many stretches of other tasks are told, those last in
    /// time.
    package init(
        of subject: Int64, from: Int64, to end: Int64, in source: some PathSource, shortest: Int64 = 0,
        limit: Int = Self.most
    ) throws {
        (self.subject, time) = (subject, end)
        (self.shortest, self.limit) = (shortest, limit)
        frames = [Frame(task: subject, floor: from, waiting: nil, position: Position(task: subject))]
        while let frame = frames.last {
            if time <= frame.floor {
                frames.removeLast()
                // The steps of the one who waited go on before the wait.
                if let waiting = frame.waiting, let last = frames.indices.last {
                    frames[last].position = Position(task: waiting.task, bound: waiting.ended)
                }
            } else if followed >= limit, frame.waiting != nil {
                isCut = true
                loseTrack(frame, .cut)
            } else if segments.count >= Self.mostOwn {
                isCut = true
                add(.unknown, of: subject, from: frame.floor) { $0.note = .cut }
            } else {
                try walk(frame, source)
            }
        }
        segments.reverse()
    }

    /// From the present time back over one step.
    private mutating func walk(_ frame: Frame, _ source: some PathSource) throws {
        let position = frame.position
        guard let step = try position.step ?? Self.locate(position, time, frame.floor, source) else {
            return add(.unknown, of: position.task, from: frame.floor) { $0.note = .untold }
        }
        frames[frames.count - 1].position.step = nil
        if step.ended < time { add(.unknown, of: step.task, from: step.ended) { $0.note = .untold } }
        if time > step.started {
            if try jumpOverQueue(step, frame, source) { return }
            add(.run, of: step.task, from: step.started, at: step)
        }
        add(.ready, of: step.task, from: step.woken, at: step)
        guard time > frame.floor else { return }
        guard let wait = step.wait else { return try leave(step, frame, source) }
        if time > step.began {
            let floor = max(step.began, frame.floor)
            guard let note = try follow(step, wait, floor, source) else { return }
            add(Self.kind(wait, note), of: step.task, from: floor, at: step) { $0.note = note }
        }
        frames[frames.count - 1].position = Position(task: step.task, bound: step.ended)
    }

    /// Before the first step of a task, or one whose wait is not known.
    private mutating func leave(_ step: PathStep, _ frame: Frame, _ source: some PathSource) throws {
        let life = try source.life(of: step.task)
        guard let created = life?.created, abs(time.clampedSubtracting(created)) <= Self.tolerance else {
            frames[frames.count - 1].position = Position(task: step.task, bound: step.ended)
            return
        }
        if let parent = life?.parent,
            let creator = try running(parent, at: time, source)
        {
            go(to: creator, .created)
        } else {
            loseTrack(frame, .lost)
        }
    }

    /// Whoever the walk has followed, nothing is known of before: what is left of the wait is a wait.
    private mutating func loseTrack(_ frame: Frame, _ note: PathSegment.Note) {
        guard let waiting = frame.waiting, let wait = waiting.wait else {
            return add(.unknown, of: frame.task, from: frame.floor) { $0.note = .untold }
        }
        let depth = frames.count - 2
        add(Self.kind(wait, note), of: waiting.task, from: frame.floor, at: waiting) {
            $0.note = note
            $0.depth = depth
        }
    }

    /// A wait of which neither the reason nor who ended it is known says nothing.
    private static func kind(_ wait: PathStep.Wait, _ note: PathSegment.Note) -> PathSegment.Kind {
        wait.reason == 0 && note == .untold ? .unknown : .wait
    }

    // MARK: From one task to another

    /// While it worked on an item, the item's way led over the queue. Not so for the task whose path it is: its own
    /// time is told as its own.
    private mutating func jumpOverQueue(
        _ step: PathStep, _ frame: Frame, _ source: some PathSource
    ) throws -> Bool {
        guard frames.count > 1, let get = try source.get(by: step.task, after: step.started, until: time),
            get.putAt < get.at
        else { return false }
        // It had waited for just this item: then the wait tells it.
        if let wait = step.wait, wait.object == get.queue,
            get.putAt.clampedAdding(Self.tolerance) >= step.began
        {
            return false
        }
        var producer: PathStep?
        if get.putAt > frame.floor {
            producer = try running(get.producer, at: get.putAt, source)
            guard producer != nil else { return false }
        }
        add(.run, of: step.task, from: get.at, at: step)
        add(.queue, of: step.task, from: get.putAt) { $0.object = get.queue }
        if let producer { go(to: producer, .put) }
        return true
    }

    /// Goes to the one who ended the wait, or has it still to do; else says why not.
    private mutating func follow(
        _ step: PathStep, _ wait: PathStep.Wait, _ floor: Int64, _ source: some PathSource
    ) throws -> PathSegment.Note? {
        guard frames.count < Self.deepest, followed < limit else {
            isCut = true
            return .cut
        }
        guard step.woken.clampedSubtracting(step.began) >= shortest else { return .short }
        guard wait.isOver else { return try followLiving(step, wait, floor, source) }
        if Self.isForTask(wait), let object = wait.object, try followEnd(of: object, step, floor, source) {
            return nil
        }
        guard let waker = wait.waker, waker != step.task else {
            if Self.isTimer(wait) { return .timer }
            return wait.waker == nil && wait.wakerThread != nil ? .outside : .untold
        }
        if let found = try running(waker, at: time, source) {
            push(step, floor, to: found, .woke)
            return nil
        }
        return try followEnd(of: waker, step, floor, source) ? nil : .lost
    }

    private mutating func followEnd(
        of task: Int64, _ step: PathStep, _ floor: Int64, _ source: some PathSource
    ) throws -> Bool {
        guard task != step.task, let ended = try source.life(of: task)?.ended, ended > floor,
            ended <= time.clampedAdding(Self.tolerance),
            let last = try source.step(
                of: task, endingFrom: ended.clampedSubtracting(Self.tolerance),
                before: ended.clampedAdding(Self.tolerance))
                ?? source.step(of: task, endingBefore: ended, from: floor)
        else { return false }
        // From its end until the other was woken.
        add(.wait, of: step.task, from: min(ended, time), at: step)
        push(step, floor, to: last, .ended)
        return true
    }

    private mutating func followLiving(
        _ step: PathStep, _ wait: PathStep.Wait, _ floor: Int64, _ source: some PathSource
    ) throws -> PathSegment.Note? {
        let next: Int64? =
            switch WaitReason(rawValue: Int(truncatingIfNeeded: wait.reason)) {
            case .task, .asyncLet: wait.object
            case .group: try source.livingChild(of: step.task)
            case .lock: try wait.object.flatMap { try source.holder(of: $0) }
            case .future, .futures: try wait.object.flatMap { try source.livingTask(behind: $0) }
            default: nil
            }
        guard let next else { return .stillWaiting }
        guard next != step.task, !frames.contains(where: { $0.position.task == next || $0.task == next })
        else {
            return .cycle
        }
        guard let found = try source.step(of: next, endingFrom: time, before: .max), found.began < time else {
            return .stillWaiting
        }
        push(step, floor, to: found, .awaited)
        return nil
    }

    private static func isForTask(_ wait: PathStep.Wait) -> Bool {
        wait.reason == Int64(WaitReason.task.rawValue) || wait.reason == Int64(WaitReason.asyncLet.rawValue)
    }

    private static func isTimer(_ wait: PathStep.Wait) -> Bool {
        wait.reason == Int64(WaitReason.sleep.rawValue) || wait.reason == Int64(WaitReason.yield.rawValue)
    }

    private mutating func push(
        _ waiting: PathStep, _ floor: Int64, to step: PathStep, _ link: PathSegment.Link
    ) {
        frames.append(
            Frame(
                task: waiting.task, floor: floor, waiting: waiting,
                position: Position(task: step.task, link: link, step: step)))
    }

    /// Within the same wait.
    private mutating func go(to step: PathStep, _ link: PathSegment.Link) {
        frames[frames.count - 1].position = Position(task: step.task, link: link, step: step)
    }

    // MARK: Looking

    /// The step of a task that ran at a time, with which it did something then; nil if the trace does not have it.
    private func running(_ task: Int64, at time: Int64, _ source: some PathSource) throws -> PathStep? {
        if let step = try source.step(of: task, endingFrom: time, before: .max),
            step.started <= time.clampedAdding(Self.tolerance)
        {
            return step
        }
        return try source.step(
            of: task, endingFrom: time.clampedSubtracting(Self.tolerance), before: time)
    }

    private static func locate(
        _ position: Position, _ time: Int64, _ floor: Int64, _ source: some PathSource
    ) throws -> PathStep? {
        if let step = try source.step(of: position.task, endingFrom: time, before: position.bound),
            step.began <= time
        {
            return step
        }
        return try source.step(of: position.task, endingBefore: min(time, position.bound), from: floor)
    }

    // MARK: Segments

    /// Up to the present time, which then is its beginning; none if that is over already.
    private mutating func add(
        _ kind: PathSegment.Kind, of task: Int64, from: Int64, at step: PathStep? = nil,
        _ change: (inout PathSegment) -> Void = { _ in }
    ) {
        guard let frame = frames.last else { return }
        let from = max(from, frame.floor)
        guard from < time else { return }
        var segment = PathSegment(kind, of: task, from: from, to: time, depth: frames.count - 1)
        segment.site = step?.site
        if kind == .run { segment.thread = step?.thread }
        if kind == .wait || kind == .unknown, let wait = step?.wait {
            segment.reason = wait.reason
            segment.object = wait.object
            segment.wakerThread = wait.wakerThread
        }
        segment.link = frame.position.link
        frames[frames.count - 1].position.link = nil
        change(&segment)
        segments.append(segment)
        if segment.depth > 0 { followed += 1 }
        time = from
    }
}
