internal import CTaskProbe
internal import Glibc
internal import Synchronization

/// A thread of the tracer's own: outside Swift concurrency, which it watches.
enum TracerThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a named thread that nobody waits for; answers whether it could.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        let boxed = unsafe Unmanaged.passRetained(
            Body {
                unsafe tt_name_thread(name)
                body()
            })
        let failure = unsafe tt_start_thread(
            { context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            }, boxed.toOpaque())
        if failure != 0 { unsafe boxed.release() }
        return failure == 0
    }

    static func sleep(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        unsafe nanosleep(&time, nil)
    }
}
