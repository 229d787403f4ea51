public import Logging

/// How a program is traced.
public struct TaskTracingConfiguration: Sendable {
    /// Which way tasks are seen.
    public enum Capture: Sendable, Hashable {
        /// The runtime probe where its self-check passes, else the instrumented executor. The default.
        case automatic
        /// The runtime probe: every task of the process. Starting fails where its self-check refuses.
        case probe
        /// The instrumented executor: the tasks that run on it, through public interfaces alone.
        case executor
    }

    /// Which way tasks are seen. `automatic` by default.
    public var capture: Capture = .automatic

    /// How long a callback (a run slice between two suspensions) may take before it is warned of: 100 ms by
    /// default, inclusive, as asyncio's `slow_callback_duration`.
    public var slowCallbackThreshold: Duration = .milliseconds(100)

    /// Whether a callback is warned of while it is still running. On by default.
    public var warnsWhileRunning = true

    /// How much is kept in memory-mapped files while the collector is behind, in bytes: 256 MiB by default.
    ///
    /// In memory where `/dev/shm` has room, else beside the trace. What comes when that is full goes to
    /// ``maximumSpillSize``.
    public var maximumBufferSize = 256 << 20

    /// How much more is kept in files beside the trace once ``maximumBufferSize`` or `/dev/shm` is full, in bytes:
    /// 1 GiB by default, 0 for none.
    ///
    /// What comes when that or the disk is full is dropped, counted exactly, and reported as a loss.
    public var maximumSpillSize = 1 << 30

    /// Whether it is recorded where each task was created. On by default; a few ns a task.
    public var recordsCreationSites = true

    /// Whether the callers of each suspended function are recorded too, up to 16, and as many at each creation of a
    /// task. Off by default: it takes a walk and one record more at each suspension.
    public var recordsBacktraces = false

    /// Whether source lines are looked up when tracing stops. On by default; takes about a second for a
    /// large program. Without it a trace names functions, and no lines.
    public var findsSourceLines = true

    /// How much of the details the trace keeps. Everything by default.
    public var keep = Retention()

    /// Keeps details only around the moments that matter. Off (nil) by default.
    public var flightRecorder: FlightRecorder?

    /// Where warnings go. Label `task-tracing` by default.
    public var logger = Logger(label: "task-tracing")

    /// What the file beside the trace may grow to while a reader keeps it, in bytes.
    package var writeAheadLimit = 1 << 30

    /// The defaults.
    public init() {}
}
