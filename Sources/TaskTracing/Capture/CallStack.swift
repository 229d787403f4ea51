internal import CTaskProbe
internal import Synchronization
internal import TraceSymbols

/// Who called: at most ten functions, named when they are asked for.
struct CallStack: Sendable {
    static let limit = 10
    /// Of this library, between the caller and here: at most so many are taken along and left out again.
    private static let own = 8

    /// Kept, since it takes a while to read the first time.
    private static let names = Mutex(FunctionNames())

    private let addresses: [UInt]

    /// The callers of the running function.
    static var here: CallStack {
        var addresses: [UnsafeMutableRawPointer?] = unsafe Array(repeating: nil, count: limit + own)
        let count = unsafe Int(tt_call_stack(&addresses, Int32(addresses.count)))
        return unsafe CallStack(addresses: addresses.prefix(count).map { UInt(bitPattern: $0) })
    }

    private init(addresses: [UInt]) {
        self.addresses = addresses
    }

    /// The functions, the innermost last; those that cannot be named are left out.
    var functions: [String] {
        // A return address may lie behind its function already.
        let all = Self.names.withLock { names in addresses.compactMap { names.function(at: UInt64($0) - 1) } }
        let callers = all.drop { Self.isOwn($0) }
        return callers.prefix(Self.limit).reversed()
    }

    private static func isOwn(_ function: String) -> Bool {
        ["CallStack.", "EventLoop.", "LoopHandle."].contains { function.hasPrefix($0) }
    }
}
