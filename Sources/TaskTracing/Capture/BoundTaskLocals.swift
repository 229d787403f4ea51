/// Whether task-local values are bound where the code runs, which Swift has no interface to ask.
///
/// A task keeps its values as a list and a pointer to the newest. Where in a task that pointer lies is found out by
/// binding a value and looking what changes; a runtime where it is not found loses speed alone.
enum BoundTaskLocals {
    enum Values: Equatable {
        case none
        /// Some; those of one task are the same where the number is.
        case some(UInt)
        case unknown
    }

    @TaskLocal private static var trial = 0

    /// Those of the running task; what is bound outside of all tasks is not seen.
    static var current: Values {
        guard let task = currentTask else { return .none }
        guard let offset else { return .unknown }
        let newest = unsafe UnsafePointer<UInt>(bitPattern: task + UInt(offset))?.pointee ?? 0
        return newest == 0 ? .none : .some(newest)
    }

    /// What identifies the running task, 0 if none runs.
    static var currentTask: UInt? {
        unsafe withUnsafeCurrentTask { task in
            guard let task = unsafe task else { return nil }
            return unsafe unsafeBitCast(task, to: UInt.self)
        }
    }

    /// Where a task points to its newest value; nil if this runtime's tasks look different.
    private static let offset: Int? = findOffset()

    private static func findOffset() -> Int? {
        guard let task = currentTask else { return nil }
        // Behind what other threads write, a task's status and the list beside it, and within the smallest task.
        let candidates = stride(from: 0x70, to: 0xa0, by: 8)
        func word(_ address: UInt) -> UInt { unsafe UnsafePointer<UInt>(bitPattern: address)?.pointee ?? 0 }
        let before = candidates.map { word(task + UInt($0)) }
        let key = unsafe UInt(bitPattern: Unmanaged.passUnretained($trial).toOpaque())
        let found = $trial.withValue(1) {
            zip(candidates, before).first { candidate, before in
                let now = word(task + UInt(candidate))
                guard now != before, now != 0, now % 8 == 0 else { return false }
                // A value's second word is what it is bound to.
                return word(now + 8) == key
            }
        }
        guard let found, word(task + UInt(found.0)) == found.1 else { return nil }
        return found.0
    }
}
