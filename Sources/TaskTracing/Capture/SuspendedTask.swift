/// A task that has suspended itself, to be resumed exactly once.
///
/// Debug builds, and so all tests, check that it is. The check allocates at each suspension, so that release builds leave
/// it out, as the standard library's own streams do: whoever waits stands in one `WaiterList`, and only who takes him out
/// of it resumes him.
@safe
struct SuspendedTask<Value: Sendable>: Sendable {
    #if DEBUG
        private let continuation: CheckedContinuation<Value, Never>

        nonisolated(nonsending) static func suspend(_ body: (SuspendedTask) -> Void) async -> Value {
            await withCheckedContinuation { body(SuspendedTask(continuation: $0)) }
        }

        func resume(returning value: Value) {
            continuation.resume(returning: value)
        }
    #else
        private let continuation: UnsafeContinuation<Value, Never>

        nonisolated(nonsending) static func suspend(_ body: (SuspendedTask) -> Void) async -> Value {
            unsafe await withUnsafeContinuation { unsafe body(SuspendedTask(continuation: $0)) }
        }

        func resume(returning value: Value) {
            unsafe continuation.resume(returning: value)
        }
    #endif
}
